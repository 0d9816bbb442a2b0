#include "tests/bench/submit_lane.h"

#include "common/base/limits.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"

namespace referral::bench {

SubmitLane::SubmitLane(const RouterProcess& router, absl::string_view agency,
                       OnReceipt on_receipt, OnBroken on_broken)
    : on_receipt_(std::move(on_receipt)),
      on_broken_(std::move(on_broken)),
      stub_(v1::RouterService::NewStub(router.ChannelOf(agency))) {
  router.Identify(agency, context_);
  stream_ = stub_->SubmitMany(&context_);
  writer_ = std::thread([this] { Write(); });
  reader_ = std::thread([this] { Read(); });
}

SubmitLane::~SubmitLane() {
  if (!reader_.joinable()) return;
  context_.TryCancel();
  Close();
}

void SubmitLane::Send(std::uint64_t tag, std::string message) {
  MutexLock lock(mutex_);
  if (closed_) return;
  waiting_.emplace_back(tag, std::move(message));
  changed_.Signal();
}

void SubmitLane::Close() {
  {
    MutexLock lock(mutex_);
    closed_ = true;
    changed_.Signal();
  }
  reader_.join();
}

v1::SubmitManyRequest SubmitLane::TakeFrame() {
  MutexLock lock(mutex_);
  while (waiting_.empty() && !closed_) changed_.Wait(mutex_);
  v1::SubmitManyRequest frame;
  while (!waiting_.empty() &&
         frame.items_size() < static_cast<int>(kMaxFrameMessages)) {
    v1::SubmitManyRequest::Item& item = *frame.add_items();
    item.set_tag(waiting_.front().first);
    item.set_signed_message(std::move(waiting_.front().second));
    waiting_.pop_front();
  }
  return frame;
}

void SubmitLane::Write() {
  for (;;) {
    const v1::SubmitManyRequest frame = TakeFrame();
    if (frame.items().empty()) break;
    if (!stream_->Write(frame)) return;
  }
  stream_->WritesDone();
}

void SubmitLane::Read() {
  absl::Status status = ReadAll();
  bool closed = false;
  {
    MutexLock lock(mutex_);
    closed = std::exchange(closed_, true);
    changed_.Signal();
  }
  writer_.join();
  const grpc::Status end = stream_->Finish();
  if (status.ok()) status = rpc::FromGrpc(end);
  if (status.ok() && !closed) status = absl::AbortedError("the stream ended");
  if (!status.ok()) on_broken_(status);
}

absl::Status SubmitLane::ReadAll() {
  v1::SubmitManyResponse frame;
  while (stream_->Read(&frame)) {
    for (const v1::SubmitManyResponse::Result& result : frame.results()) {
      if (!result.has_receipt()) {
        context_.TryCancel();
        return rpc::FromProto(result.error());
      }
      on_receipt_(result.tag(), result.receipt());
    }
  }
  return absl::OkStatus();
}

}  // namespace referral::bench
