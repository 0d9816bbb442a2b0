#include "tests/common/model/invariants.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/lifecycle.h"

namespace referral::model::testing {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

bool IsClosed(v1::CaseStatus status) {
  return status == v1::CASE_STATUS_CLOSED ||
         status == v1::CASE_STATUS_FOLLOW_UP;
}

// [30] Terminal states never reopen, and no referral is forgotten.
std::string TerminalStaysTerminal(const CaseFile& before,
                                  const CaseFile& after) {
  for (const CaseReferral& referral : before.referrals()) {
    const CaseReferral* later = FindReferral(after, referral.referral_id());
    if (later == nullptr) {
      return absl::StrCat("lost: ", referral.DebugString());
    }
    if (!IsTerminal(referral.status()) ||
        later->status() == referral.status() ||
        later->status() == v1::REFERRAL_STATUS_ENTERED_IN_ERROR) {
      continue;
    }
    return absl::StrCat(v1::ReferralStatus_Name(referral.status()), " became ",
                        v1::ReferralStatus_Name(later->status()));
  }
  return "";
}

// [31] No case is closed with an open or unsettled referral.
std::string ClosedIsSettled(const CaseFile& file) {
  if (!IsClosed(file.status())) return "";
  for (const CaseReferral& referral : file.referrals()) {
    if (IsTerminal(referral.status()) && referral.outcome_settled()) continue;
    return absl::StrCat("closed with ", referral.DebugString());
  }
  return "";
}

// [15] Over the threshold only where somebody decided so.
std::string BudgetKept(const Story& story) {
  const CaseFile& file = story.file();
  if (WithinThreshold(file, CommittedMinorUnits(file))) return "";
  const auto overrides = [](const v1::Act& act) {
    return act.referral_requested().has_budget_override() ||
           act.plan_agreed().has_budget_override();
  };
  for (const Story::Line& line : story.records()) {
    if (std::any_of(line.acts.begin(), line.acts.end(), overrides)) return "";
  }
  return absl::StrCat("over the budget: ", file.DebugString());
}

// [9] Nothing in cash, whatever was sent.
std::string InKind(const CaseFile& file) {
  for (const v1::PlannedService& planned : file.plan().services()) {
    if (planned.form() == v1::SUPPORT_FORM_CASH) return "a plan pays cash";
  }
  return "";
}

std::string SoundEffects(const Story& story) {
  const Story::Line& line = story.records().back();
  const auto& recipients = line.effects.recipients();
  if (!std::is_sorted(recipients.begin(), recipients.end())) {
    return "the recipients are not sorted";
  }
  if (std::count(recipients.begin(), recipients.end(), line.sender) != 0) {
    return "the sender is a recipient";
  }
  if (static_cast<size_t>(line.effects.acts_size()) != line.acts.size()) {
    return "not as many effects as acts";
  }
  for (const std::string& agency : recipients) {
    if (story.context().directory.Find(agency) == nullptr) {
      return absl::StrCat("an unknown recipient: ", agency);
    }
  }
  return "";
}

}  // namespace

std::string BrokenInvariant(const CaseFile& before, const Story& story) {
  for (std::string broken : {TerminalStaysTerminal(before, story.file()),
                             ClosedIsSettled(story.file()), BudgetKept(story),
                             InKind(story.file()), SoundEffects(story)}) {
    if (!broken.empty()) return broken;
  }
  return "";
}

}  // namespace referral::model::testing
