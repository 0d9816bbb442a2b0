#include "deploy/pilot/check_case.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "deploy/pilot/services.h"

namespace referral::pilot {
namespace {

// Dates that must not go backwards.
class DateOrder {
 public:
  DateOrder(std::string prefix, Day today, LineErrors& errors)
      : prefix_(std::move(prefix)), today_(today), errors_(errors) {}

  DateOrder& Then(const std::string& name, Day day) {
    if (day > today_) {
      errors_.Add(absl::StrCat(prefix_, name, " lies in the future"));
    }
    if (!last_name_.empty() && day < last_) {
      errors_.Add(absl::StrCat(prefix_, name, " lies before ", last_name_));
    }
    last_ = day;
    last_name_ = name;
    return *this;
  }

 private:
  const std::string prefix_;
  const Day today_;
  LineErrors& errors_;
  Day last_;
  std::string last_name_;
};

void CheckPeople(const CaseData& data, Day today, LineErrors& errors) {
  std::set<std::string> ids;
  int heads = 0;
  if (data.people.size() > kMaxPersonsPerCase) {
    errors.Add(
        absl::StrCat("people has more than ", kMaxPersonsPerCase, " elements"));
  }
  for (const PersonData& person : data.people) {
    const std::string at = absl::StrCat("people \"", person.id, "\"");
    if (!IsPersonId(person.id)) errors.Add(absl::StrCat(at, ": bad id"));
    if (!ids.insert(person.id).second) {
      errors.Add(absl::StrCat(at, ": the id stands there twice"));
    }
    if (person.relation == "head") ++heads;
    if (person.birth_date.has_value()) {
      DateOrder(absl::StrCat(at, ": "), today, errors)
          .Then("birth_date", *person.birth_date)
          .Then("applied", data.applied);
    }
  }
  if (heads != 1) errors.Add("people: exactly one must be the head");
}

// Known people, and a start of the name under which errors report.
void CheckIds(const CaseData& data, const std::string& at,
              const std::vector<std::string>& ids, LineErrors& errors) {
  for (const std::string& id : ids) {
    if (FindPerson(data.people, id) == nullptr) {
      errors.Add(absl::StrCat(at, "unknown person \"", id, "\""));
    }
  }
}

void CheckEvents(const ReferralData& referral, const std::string& at, Day today,
                 LineErrors& errors) {
  if (referral.declined) {
    if (referral.events.size() != 1) {
      errors.Add(absl::StrCat(at, "nothing happens besides a decline"));
    }
    DateOrder(at, today, errors)
        .Then("requested", referral.requested)
        .Then("events", referral.events[0].date);
    return;
  }
  DateOrder order(at, today, errors);
  order.Then("started", referral.started);
  bool held = false;
  for (const EventData& event : referral.events) {
    order.Then("events", event.date);
    const bool hold = event.kind == EventData::Kind::kHold;
    const bool resume = event.kind == EventData::Kind::kResume;
    if ((held && !resume) || (!held && resume)) {
      errors.Add(absl::StrCat(at, "hold and resume must take turns"));
    }
    held = hold;
    if (event.kind != EventData::Kind::kResume && event.until < event.date) {
      errors.Add(absl::StrCat(at, "events: until lies before date"));
    }
  }
  if (held) errors.Add(absl::StrCat(at, "a hold is never resumed"));
  order.Then("completed", referral.completed);
}

void CheckReferral(const CaseData& data, const ReferralData& referral,
                   Day today, LineErrors& errors) {
  const SupportData& support = *data.support;
  const std::string at = absl::StrCat("referrals \"", referral.id, "\": ");
  if (FindService(referral.service) == nullptr) {
    errors.Add(absl::StrCat(at, "unknown service \"", referral.service, "\""));
  }
  CheckIds(data, at, referral.people, errors);
  CheckEvents(referral, at, today, errors);
  DateOrder order(at, today, errors);
  order.Then("plan.date", support.planned)
      .Then("requested", referral.requested);
  if (!referral.declined) {
    order.Then("accepted", referral.accepted)
        .Then("started", referral.started)
        .Then("completed", referral.completed)
        .Then("acknowledged", referral.acknowledged);
  }
  order.Then("closed.date", support.closed);
}

void CheckReferrals(const CaseData& data, Day today, LineErrors& errors) {
  std::set<std::string> earlier;
  std::set<std::string> declined;
  Day last = data.support->planned;
  std::map<std::string, Day> bundles;
  for (const ReferralData& referral : data.support->referrals) {
    const std::string at = absl::StrCat("referrals \"", referral.id, "\": ");
    CheckReferral(data, referral, today, errors);
    if (!earlier.insert(referral.id).second) {
      errors.Add(absl::StrCat(at, "the id stands there twice"));
    }
    if (!referral.replaces.empty() && declined.count(referral.replaces) == 0) {
      errors.Add(absl::StrCat(at, "replaces no earlier, declined referral"));
    }
    if (referral.declined) declined.insert(referral.id);
    if (referral.requested < last) {
      errors.Add(absl::StrCat(at, "requested before the one above it"));
    }
    if (!referral.bundle.empty() &&
        bundles.emplace(referral.bundle, referral.requested).first->second !=
            referral.requested) {
      errors.Add(absl::StrCat(at, "a bundle is requested on one day"));
    }
    last = referral.requested;
  }
}

void CheckSupport(const CaseData& data, Day today, LineErrors& errors) {
  const SupportData& support = *data.support;
  DateOrder("", today, errors)
      .Then("applied", data.applied)
      .Then("consent.date", support.consent_date)
      .Then("decision.date", data.decided)
      .Then("assessed", support.assessed)
      .Then("plan.date", support.planned)
      .Then("closed.date", support.closed);
  bool continuing = false;
  for (const NeedData& need : support.needs) {
    CheckIds(data, "needs: ", {need.person}, errors);
    continuing = continuing || need.continuing;
  }
  CheckReferrals(data, today, errors);
  if (support.extension.has_value()) {
    DateOrder("", today, errors)
        .Then("plan.date", support.planned)
        .Then("extension.date", support.extension->date)
        .Then("closed.date", support.closed);
  }
  // domain.md 18.
  if (continuing && !support.continuation.has_value()) {
    errors.Add("continuation is missing though a need is continuing");
  }
  if (support.continuation.has_value() &&
      support.continuation->follow_up <= support.closed) {
    errors.Add("continuation.follow_up must lie after closed.date");
  }
}

}  // namespace

void CheckCase(const CaseData& data, Day today, LineErrors& errors) {
  DateOrder order("", today, errors);
  // Whoever comes by themselves comes after the return [27].
  if (data.self_referred_at.empty()) {
    order.Then("announced", data.announced).Then("return.date", data.returned);
  } else {
    order.Then("return.date", data.returned).Then("announced", data.announced);
  }
  order.Then("informed.date", data.informed)
      .Then("applied", data.applied)
      .Then("decision.date", data.decided);
  if (!IsOfficer(data.officer)) errors.Add("officer is no officer id");
  CheckPeople(data, today, errors);
  if (data.support.has_value()) CheckSupport(data, today, errors);
}

}  // namespace referral::pilot
