#ifndef REFERRAL_SERVICES_REFERRALCTL_CONFIG_DIFF_H_
#define REFERRAL_SERVICES_REFERRALCTL_CONFIG_DIFF_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace referral::referralctl {

// A field that is otherwise, "" where it is not there.
struct ConfigChange {
  std::string field;  // for example services[medical.check].title
  std::string from;
  std::string to;
};

// What differs between two configurations of one type, by field. Elements of a
// list are known by code or id, so that their order makes no difference. Pure.
std::vector<ConfigChange> DiffConfigs(const google::protobuf::Message& before,
                                      const google::protobuf::Message& after);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_CONFIG_DIFF_H_
