#include "services/agency/rpc/outbox_sender.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/evidence/timestamp.h"
#include "common/rpc/status_proto.h"
#include "services/agency/rpc/drain_watch.h"
#include "services/agency/store/outbox_entry.h"
#include "spdlog/spdlog.h"

namespace referral::agency {

OutboxSender::OutboxSender(const RouterLink& link, AgencyStore& store,
                           Outbox& outbox, Trust& trust, KeyWatch* keys,
                           const Clock& clock, std::function<void()> on_change)
    : link_(link),
      store_(store),
      outbox_(outbox),
      trust_(trust),
      keys_(keys),
      reader_(store),
      clock_(clock),
      on_change_(std::move(on_change)) {}

OutboxSender::~OutboxSender() { Stop(); }

void OutboxSender::Start() {
  thread_ = std::thread([this] { Run(); });
}

void OutboxSender::Stop() {
  wakeup_.Stop();
  if (thread_.joinable()) thread_.join();
}

void OutboxSender::Add(const OpenEntry& entry) {
  {
    MutexLock lock(mutex_);
    plan_.Add(entry.number, entry.case_id, entry.accepted);
  }
  wakeup_.Wake();
  on_change_();
}

v1::OutboxState OutboxSender::State() const {
  MutexLock lock(mutex_);
  v1::OutboxState state;
  state.set_depth(plan_.depth());
  if (plan_.depth() > 0) {
    *state.mutable_oldest_time() = evidence::ToTimestamp(plan_.oldest());
  }
  return state;
}

bool OutboxSender::paused() const {
  MutexLock lock(mutex_);
  return paused_;
}

void OutboxSender::Run() {
  while (!wakeup_.stopped()) {
    const absl::Status status = Serve();
    {
      MutexLock lock(mutex_);
      plan_.Lose();
    }
    sent_.clear();
    if (wakeup_.stopped()) break;
    if (status.ok() && moved_) continue;
    wakeup_.WaitForStop(AfterStream(status));
  }
}

absl::Duration OutboxSender::AfterStream(const absl::Status& status) {
  ++failures_;
  const bool refused =
      IsPeerRefused(status) || HasReason(status, Reason::kResign);
  bool news = false;
  {
    MutexLock lock(mutex_);
    news = refused && !paused_;
    paused_ = refused || paused_;
  }
  on_change_();
  if (news) {
    spdlog::critical("outbox paused, the router refuses this agency: {}",
                     Describe(status));
  } else if (!refused) {
    spdlog::warn("outbox stream ended: {}", Describe(status));
  }
  return refused ? kMaxReconnectDelay : RetryDelay(failures_);
}

absl::Status OutboxSender::Serve() {
  Stream stream(link_.NewContext(), wakeup_,
                [this](grpc::ClientContext* context, auto* reactor) {
                  link_.stub().async()->SubmitMany(context, reactor);
                });
  DrainWatch drain(link_, clock_);
  moved_ = false;
  absl::Status status;
  while (status.ok() && !wakeup_.stopped() && !stream.broken()) {
    status = OnFrames(stream.TakeFrames());
    absl::Duration release = absl::InfiniteDuration();
    bool sendable = false;
    {
      MutexLock lock(mutex_);
      plan_.Release(clock_.Monotonic());
      release = plan_.NextRelease();
      sendable = plan_.HasSendable();
    }
    if (status.ok() && drain.Look()) {
      if (stream.CanWrite()) {
        stream.Finish();
        moved_ = true;
      }
    } else if (status.ok() && sendable && stream.CanWrite()) {
      const auto frame = NextFrame();
      status = frame.status();
      if (frame.ok()) stream.Write(*frame);
      continue;
    }
    if (!status.ok()) break;
    wakeup_.Wait(std::min(release - clock_.Monotonic(), drain.Wait()));
  }
  const absl::Status end = stream.End();
  // What came before the end counts.
  const absl::Status last = OnFrames(stream.TakeFrames());
  if (!status.ok()) return status;
  return last.ok() ? end : last;
}

absl::Status OutboxSender::OnFrames(
    std::vector<v1::SubmitManyResponse> frames) {
  for (const v1::SubmitManyResponse& frame : frames) {
    RETURN_IF_ERROR(OnFrame(frame));
  }
  return absl::OkStatus();
}

absl::Status OutboxSender::OnFrame(const v1::SubmitManyResponse& frame) {
  std::vector<Verdict> verdicts;
  std::vector<uint64_t> resign;
  absl::Status status;
  for (const Result& result : frame.results()) {
    if (!sent_.contains(result.tag())) continue;
    status = OnResult(result, verdicts, resign);
    if (!status.ok()) break;
  }
  const absl::Status settled = Settle(std::move(verdicts));
  const absl::Status resigned = Resign(resign);
  for (const Result& result : frame.results()) sent_.erase(result.tag());
  if (!status.ok()) return status;
  return settled.ok() ? resigned : settled;
}

absl::Status OutboxSender::CheckReceipt(const v1::Receipt& receipt,
                                        const Sent& sent) {
  RETURN_IF_ERROR(trust_.CheckReceipt(receipt));
  if (receipt.message_id() == sent.message_id &&
      receipt.case_id() == sent.case_id) {
    return absl::OkStatus();
  }
  return MakeError(Reason::kDigestMismatch,
                   "the router's receipt is for another message",
                   sent.message_id);
}

absl::Status OutboxSender::OnResult(const Result& result,
                                    std::vector<Verdict>& verdicts,
                                    std::vector<uint64_t>& resign) {
  const Sent& sent = sent_.at(result.tag());
  Verdict verdict{result.tag(), sent.message_id, std::nullopt, {}};
  if (result.has_receipt()) {
    if (absl::Status status = CheckReceipt(result.receipt(), sent);
        !status.ok()) {
      spdlog::critical(
          "a receipt of the router does not verify, message {}: {}",
          sent.message_id, Describe(status));
      return status;
    }
    verdict.receipt = result.receipt();
    verdicts.push_back(std::move(verdict));
    return absl::OkStatus();
  }
  const absl::Status error = rpc::FromProto(result.error());
  if (IsPeerRefused(error)) return error;
  if (HasReason(error, Reason::kResign)) {
    if (keys_ == nullptr) return error;
    resign.push_back(result.tag());
    return absl::OkStatus();
  }
  if (error.ok() || IsRetryable(error)) {
    MutexLock lock(mutex_);
    plan_.Retry(result.tag(), clock_.Monotonic());
    return absl::OkStatus();
  }
  spdlog::warn("message {} of case {} refused: {}", sent.message_id,
               sent.case_id, ReasonCode(error));
  verdict.refusal = result.error();
  verdicts.push_back(std::move(verdict));
  return absl::OkStatus();
}

void OutboxSender::SendAgain(uint64_t number) {
  {
    MutexLock lock(mutex_);
    plan_.Retry(number, clock_.Monotonic());
  }
  wakeup_.Wake();
}

absl::Status OutboxSender::Resign(const std::vector<uint64_t>& numbers) {
  if (numbers.empty()) return absl::OkStatus();
  keys_->LookAtSigningKey();
  std::vector<uint64_t> anew;
  for (const uint64_t number : numbers) {
    if (sent_.at(number).key_id != keys_->signing_key_id()) {
      anew.push_back(number);
    }
  }
  spdlog::warn("{} messages are to be signed anew, {} can be", numbers.size(),
               anew.size());
  if (!anew.empty()) {
    RETURN_IF_ERROR(outbox_.Resign(anew, [this, anew] {
      for (const uint64_t number : anew) SendAgain(number);
    }));
  }
  if (anew.size() == numbers.size()) return absl::OkStatus();
  return MakeError(Reason::kResign,
                   "the signing key file holds no other key that is registered "
                   "and valid",
                   keys_->signing_key_id());
}

absl::Status OutboxSender::Settle(std::vector<Verdict> verdicts) {
  if (verdicts.empty()) return absl::OkStatus();
  std::vector<uint64_t> numbers;
  for (const Verdict& verdict : verdicts) numbers.push_back(verdict.number);
  RETURN_IF_ERROR(outbox_.Settle(std::move(verdicts)));
  failures_ = 0;
  bool resumed = false;
  {
    MutexLock lock(mutex_);
    for (uint64_t number : numbers) plan_.Settle(number);
    resumed = std::exchange(paused_, false);
  }
  if (resumed) spdlog::warn("outbox goes on, the router takes this agency");
  on_change_();
  return absl::OkStatus();
}

absl::StatusOr<v1::SubmitManyRequest> OutboxSender::NextFrame() {
  v1::SubmitManyRequest frame;
  size_t bytes = 0;
  // Room for one more of any size.
  while (frame.items_size() < static_cast<int>(kMaxFrameMessages) &&
         bytes + kMaxMessageBytes <= kMaxFrameBytes) {
    uint64_t number = 0;
    {
      MutexLock lock(mutex_);
      const std::vector<uint64_t> next = plan_.Take(1);
      if (next.empty()) break;
      number = next.front();
    }
    absl::StatusOr<storage::v1::OutboxEntry> entry = reader_.Read(number);
    if (!entry.ok()) {
      store_.Fail(entry.status());
      return entry.status();
    }
    sent_[number] = {entry->submission().message_id(),
                     entry->submission().case_id(), entry->proof().key_id()};
    auto& item = *frame.add_items();
    item.set_tag(number);
    item.set_signed_message(SubmittedBytes(*entry));
    bytes += item.signed_message().size();
  }
  return frame;
}

}  // namespace referral::agency
