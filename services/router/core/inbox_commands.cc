// What operators see of the inboxes and do to them.
#include <utility>

#include "common/base/errors.h"
#include "services/router/core/inbox_hub.h"
#include "services/router/core/inbox_slot.h"

namespace referral::router {
namespace {

using storage::v1::CaseDelivery;

v1::Date DayOf(absl::Time time) {
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

template <typename ParkedAct>
void Describe(const ParkedCommand& command, const CaseDelivery& parked,
              ParkedAct& act) {
  act.set_agency(command.agency);
  act.set_case_id(command.case_id);
  act.set_sequence(parked.next_sequence());
  act.set_operator_id(command.operator_id);
  act.set_reason(command.reason);
}

v1::Act ReplayAct(const ParkedCommand& command, const CaseDelivery& parked) {
  v1::Act act;
  Describe(command, parked, *act.mutable_delivery_replayed());
  return act;
}

v1::Act DropAct(const ParkedCommand& command, const CaseDelivery& parked) {
  v1::Act act;
  Describe(command, parked, *act.mutable_delivery_dropped());
  return act;
}

}  // namespace

InboxState InboxHub::State(const std::string& agency) const {
  const Slot& slot = SlotOf(agency);
  MutexLock lock(slot.mutex);
  return slot.state;
}

std::vector<InboxState> InboxHub::States() const {
  std::vector<InboxState> states;
  MutexLock lock(mutex_);
  for (const auto& [agency, slot] : slots_) {
    MutexLock slot_lock(slot->mutex);
    states.push_back(slot->state);
  }
  return states;
}

void InboxHub::Replay(ParkedCommand command) {
  Command(std::move(command), /*drop=*/false);
}

void InboxHub::Drop(ParkedCommand command) {
  Command(std::move(command), /*drop=*/true);
}

void InboxHub::Command(ParkedCommand command, bool drop) {
  Slot& slot = SlotOf(command.agency);
  Post(slot, [this, command = std::move(command), drop](Slot& s) {
    Plan(s, command, drop);
  });
}

// Recorded first, in one write with the change of delivery; then done.
void InboxHub::Plan(Slot& slot, const ParkedCommand& command, bool drop) {
  if (slot.inbox == nullptr) {
    command.done(MakeError(Reason::kUnavailable, "the inbox cannot be read",
                           slot.agency));
    return;
  }
  CaseDelivery parked;
  if (const CaseDelivery* row = slot.inbox->FindParked(command.case_id)) {
    parked = *row;
  }
  const absl::StatusOr<CaseDelivery> planned =
      drop ? slot.inbox->PlanDrop(command.case_id)
           : slot.inbox->PlanReplay(command.case_id);
  if (!planned.ok()) {
    command.done(planned.status());
    return;
  }
  Persist(slot);  // the parked row must not come after the planned one
  RouterAct act;
  act.act = drop ? DropAct(command, parked) : ReplayAct(command, parked);
  *act.act.mutable_occurred_date() = DayOf(clock_.Now());
  if (drop && parked.origin() != options_.home) {
    act.recipients.push_back(parked.origin());
  }
  act.delivery.case_deliveries.push_back(*planned);
  act.done = [this, &slot, row = *planned,
              done = command.done](const absl::StatusOr<v1::Receipt>& receipt) {
    Post(slot, [this, row, receipt, done](Slot& s) {
      if (s.inbox != nullptr) {
        const absl::Status resolved = s.inbox->Resolve(
            row.case_id(),
            receipt.ok() ? std::make_optional(row) : std::nullopt);
        if (!resolved.ok()) Fail(s, resolved);
      }
      Publish(s);
      done(receipt);
    });
  };
  options_.record_act(std::move(act));
}

}  // namespace referral::router
