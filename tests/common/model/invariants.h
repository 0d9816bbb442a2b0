// What must hold after every message, whoever sent what. Pure, thread-safe.
// Random walks and fuzzing check all of it after each message:
//
//   TerminalStaysTerminal   [30] a referral that has ended stays so, but for
//                                one entered in error; none is forgotten
//   ClosedIsSettled         [31] a closed case has no referral that is open or
//                                whose outcome nobody took note of
//   BudgetKept              [15] nobody commits more than the threshold, but by
//                                an override
//   InKind                  [9]  no plan pays in cash
//   PeopleKept              [15] somebody is present, the threshold is theirs,
//                                and each open referral serves one of them
//   SoundEffects                 recipients are known agencies, sorted, and not
//                                the sender; effects stand beside each act
//   ProposalsAskNobody      [30] whoever a draft names has no part in the case
//                                by it, and no clock runs
//   DestructionsDue         [27] who has to destroy something lost it by a
//                                withdrawal, and owes it until it confirms
//   SilenceMovesNothing     [29] a clock that ran out changes no status; it may
//                                propose a draft
//   RouterSpeaksForItself        the router's acts come from no agency, and it
//                                sends no other
//   EmergenciesEnd          [27] what is opened in an emergency closes within
//                                kMaxEmergencyDays
//   NobodyIsAskedTwice      [32] a request that is handed on comes to no
//                                provider twice
//   ComplaintsAnsweredOnce  [27] a complaint is answered once, by its addressee
#ifndef REFERRAL_TESTS_COMMON_MODEL_INVARIANTS_H_
#define REFERRAL_TESTS_COMMON_MODEL_INVARIANTS_H_

#include <string>

#include "proto/referral/storage/v1/case_file.pb.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing {

// What is broken in `story`, whose last record found its file as `before`;
// empty if nothing is.
std::string BrokenInvariant(const storage::v1::CaseFile& before,
                            const Story& story);

}  // namespace referral::model::testing

#endif  // REFERRAL_TESTS_COMMON_MODEL_INVARIANTS_H_
