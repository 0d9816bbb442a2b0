// What returning states give the people of a case [28]. It is what they are
// owed, not what the programme spends: no budget counts it. Pure functions.
#ifndef REFERRAL_COMMON_MODEL_PACKAGES_H_
#define REFERRAL_COMMON_MODEL_PACKAGES_H_

#include <string>
#include <vector>

#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::model {

// The packages of `programme`, in its order, for somebody of `age_group` who
// came back like this. Whose age is not recorded gets those for every age [6].
std::vector<const config::v1::Package*> PackagesFor(
    const config::v1::Programme& programme, v1::ReturnKind return_kind,
    const std::string& return_country_code, v1::AgeGroup age_group);

struct PersonPackages {
  std::string person_id;
  std::vector<const config::v1::Package*> packages;  // of the programme given
};

// The same for everybody of a case who has not left it, in its order. Empty
// before anybody has applied.
std::vector<PersonPackages> PackagesFor(const config::v1::Programme& programme,
                                        const storage::v1::CaseFile& file);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_PACKAGES_H_
