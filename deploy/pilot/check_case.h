// What must hold within one case of the data set. Thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_CHECK_CASE_H_
#define REFERRAL_DEPLOY_PILOT_CHECK_CASE_H_

#include "deploy/pilot/case_data.h"
#include "deploy/pilot/json_reader.h"

namespace referral::pilot {

// Ids are unique and known, dates in the order in which things happen and not
// after `today`, services known to the driver. Rules of the programme are the
// router's business. The first thing wrong goes to `errors`.
void CheckCase(const CaseData& data, Day today, LineErrors& errors);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_CHECK_CASE_H_
