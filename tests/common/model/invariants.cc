#include "tests/common/model/invariants.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

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

// A party to a referral that serves the person and needs what `act` takes back.
bool CouldHold(const CaseFile& file, const v1::ConsentWithdrawn& act,
               const std::string& agency) {
  const auto named = [](const auto& list, const auto& value) {
    return list.empty() ||
           std::find(list.begin(), list.end(), value) != list.end();
  };
  for (const CaseReferral& referral : file.referrals()) {
    for (const int category : referral.categories()) {
      if (IsParty(referral, agency) && Serves(referral, act.person_id()) &&
          named(act.recipients(), agency) &&
          named(act.categories(), category)) {
        return true;
      }
    }
  }
  return false;
}

// Agency, message id of the withdrawal, person.
using Debt = std::tuple<std::string, std::string, std::string>;

std::set<Debt> Debts(const CaseFile& file) {
  std::set<Debt> debts;
  for (const v1::PendingDestruction& due : file.pending_destructions()) {
    debts.emplace(due.agency(), due.withdrawn_message_id(), due.person_id());
  }
  return debts;
}

// Whether the last record brought the debt about.
bool IsIncurred(const Debt& debt, const Story& story) {
  const auto& [agency, message, person] = debt;
  const Story::Line& line = story.records().back();
  const auto& to = line.effects.recipients();
  return message == line.message_id && agency != story.file().lead() &&
         std::count(to.begin(), to.end(), agency) == 1 &&
         std::any_of(line.acts.begin(), line.acts.end(),
                     [&, who = person, whose = agency](const v1::Act& act) {
                       return act.consent_withdrawn().person_id() == who &&
                              CouldHold(story.file(), act.consent_withdrawn(),
                                        whose);
                     });
}

// Whether the last record confirmed it.
bool IsSettled(const Debt& debt, const Story& story) {
  const auto& [agency, message, person] = debt;
  const Story::Line& line = story.records().back();
  return agency == line.sender &&
         std::any_of(line.acts.begin(), line.acts.end(),
                     [&, which = message, who = person](const v1::Act& act) {
                       const v1::PartsDestroyed& done = act.parts_destroyed();
                       return done.withdrawn_message_id() == which &&
                              done.person_id() == who;
                     });
}

// [27] What is pending names agencies that lost by a withdrawal of the record,
// once each, and goes away by their own confirmation alone.
std::string DestructionsDue(const CaseFile& before, const Story& story) {
  const std::set<Debt> old_debts = Debts(before);
  const std::set<Debt> new_debts = Debts(story.file());
  if (new_debts.size() !=
      static_cast<size_t>(story.file().pending_destructions_size())) {
    return "a destruction is due twice";
  }
  for (const Debt& debt : new_debts) {
    if (old_debts.count(debt) == 0 && !IsIncurred(debt, story)) {
      return absl::StrCat("a destruction is due that nobody brought about: ",
                          std::get<0>(debt));
    }
  }
  for (const Debt& debt : old_debts) {
    if (new_debts.count(debt) == 0 && !IsSettled(debt, story)) {
      return absl::StrCat("a destruction is forgotten: ", std::get<0>(debt));
    }
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
  for (std::string broken :
       {TerminalStaysTerminal(before, story.file()),
        ClosedIsSettled(story.file()), BudgetKept(story), InKind(story.file()),
        SoundEffects(story), DestructionsDue(before, story)}) {
    if (!broken.empty()) return broken;
  }
  return "";
}

}  // namespace referral::model::testing
