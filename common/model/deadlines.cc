#include "common/model/deadlines.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/model/case_file.h"
#include "common/model/clocks.h"
#include "common/model/next_provider.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::PassedDeadline;

bool Matches(const SetClock& set, const PassedDeadline& passed) {
  return set.clock == passed.clock() && set.subject_id == passed.subject_id() &&
         set.due == ToTime(passed.due_time());
}

bool HasPassed(const CaseFile& file, const SetClock& set) {
  return std::any_of(
      file.passed_deadlines().begin(), file.passed_deadlines().end(),
      [&](const PassedDeadline& passed) { return Matches(set, passed); });
}

Deadline Copy(const SetClock& set) {
  return {set.clock, std::string(set.subject_id), set.due,
          std::string(set.agency)};
}

auto Order(const Deadline& deadline) {
  return std::tie(deadline.due, deadline.clock, deadline.subject_id);
}

void AddPassed(CaseFile& file, v1::Clock clock, absl::string_view subject_id,
               absl::Time due) {
  PassedDeadline& passed = *file.add_passed_deadlines();
  passed.set_clock(clock);
  passed.set_subject_id(std::string(subject_id));
  SetTime(due, *passed.mutable_due_time());
}

// Forgets what is set no more, or to another time: it cannot run out again.
void Forget(CaseFile& file) {
  if (file.passed_deadlines().empty()) return;
  auto& passed = *file.mutable_passed_deadlines();
  passed.erase(std::remove_if(passed.begin(), passed.end(),
                              [&](const PassedDeadline& entry) {
                                bool set = false;
                                VisitClocks(file, [&](const SetClock& clock) {
                                  set = set || Matches(clock, entry);
                                });
                                return !set;
                              }),
               passed.end());
}

absl::optional<Deadline> FindRunning(const CaseFile& file,
                                     const v1::DeadlinePassed& act) {
  for (Deadline& deadline : RunningClocks(file)) {
    if (deadline.clock == act.clock() &&
        deadline.subject_id == act.subject_id() &&
        deadline.due == ToTime(act.due_time())) {
      return std::move(deadline);
    }
  }
  return absl::nullopt;
}

}  // namespace

std::vector<Deadline> RunningClocks(const CaseFile& file) {
  std::vector<Deadline> running;
  VisitClocks(file, [&](const SetClock& set) {
    if (set.running && !HasPassed(file, set)) running.push_back(Copy(set));
  });
  std::sort(
      running.begin(), running.end(),
      [](const Deadline& a, const Deadline& b) { return Order(a) < Order(b); });
  // Two consents of a person may end on one day.
  running.erase(std::unique(running.begin(), running.end(),
                            [](const Deadline& a, const Deadline& b) {
                              return Order(a) == Order(b);
                            }),
                running.end());
  return running;
}

std::vector<Deadline> DueClocks(const CaseFile& file, absl::Time now) {
  std::vector<Deadline> due = RunningClocks(file);
  due.erase(std::find_if(
                due.begin(), due.end(),
                [&](const Deadline& deadline) { return deadline.due > now; }),
            due.end());
  return due;
}

absl::Time NextDueTime(const CaseFile& file) {
  absl::Time next = absl::InfiniteFuture();
  VisitClocks(file, [&](const SetClock& set) {
    if (set.running && set.due < next && !HasPassed(file, set)) next = set.due;
  });
  return next;
}

std::string AgencyToAct(const Deadline& deadline, const Directory& directory) {
  std::string agency = directory.SuccessorOf(deadline.agency);
  return agency.empty() ? deadline.agency : agency;
}

v1::Act DeadlineAct(const Deadline& deadline, const Directory& directory) {
  v1::Act act;
  v1::DeadlinePassed& passed = *act.mutable_deadline_passed();
  passed.set_clock(deadline.clock);
  passed.set_subject_id(deadline.subject_id);
  SetTime(deadline.due, *passed.mutable_due_time());
  passed.set_silent_agency(AgencyToAct(deadline, directory));
  return act;
}

std::string DeadlineMessageId(absl::string_view case_id,
                              const Deadline& deadline, NamedUuid named_uuid) {
  return named_uuid(absl::StrCat(
      "deadline ", case_id, " ", v1::Clock_Name(deadline.clock), " ",
      deadline.subject_id, " ", absl::ToUnixSeconds(deadline.due)));
}

absl::string_view ReferralWaiting(const v1::DeadlinePassed& act) {
  switch (act.clock()) {
    case v1::CLOCK_RESPONSE:
    case v1::CLOCK_COMPLETION:
    case v1::CLOCK_HOLD:
      return act.subject_id();
    default:
      return "";
  }
}

std::vector<std::string> ToldOfSilence(const CaseFile& file,
                                       const v1::DeadlinePassed& act,
                                       const Context& context) {
  std::vector<std::string> told = {act.silent_agency()};
  if (const storage::v1::CaseReferral* referral =
          FindReferral(file, ReferralWaiting(act));
      referral != nullptr) {
    told.push_back(referral->requester());
  }
  if (const Programme* programme = context.programmes.Find(
          file.programme_id(), file.programme_version());
      programme != nullptr) {
    std::string escalation = context.directory.SuccessorOf(
        programme->config().silence().escalation_agency());
    if (!escalation.empty()) told.push_back(std::move(escalation));
  }
  return told;
}

absl::Status CheckDeadlinePassed(const ActInput& input,
                                 v1::ActEffects& effects) {
  const v1::DeadlinePassed& act = input.act.deadline_passed();
  const absl::optional<Deadline> deadline = FindRunning(input.file, act);
  if (!deadline.has_value()) {
    return input.Error(Reason::kIllegalTransition,
                       "no such clock runs: somebody acted, or it was said "
                       "before",
                       "clock");
  }
  if (deadline->due > input.context.now) {
    return input.Error(Reason::kFutureDate, "it has not run out yet",
                       "due_time");
  }
  if (act.silent_agency() != AgencyToAct(*deadline, input.context.directory)) {
    return input.Error(Reason::kInvalidField,
                       "another agency should have acted", "silent_agency");
  }
  if (act.clock() == v1::CLOCK_RESPONSE &&
      input.programme.config().silence().offer_next_provider()) {
    OfferNextProvider(input, *FindReferral(input.file, act.subject_id()),
                      v1::DRAFT_REASON_SILENCE, effects);
  }
  return absl::OkStatus();
}

void ApplyDeadlinePassed(CaseFile& file, const v1::Act& act) {
  const v1::DeadlinePassed& passed = act.deadline_passed();
  AddPassed(file, passed.clock(), passed.subject_id(),
            ToTime(passed.due_time()));
}

BackDatedClocks::BackDatedClocks(const CaseFile& file, absl::Time recorded_time)
    : recorded_time_(recorded_time) {
  VisitClocks(file, [&](const SetClock& set) {
    if (set.due <= recorded_time_) before_.push_back(Copy(set));
  });
}

void BackDatedClocks::Stop(CaseFile& file) const {
  std::vector<Deadline> over;
  VisitClocks(file, [&](const SetClock& set) {
    if (set.due > recorded_time_ || HasPassed(file, set)) return;
    Deadline deadline = Copy(set);
    const auto same = [&](const Deadline& earlier) {
      return Order(earlier) == Order(deadline);
    };
    if (std::any_of(before_.begin(), before_.end(), same) ||
        std::any_of(over.begin(), over.end(), same)) {
      return;
    }
    over.push_back(std::move(deadline));
  });
  Forget(file);
  for (const Deadline& deadline : over) {
    AddPassed(file, deadline.clock, deadline.subject_id, deadline.due);
  }
}

}  // namespace referral::model
