#include "services/router/core/inbox_hub.h"

#include <algorithm>
#include <utility>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "services/router/core/inbox_slot.h"

namespace referral::router {
namespace {

// A frame is full here: the last record may be the largest there is, and the
// frame still has to pass the receiver's limit.
constexpr std::size_t kFullFrameBytes = kMaxFrameBytes - 64 * 1024;

}  // namespace

InboxHub::InboxHub(Options options, const Clock& clock, const Ledger& ledger,
                   ReadPool& pool)
    : options_(std::move(options)),
      clock_(clock),
      ledger_(ledger),
      pool_(pool),
      timer_(clock, [this](const std::string& agency) {
        Post(SlotOf(agency), [](Slot&) {});
      }) {}

InboxHub::~InboxHub() { timer_.Stop(); }

InboxHub::Slot& InboxHub::SlotOf(const std::string& agency) const {
  MutexLock lock(mutex_);
  std::unique_ptr<Slot>& slot = slots_[agency];
  if (slot == nullptr) slot = std::make_unique<Slot>(agency);
  return *slot;
}

absl::Status InboxHub::Load(const std::vector<std::string>& agencies) {
  struct Progress {
    Mutex mutex;
    CondVar changed;
    std::size_t left ABSL_GUARDED_BY(mutex) = 0;
    absl::Status status ABSL_GUARDED_BY(mutex);
  } progress;
  MutexLock lock(progress.mutex);
  progress.left = agencies.size();
  for (const std::string& agency : agencies) {
    Post(SlotOf(agency), [this, &progress](Slot& slot) {
      const absl::Status status = LoadSlot(slot);
      Publish(slot);
      MutexLock progress_lock(progress.mutex);
      progress.status.Update(status);
      if (--progress.left == 0) progress.changed.Signal();
    });
  }
  while (progress.left > 0) progress.changed.Wait(progress.mutex);
  return progress.status;
}

absl::Status InboxHub::LoadSlot(Slot& slot) {
  if (slot.inbox != nullptr) return absl::OkStatus();
  auto inbox = std::make_unique<Inbox>(slot.agency, ledger_);
  RETURN_IF_ERROR(inbox->Load());
  slot.inbox = std::move(inbox);
  return absl::OkStatus();
}

void InboxHub::OnNews(const std::vector<InboxNews>& news) {
  for (const InboxNews& one : news) {
    Post(SlotOf(one.agency), [items = one.items](Slot& slot) {
      if (slot.inbox != nullptr) slot.inbox->OnNews(items);
    });
  }
}

std::uint64_t InboxHub::NewStream() {
  MutexLock lock(mutex_);
  return ++last_stream_;
}

void InboxHub::Open(const std::string& agency, std::uint64_t stream,
                    std::shared_ptr<InboxSink> sink) {
  Post(SlotOf(agency), [sink = std::move(sink), stream](Slot& slot) mutable {
    if (stream < slot.stream) {
      sink->End(MakeError(Reason::kTakenOver, "a newer stream reads the inbox",
                          slot.agency));
      return;
    }
    if (slot.sink != nullptr) {
      slot.sink->End(MakeError(Reason::kTakenOver,
                               "a newer stream reads the inbox", slot.agency));
    }
    if (slot.inbox != nullptr) slot.inbox->Disconnect();
    slot.sink = std::move(sink);
    slot.stream = stream;
    slot.credit = 0;
    slot.writable = true;
    slot.told_caught_up = false;
  });
}

void InboxHub::OnRequest(const std::string& agency, std::uint64_t stream,
                         InboxRequest request, std::function<void()> taken) {
  Post(SlotOf(agency), [this, stream, request = std::move(request),
                        taken = std::move(taken)](Slot& slot) {
    if (slot.sink != nullptr && slot.stream == stream) {
      const absl::Status status = Apply(slot, request);
      if (!status.ok()) Fail(slot, status);
    }
    if (taken) taken();
  });
}

absl::Status InboxHub::Apply(Slot& slot, const InboxRequest& request) {
  slot.credit =
      std::min<std::uint64_t>(slot.credit + request.credit, kMaxInboxCredit);
  if (slot.inbox == nullptr) return absl::OkStatus();
  Inbox& inbox = *slot.inbox;
  for (const std::uint64_t position : request.acks) {
    RETURN_IF_ERROR(inbox.Ack(position).status());
  }
  for (const auto& [position, reason_code, delay] : request.nacks) {
    RETURN_IF_ERROR(inbox.Nack(position, reason_code, delay, Now()).status());
  }
  return absl::OkStatus();
}

void InboxHub::OnWritten(const std::string& agency, std::uint64_t stream) {
  Post(SlotOf(agency), [stream](Slot& slot) {
    if (slot.stream == stream) slot.writable = true;
  });
}

void InboxHub::Close(const std::string& agency, std::uint64_t stream) {
  Post(SlotOf(agency), [this, stream](Slot& slot) {
    if (slot.stream != stream || slot.sink == nullptr) return;
    slot.sink = nullptr;
    if (slot.inbox == nullptr) return;
    const absl::Status status = slot.inbox->Abandon(Now());
    if (!status.ok()) Fail(slot, status);
  });
}

// --- Runs -------------------------------------------------------------------

void InboxHub::Post(Slot& slot, Event event) {
  MutexLock lock(slot.mutex);
  slot.events.push_back(std::move(event));
  if (slot.scheduled) return;
  slot.scheduled = pool_.Post([this, &slot] { Run(slot); });
}

void InboxHub::Run(Slot& slot) {
  std::vector<Event> events;
  {
    MutexLock lock(slot.mutex);
    events.swap(slot.events);
  }
  absl::Status status = LoadSlot(slot);
  for (const Event& event : events) event(slot);
  if (status.ok()) status = Step(slot);
  if (!status.ok()) Fail(slot, status);
  Publish(slot);

  MutexLock lock(slot.mutex);
  slot.scheduled =
      !slot.events.empty() && pool_.Post([this, &slot] { Run(slot); });
}

// Everything that may happen now.
absl::Status InboxHub::Step(Slot& slot) {
  RETURN_IF_ERROR(LoadSlot(slot));
  slot.inbox->SetPolicy(options_.policy());
  RETURN_IF_ERROR(slot.inbox->Expire(Now()));
  RETURN_IF_ERROR(slot.inbox->Refill());
  RETURN_IF_ERROR(Pump(slot));
  if (!slot.change_in_flight) Persist(slot);
  timer_.Set(slot.agency, slot.inbox->NextDue());
  return absl::OkStatus();
}

absl::Status InboxHub::Pump(Slot& slot) {
  if (slot.sink == nullptr || !slot.writable) return absl::OkStatus();
  Inbox& inbox = *slot.inbox;
  v1::OpenInboxResponse frame;
  std::size_t bytes = 0;
  while (inbox.out() < slot.credit && bytes < kFullFrameBytes &&
         frame.deliveries_size() < static_cast<int>(kMaxFrameMessages)) {
    const std::optional<DueDelivery> due = inbox.Next(Now());
    if (!due.has_value()) break;
    v1::OpenInboxResponse::Delivery& delivery = *frame.add_deliveries();
    delivery.set_position(due->position);
    delivery.set_attempt(due->attempt);
    ASSIGN_OR_RETURN(DeliveredRecord delivered,
                     options_.read(slot.agency, *due));
    *delivery.mutable_record() = std::move(delivered.record);
    if (delivered.original.has_value()) {
      *delivery.mutable_original() = *std::move(delivered.original);
    }
    bytes += delivery.ByteSizeLong();
  }
  if (frame.deliveries_size() > 0) {
    slot.told_caught_up = false;
  } else if (inbox.caught_up() && !slot.told_caught_up) {
    slot.told_caught_up = true;
    frame.set_caught_up(true);
  } else {
    return absl::OkStatus();
  }
  slot.writable = false;
  Publish(slot);  // who gets the frame may ask for the state at once
  slot.sink->Send(std::move(frame));
  return absl::OkStatus();
}

// One change at a time is on its way to the disk: under load they merge.
void InboxHub::Persist(Slot& slot) {
  std::optional<DeliveryChange> change = slot.inbox->TakeChange();
  if (!change.has_value()) return;
  slot.change_in_flight = true;
  change->done = [this, &slot] {
    Post(slot, [](Slot& s) { s.change_in_flight = false; });
  };
  options_.change_delivery(*std::move(change));
}

void InboxHub::Publish(Slot& slot) {
  InboxState state;
  state.agency = slot.agency;
  state.connected = slot.sink != nullptr;
  if (slot.inbox != nullptr) {
    state.counts = slot.inbox->Counts();
    state.parked = slot.inbox->Parked();
  }
  MutexLock lock(slot.mutex);
  slot.state = std::move(state);
}

// The inbox cannot be trusted any more: it is loaded again for the next event.
void InboxHub::Fail(Slot& slot, const absl::Status& status) {
  options_.on_error(slot.agency, status);
  if (slot.sink != nullptr) slot.sink->End(status);
  slot.sink = nullptr;
  slot.inbox = nullptr;
  timer_.Set(slot.agency, absl::InfiniteDuration());
}

void InboxHub::Stop() {
  timer_.Stop();
  MutexLock lock(mutex_);
  for (auto& [agency, slot] : slots_) {
    Post(*slot, [this](Slot& s) {
      if (s.sink != nullptr) {
        s.sink->End(MakeError(Reason::kShuttingDown, "the router stops"));
        s.sink = nullptr;
      }
      if (s.inbox == nullptr) return;
      s.inbox->Disconnect();
      Persist(s);
    });
  }
}

}  // namespace referral::router
