// One element of "referrals". Thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_READ_REFERRAL_H_
#define REFERRAL_DEPLOY_PILOT_READ_REFERRAL_H_

#include <string>

#include "deploy/pilot/case_data.h"
#include "deploy/pilot/json_reader.h"

namespace referral::pilot {

// Reads `object`, named `path` in errors. What it has wrong goes to `errors`.
ReferralData ReadReferral(const nlohmann::json& object, const std::string& path,
                          LineErrors& errors);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_READ_REFERRAL_H_
