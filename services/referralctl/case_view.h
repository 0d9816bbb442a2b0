// What a case is about, in codes.
#ifndef REFERRAL_SERVICES_REFERRALCTL_CASE_VIEW_H_
#define REFERRAL_SERVICES_REFERRALCTL_CASE_VIEW_H_

#include <string>

#include "proto/referral/v1/router_service.pb.h"

namespace referral::referralctl {

// A line for each thing that the answer says of the case itself; its referrals
// are a table of their own.
std::string CaseText(const v1::Case& shown);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_CASE_VIEW_H_
