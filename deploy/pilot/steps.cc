#include "deploy/pilot/steps.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace referral::pilot {
namespace {

using Kind = Step::Kind;

// Collects the steps in the order in which they need each other.
class Script {
 public:
  Script(const CaseData& data, const Cast& cast) : data_(data), cast_(cast) {}

  std::vector<Step> Write() && {
    if (data_.self_referred_at.empty()) {
      Add(Kind::kAnnounce, "announce", data_.announced);
    } else {
      Add(Kind::kAnnounceSelfReferral, "announce", data_.announced).agency =
          data_.self_referred_at;
    }
    Add(Kind::kInform, "inform", data_.informed);
    Add(Kind::kApply, "apply", data_.applied);
    if (data_.support.has_value()) {
      Add(Kind::kConsent, "consent", data_.support->consent_date);
    }
    Add(Kind::kDecide, "decide", data_.decided);
    if (data_.support.has_value()) Support(*data_.support);
    std::stable_sort(
        steps_.begin(), steps_.end(),
        [](const Step& a, const Step& b) { return a.date < b.date; });
    return std::move(steps_);
  }

 private:
  Step& Add(Kind kind, std::string name, Day date) {
    Step step;
    step.kind = kind;
    step.agency = cast_.lead();
    step.name = std::move(name);
    step.date = date;
    steps_.push_back(std::move(step));
    return steps_.back();
  }

  // A call about one referral.
  Step& AddFor(Kind kind, absl::string_view verb, Day date,
               const std::string& agency, size_t index) {
    const std::string& id = data_.support->referrals[index].id;
    Step& step = Add(kind, absl::StrCat(verb, "/", id), date);
    step.agency = agency;
    step.referrals = {index};
    return step;
  }

  void Support(const SupportData& support) {
    Add(Kind::kAssess, "assess", support.assessed);
    Add(Kind::kPlan, "plan", support.planned);
    for (size_t i = 0; i < support.referrals.size(); ++i) Refer(i);
    if (support.extension.has_value()) {
      Add(Kind::kExtend, "extend", support.extension->date);
    }
    Add(Kind::kClose, "close", support.closed);
  }

  void Request(size_t index) {
    const auto& referrals = data_.support->referrals;
    const ReferralData& referral = referrals[index];
    if (referral.bundle.empty()) {
      AddFor(Kind::kRefer, "refer", referral.requested, cast_.lead(), index);
      return;
    }
    // The first of a bundle requests them all.
    if (!bundles_.insert(referral.bundle).second) return;
    Step& step = Add(Kind::kRefer, absl::StrCat("bundle/", referral.bundle),
                     referral.requested);
    for (size_t i = index; i < referrals.size(); ++i) {
      if (referrals[i].bundle == referral.bundle) step.referrals.push_back(i);
    }
  }

  void Refer(size_t i) {
    const ReferralData& referral = data_.support->referrals[i];
    const std::string& receiver = cast_.ReceiverOf(referral)->id;
    Request(i);
    AddFor(Kind::kReceive, "receive", referral.requested, receiver, i);
    if (referral.declined) {
      const Day day = referral.events[0].date;
      AddFor(Kind::kDecline, "decline", day, receiver, i);
      AddFor(Kind::kAcknowledge, "acknowledge", day, cast_.lead(), i);
      return;
    }
    AddFor(Kind::kAccept, "accept", referral.accepted, receiver, i);
    AddFor(Kind::kSchedule, "schedule", referral.accepted, receiver, i)
        .other_date = referral.started;
    AddFor(Kind::kStart, "start", referral.started, receiver, i);
    for (size_t e = 0; e < referral.events.size(); ++e) Event(i, e, receiver);
    AddFor(Kind::kComplete, "complete", referral.completed, receiver, i);
    AddFor(Kind::kAcknowledge, "acknowledge", referral.acknowledged,
           cast_.lead(), i);
  }

  void Event(size_t i, size_t e, const std::string& receiver) {
    const EventData& event = data_.support->referrals[i].events[e];
    const auto add = [&](Kind kind, absl::string_view verb) {
      Step& step = AddFor(kind, verb, event.date, receiver, i);
      absl::StrAppend(&step.name, "/", e);
      step.event = e;
      step.other_date = event.until;
    };
    switch (event.kind) {
      case EventData::Kind::kNoShow:
        add(Kind::kNoShow, "no-show");
        add(Kind::kSchedule, "reschedule");
        break;
      case EventData::Kind::kHold:
        add(Kind::kHold, "hold");
        break;
      case EventData::Kind::kResume:
        add(Kind::kResume, "resume");
        break;
      case EventData::Kind::kDeclined:
        break;  // ends the referral, see Refer
    }
  }

  const CaseData& data_;
  const Cast& cast_;
  std::set<std::string> bundles_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> StepsOf(const CaseData& data, const Cast& cast) {
  return Script(data, cast).Write();
}

}  // namespace referral::pilot
