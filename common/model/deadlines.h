// What the router waits for in a case, and what follows when nothing happens
// [26, 29]. A case file alone says which clocks run.
#ifndef REFERRAL_COMMON_MODEL_DEADLINES_H_
#define REFERRAL_COMMON_MODEL_DEADLINES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/model/act_input.h"
#include "common/model/directory.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"

namespace referral::model {

// A clock that runs.
struct Deadline {
  v1::Clock clock = v1::CLOCK_UNSPECIFIED;
  // Referral, person or complaint id; empty for the case itself.
  std::string subject_id;
  absl::Time due;
  // Who should act, as the case has it.
  std::string agency;
};

// The clocks that run in `file` and have not been said to have run out, the
// earliest first:
//   RESPONSE     a referral is not decided; a mere receipt is no decision [29]
//   COMPLETION   a service was accepted and has not ended; not while on hold
//   HOLD         a held referral has a day on which it is taken up again
//   SUSPENSION   the same of a case
//   FOLLOW_UP    a closed case is to be looked at again [18]
//   SUPPORT_END, FUNDING_END  from open to closing [11, 22]
//   CONSENT_END  a person of the case has a consent that nothing newer covers
//   COMPLAINT    a complaint is not answered
// What ends with a day is due when that day ends in the case's time zone.
// Drafts have no clocks.
std::vector<Deadline> RunningClocks(const storage::v1::CaseFile& file);

// Those of them that are due at `now`.
std::vector<Deadline> DueClocks(const storage::v1::CaseFile& file,
                                absl::Time now);

// When the earliest of them is due; infinite future if none runs.
absl::Time NextDueTime(const storage::v1::CaseFile& file);

// Who should act now: the agency itself, or, if it has left, whoever looks
// after what it had to do.
std::string AgencyToAct(const Deadline& deadline, const Directory& directory);

// What the router says when `deadline` has run out, and the id under which it
// says so once.
v1::Act DeadlineAct(const Deadline& deadline, const Directory& directory);
std::string DeadlineMessageId(absl::string_view case_id,
                              const Deadline& deadline, NamedUuid named_uuid);

// The referral that waits; empty if none does.
absl::string_view ReferralWaiting(const v1::DeadlinePassed& act);

// Agencies that are told besides the lead: who asked, who should have acted,
// and the escalation agency of the case's programme, or its successor.
std::vector<std::string> ToldOfSilence(const storage::v1::CaseFile& file,
                                       const v1::DeadlinePassed& act,
                                       const Context& context);

// Changes no status and is no decision [29]. Where nobody answered and the
// programme says so, the effects propose the next provider to the requester.
// Errors: ILLEGAL_TRANSITION  no such clock runs; FUTURE_DATE  it is not due;
//         INVALID_FIELD.
absl::Status CheckDeadlinePassed(const ActInput& input,
                                 v1::ActEffects& effects);
void ApplyDeadlinePassed(storage::v1::CaseFile& file, const v1::Act& act);

// Keeps clocks that were over when they were set from running: what is recorded
// long after it happened is no silence. One stands around each record.
class BackDatedClocks {
 public:
  // `file` before the record of `recorded_time`.
  BackDatedClocks(const storage::v1::CaseFile& file, absl::Time recorded_time);
  // `file` after it. Also forgets clocks that cannot run out again.
  void Stop(storage::v1::CaseFile& file) const;

 private:
  const absl::Time recorded_time_;
  std::vector<Deadline> before_;  // over by then, but set before
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_DEADLINES_H_
