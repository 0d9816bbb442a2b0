#include "tests/common/model/invariants.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/complaints.h"
#include "common/model/dates.h"
#include "common/model/lifecycle.h"
#include "common/model/people.h"
#include "common/model/senders.h"

namespace referral::model::testing {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

bool IsClosed(v1::CaseStatus status) {
  return status == v1::CASE_STATUS_CLOSED ||
         status == v1::CASE_STATUS_FOLLOW_UP;
}

// [30] Terminal states never reopen, and no referral is forgotten.
std::string TerminalStaysTerminal(const CaseFile& before, const Story& story) {
  const CaseFile& after = story.file();
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
std::string ClosedIsSettled(const CaseFile&, const Story& story) {
  const CaseFile& file = story.file();
  if (!IsClosed(file.status())) return "";
  for (const CaseReferral& referral : file.referrals()) {
    if (IsTerminal(referral.status()) && referral.outcome_settled()) continue;
    return absl::StrCat("closed with ", referral.DebugString());
  }
  return "";
}

// [15] Over the threshold only where somebody decided so, or left: then no more
// is committed than was.
std::string BudgetKept(const CaseFile& before, const Story& story) {
  const CaseFile& file = story.file();
  if (WithinThreshold(file, CommittedMinorUnits(file))) return "";
  if (CommittedMinorUnits(file) <= CommittedMinorUnits(before)) return "";
  const auto overrides = [](const v1::Act& act) {
    return act.referral_requested().has_budget_override() ||
           act.plan_agreed().has_budget_override() ||
           act.has_case_policy_moved();  // [14] with a reason
  };
  for (const Story::Line& line : story.records()) {
    if (std::any_of(line.acts.begin(), line.acts.end(), overrides)) return "";
  }
  return absl::StrCat("over the budget: ", file.DebugString());
}

// [9] Nothing in cash, whatever was sent.
std::string InKind(const CaseFile&, const Story& story) {
  for (const v1::PlannedService& planned : story.file().plan().services()) {
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

// [15] The threshold is that of the people present, of whom there is one at
// least; and whoever is served by an open referral is not all gone.
std::string PeopleKept(const CaseFile&, const Story& story) {
  const CaseFile& file = story.file();
  if (file.people().empty()) return "";
  const int present = PeoplePresent(file);
  if (present < 1) return "nobody is left";
  const Context context = story.context();
  const Programme* programme =
      context.programmes.Find(file.programme_id(), file.programme_version());
  if (file.budget_threshold().minor_units() !=
      BudgetThreshold(*programme, present).minor_units()) {
    return absl::StrCat("a threshold for others than ", present, " people");
  }
  for (const CaseReferral& referral : file.referrals()) {
    if (IsTerminal(referral.status()) || !WasRequested(referral)) continue;
    const auto& served = referral.person_ids();
    if (std::none_of(served.begin(), served.end(), [&](const std::string& id) {
          return !HasLeft(*FindPerson(file, id));
        })) {
      return absl::StrCat("serves nobody: ", referral.DebugString());
    }
  }
  return "";
}

// Whether the router drafted something for `agency` [30].
bool IsProposedTo(const v1::Effects& effects, const std::string& agency) {
  for (const v1::ActEffects& of_act : effects.acts()) {
    for (const v1::ReferralDraft& draft : of_act.drafts()) {
      if (draft.requester() == agency) return true;
    }
  }
  return false;
}

// [30] Whoever a proposal names learns of nothing before it is asked.
std::string ProposalsAskNobody(const CaseFile&, const Story& story) {
  const CaseFile& file = story.file();
  for (const CaseReferral& referral : file.referrals()) {
    if (WasRequested(referral)) continue;
    if (IsParty(referral, referral.receiver())) {
      return absl::StrCat("asked by a draft: ", referral.receiver());
    }
    if (referral.respond_by_time().seconds() != 0 ||
        referral.request_sequence() != 0) {
      return absl::StrCat("a draft with clocks: ", referral.DebugString());
    }
  }
  return "";
}

std::string SoundEffects(const CaseFile&, const Story& story) {
  const Story::Line& line = story.records().back();
  const auto& recipients = line.effects.recipients();
  if (!std::is_sorted(recipients.begin(), recipients.end())) {
    return "the recipients are not sorted";
  }
  if (std::count(recipients.begin(), recipients.end(), line.sender) != 0 &&
      !IsProposedTo(line.effects, line.sender)) {
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

// [29] A clock that ran out moves nothing; it may propose.
std::string SilenceMovesNothing(const CaseFile& before, const Story& story) {
  const std::vector<v1::Act>& acts = story.records().back().acts;
  if (!std::all_of(acts.begin(), acts.end(), [](const v1::Act& act) {
        return act.has_deadline_passed();
      })) {
    return "";
  }
  const CaseFile& after = story.file();
  if (after.status() != before.status()) return "silence moved the case";
  for (const CaseReferral& referral : after.referrals()) {
    const CaseReferral* earlier = FindReferral(before, referral.referral_id());
    const bool same =
        earlier == nullptr
            ? referral.status() == v1::REFERRAL_STATUS_DRAFT
            : referral.SerializeAsString() == earlier->SerializeAsString();
    if (!same) return absl::StrCat("silence moved ", referral.DebugString());
  }
  return "";
}

// What the router alone may say comes from nobody else, and nothing else comes
// from the router.
std::string RouterSpeaksForItself(const CaseFile&, const Story& story) {
  const Story::Line& line = story.records().back();
  const bool own = line.sender == story.context().directory.deployment().home();
  for (const v1::Act& act : line.acts) {
    if (IsRoutersAct(act) == own) continue;
    return absl::StrCat(line.sender, " said ", ActName(act));
  }
  return "";
}

bool EndsInTime(const v1::Date& given, const v1::Date& expiry) {
  return ToCivilDay(given) <= ToCivilDay(expiry) &&
         ToCivilDay(expiry) <= ToCivilDay(given) + kMaxEmergencyDays;
}

// [27] What is opened in an emergency closes by itself.
std::string EmergenciesEnd(const CaseFile&, const Story& story) {
  for (const v1::Emergency& emergency : story.file().emergencies()) {
    if (EndsInTime(emergency.given_date(), emergency.expiry_date())) continue;
    return absl::StrCat("does not end: ", emergency.DebugString());
  }
  for (const storage::v1::Person& person : story.file().people()) {
    for (const storage::v1::Consent& consent : person.consents()) {
      if (!consent.emergency() ||
          EndsInTime(consent.given_date(), consent.expiry_date())) {
        continue;
      }
      return absl::StrCat("does not end: ", consent.DebugString());
    }
  }
  return "";
}

// [32] A request that is handed on comes to nobody twice.
std::string NobodyIsAskedTwice(const CaseFile&, const Story& story) {
  for (const CaseReferral& referral : story.file().referrals()) {
    if (referral.earlier_receivers().empty()) continue;
    std::set<std::string> asked(referral.earlier_receivers().begin(),
                                referral.earlier_receivers().end());
    asked.insert(referral.receiver());
    if (static_cast<int>(asked.size()) ==
        referral.earlier_receivers_size() + 1) {
      continue;
    }
    return absl::StrCat("asked twice: ", referral.DebugString());
  }
  return "";
}

// [27] A complaint stays, and is answered once, by its addressee.
std::string ComplaintsAnsweredOnce(const CaseFile& before, const Story& story) {
  const CaseFile& after = story.file();
  if (after.complaints_size() < before.complaints_size()) {
    return "a complaint is lost";
  }
  for (const v1::Complaint& complaint : after.complaints()) {
    const v1::Complaint* earlier =
        FindComplaint(before, complaint.complaint_id());
    if (earlier == nullptr) continue;  // lodged, perhaps answered at once
    if (complaint.SerializeAsString() == earlier->SerializeAsString()) continue;
    if (!IsUnanswered(*earlier)) {
      return absl::StrCat("answered again: ", complaint.DebugString());
    }
    if (story.records().back().sender != complaint.addressee()) {
      return absl::StrCat("answered by ", story.records().back().sender);
    }
  }
  return "";
}

constexpr std::string (*kInvariants[])(const CaseFile& before,
                                       const Story& story) = {
    TerminalStaysTerminal,
    ClosedIsSettled,
    BudgetKept,
    InKind,
    PeopleKept,
    SoundEffects,
    ProposalsAskNobody,
    DestructionsDue,
    SilenceMovesNothing,
    RouterSpeaksForItself,
    EmergenciesEnd,
    NobodyIsAskedTwice,
    ComplaintsAnsweredOnce};

}  // namespace

std::string BrokenInvariant(const CaseFile& before, const Story& story) {
  for (const auto& invariant : kInvariants) {
    std::string broken = invariant(before, story);
    if (!broken.empty()) return broken;
  }
  return "";
}

}  // namespace referral::model::testing
