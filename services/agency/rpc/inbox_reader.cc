#include "services/agency/rpc/inbox_reader.h"

#include <algorithm>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/agency/core/outbox_plan.h"
#include "services/agency/core/received.h"
#include "services/agency/rpc/drain_watch.h"
#include "services/agency/store/receipts.h"
#include "spdlog/spdlog.h"

namespace referral::agency {
namespace {

// What the router is told of a record that cannot be stored.
std::string NackReason(const absl::Status& status) {
  const std::string reason = ReasonCode(status);
  return reason.empty() ? std::string(RowOf(Reason::kInternal).code) : reason;
}

// An operator gave up a message of this agency: nobody else will say so.
void LogDrops(const Received& received) {
  if (!received.message.has_value()) return;
  for (const evidence::OpenedAct& act : received.message->acts) {
    if (!act.act.has_delivery_dropped()) continue;
    const v1::DeliveryDropped& dropped = act.act.delivery_dropped();
    spdlog::error("sequence {} of case {} was not delivered to {}: dropped",
                  dropped.sequence(), dropped.case_id(), dropped.agency());
  }
}

bool Equal(const v1::OutboxState& a, const v1::OutboxState& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

}  // namespace

InboxReader::InboxReader(const RouterLink& link, AgencyStore& store,
                         Inbox& inbox, Trust& trust, const Clock& clock,
                         Options options)
    : link_(link),
      store_(store),
      inbox_(inbox),
      trust_(trust),
      clock_(clock),
      options_(std::move(options)) {}

InboxReader::~InboxReader() { Stop(); }

void InboxReader::Start() {
  thread_ = std::thread([this] { Run(); });
}

void InboxReader::Stop() {
  wakeup_.Stop();
  if (thread_.joinable()) thread_.join();
}

void InboxReader::Run() {
  while (!wakeup_.stopped()) {
    const absl::Status status = Serve();
    if (wakeup_.stopped()) break;
    if (status.ok() && moved_) continue;
    ++failures_;
    if (IsPeerRefused(status)) {
      spdlog::critical("the router refuses this agency's inbox: {}",
                       Describe(status));
    } else {
      spdlog::warn("inbox stream ended: {}", Describe(status));
    }
    wakeup_.WaitForStop(IsPeerRefused(status) ? kMaxReconnectDelay
                                              : RetryDelay(failures_));
  }
}

absl::StatusOr<v1::OpenInboxRequest> InboxReader::Hello() {
  v1::OpenInboxRequest frame;
  auto& hello = *frame.mutable_hello();
  hello.set_software_version(options_.software_version);
  ASSIGN_OR_RETURN(const std::optional<v1::Receipt> newest,
                   NewestReceipt(store_.database()));
  if (newest.has_value()) *hello.mutable_newest_receipt() = *newest;
  const v1::OutboxState state = options_.outbox_state();
  *hello.mutable_outbox() = state;
  NoteReport(state);
  frame.set_credit(kInboxCredit);
  return frame;
}

absl::Status InboxReader::Serve() {
  auto hello = Hello();
  if (!hello.ok()) {
    store_.Fail(hello.status());
    return hello.status();
  }
  Stream stream(link_.NewContext(), wakeup_,
                [this](grpc::ClientContext* context, auto* reactor) {
                  link_.stub().async()->OpenInbox(context, reactor);
                });
  stream.Write(*std::move(hello));
  const auto answers = std::make_shared<Answers>();
  DrainWatch drain(link_, clock_);
  moved_ = false;
  while (!wakeup_.stopped() && !stream.broken()) {
    for (const v1::OpenInboxResponse& frame : stream.TakeFrames()) {
      failures_ = 0;
      for (const auto& delivery : frame.deliveries()) {
        OnDelivery(delivery, answers);
      }
    }
    absl::Duration wait = absl::InfiniteDuration();
    const bool draining = drain.Look();
    if (stream.CanWrite()) {
      if (auto frame = NextFrame(*answers, wait); frame.has_value()) {
        stream.Write(*std::move(frame));
        continue;
      }
      if (draining) {
        // What is out and not answered comes again on the next stream.
        stream.Finish();
        moved_ = true;
      }
    }
    wakeup_.Wait(std::min(wait, drain.Wait()));
  }
  return stream.End();
}

void InboxReader::OnDelivery(const v1::OpenInboxResponse::Delivery& delivery,
                             const std::shared_ptr<Answers>& answers) {
  const uint64_t position = delivery.position();
  absl::StatusOr<Received> received = trust_.Open(delivery.record());
  if (received.ok() && received->head.position != position) {
    received =
        MakeError(Reason::kDigestMismatch, "the record is of another position");
  }
  if (received.ok() && delivery.has_original()) {
    if (absl::Status attached =
            AttachOriginal(trust_.Open(delivery.original()), *received);
        !attached.ok()) {
      received = std::move(attached);
    }
  }
  if (!received.ok()) return Answer(position, received.status(), *answers);
  LogDrops(*received);
  const absl::Status queued =
      inbox_.Store(*std::move(received),
                   [this, position, answers](const absl::Status& status) {
                     Answer(position, status, *answers);
                   });
  if (!queued.ok()) Answer(position, queued, *answers);
}

void InboxReader::Answer(uint64_t position, const absl::Status& status,
                         Answers& answers) {
  options_.on_delivery(status);
  if (!status.ok()) {
    spdlog::error("position {} cannot be stored: {}", position,
                  Describe(status));
  }
  {
    MutexLock lock(answers.mutex);
    if (status.ok()) {
      answers.acks.push_back(position);
    } else {
      Nack& nack = answers.nacks.emplace_back();
      nack.set_position(position);
      nack.set_reason_code(NackReason(status));
    }
  }
  wakeup_.Wake();
}

bool InboxReader::OutboxIsDue(const v1::OutboxState& state,
                              absl::Duration& wait) {
  if (Equal(state, reported_)) {
    changed_at_.reset();
    return false;
  }
  if (state.depth() == 0) return true;
  if (!changed_at_.has_value()) changed_at_ = clock_.Monotonic();
  wait = *changed_at_ + kOutboxReportDelay - clock_.Monotonic();
  return wait <= absl::ZeroDuration();
}

void InboxReader::NoteReport(const v1::OutboxState& state) {
  reported_ = state;
  changed_at_.reset();
}

std::optional<v1::OpenInboxRequest> InboxReader::NextFrame(
    Answers& answers, absl::Duration& wait) {
  v1::OpenInboxRequest frame;
  {
    MutexLock lock(answers.mutex);
    frame.mutable_acks()->Add(answers.acks.begin(), answers.acks.end());
    for (Nack& nack : answers.nacks) *frame.add_nacks() = std::move(nack);
    answers.acks.clear();
    answers.nacks.clear();
  }
  const v1::OutboxState state = options_.outbox_state();
  if (OutboxIsDue(state, wait)) {
    *frame.mutable_outbox() = state;
    NoteReport(state);
  }
  if (frame.ByteSizeLong() == 0) return std::nullopt;
  return frame;
}

}  // namespace referral::agency
