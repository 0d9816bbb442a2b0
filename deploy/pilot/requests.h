// The requests that a step of a case sends. Pure functions, thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_REQUESTS_H_
#define REFERRAL_DEPLOY_PILOT_REQUESTS_H_

#include <map>
#include <string>

#include "deploy/pilot/case_data.h"
#include "deploy/pilot/message_id.h"
#include "deploy/pilot/steps.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/ngo_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"

namespace referral::pilot {

// A case while it is played.
struct CaseContext {
  const CaseData& data;
  const Cast& cast;
  std::string programme;
  std::string case_id;  // empty until the case is open
  // Case ids of the earlier cases of its people, by name in the data set.
  std::map<std::string, std::string> earlier_case_ids = {};

  // Id of the message that `step` sends.
  std::string MessageId(const Step& step) const {
    return DerivedUuid(programme, data.line, step.name);
  }
  // Id of the referral that the file calls `id`.
  std::string ReferralId(const std::string& id) const {
    return DerivedUuid(programme, data.line, "referral/" + id);
  }
  // The only referral of `step`.
  const ReferralData& Referral(const Step& step) const {
    return data.support->referrals[step.referrals[0]];
  }
};

v1::Date ToDate(Day day);
v1::Money ToMoney(const Amount& amount);
v1::CallHeader CallOf(const CaseContext& context, const Step& step);

// Intake and lead.
v1::AnnounceArrivalRequest AnnounceArrival(const CaseContext& context);
v1::AnnounceSelfReferralRequest AnnounceSelfReferral(
    const CaseContext& context);
v1::InformAtAirportRequest InformAtAirport(const CaseContext& context);
v1::RegisterApplicationRequest RegisterApplication(const CaseContext& context);
v1::RecordConsentRequest RecordConsent(const CaseContext& context);
v1::DecideEligibilityRequest DecideEligibility(const CaseContext& context);
v1::AssessNeedsRequest AssessNeeds(const CaseContext& context);
v1::AgreePlanRequest AgreePlan(const CaseContext& context);
v1::ExtendPlanRequest ExtendPlan(const CaseContext& context);
v1::ReferRequest Refer(const CaseContext& context, const Step& step);
v1::ClosePlanRequest ClosePlan(const CaseContext& context);

// What the receiver delivered.
v1::Delivery DeliveryOf(const ReferralData& referral);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_REQUESTS_H_
