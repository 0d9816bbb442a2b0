// A case as the calls it takes, in the order in which things happened.
// Thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_STEPS_H_
#define REFERRAL_DEPLOY_PILOT_STEPS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "deploy/pilot/case_data.h"
#include "deploy/pilot/cast.h"

namespace referral::pilot {

// One call.
struct Step {
  enum class Kind {
    kAnnounce,
    kAnnounceSelfReferral,
    kInform,
    kApply,
    kConsent,
    kDecide,
    kAssess,
    kPlan,
    kRefer,
    kReceive,
    kAccept,
    kDecline,
    kSchedule,
    kNoShow,
    kStart,
    kHold,
    kResume,
    kComplete,
    kAcknowledge,
    kExtend,
    kClose,
  };

  Kind kind = Kind::kAnnounce;
  std::string agency;  // who makes the call
  Day date;            // when it happened
  // Unique within the case and the same in every run.
  std::string name;
  // Indexes into support->referrals; several for a bundle.
  std::vector<size_t> referrals;
  Day other_date;    // appointment, or when a hold is to end
  size_t event = 0;  // index into the referral's events
};

// Every step of `data`, which must have passed CheckCase and cast.Check. Dates
// never go backwards, and of one day's steps each stands after those it needs.
std::vector<Step> StepsOf(const CaseData& data, const Cast& cast);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_STEPS_H_
