#include "tests/bench/worklist_watch.h"

#include <utility>

#include "common/rpc/status.h"

namespace referral::bench {

WorklistWatch::WorklistWatch(const AgencyProcess& agency, OnItem on_item,
                             OnBroken on_broken)
    : on_item_(std::move(on_item)),
      on_broken_(std::move(on_broken)),
      desk_(v1::ReferralDesk::NewStub(agency.MakeChannel())) {
  agency.Identify(context_);
  stream_ = desk_->WatchWorklist(&context_, {});
  reader_ = std::thread([this] { Read(); });
}

WorklistWatch::~WorklistWatch() {
  ended_ = true;
  context_.TryCancel();
  reader_.join();
}

void WorklistWatch::Read() {
  v1::WorklistItem item;
  while (stream_->Read(&item)) on_item_(item);
  const grpc::Status status = stream_->Finish();
  if (ended_) return;
  on_broken_(status.ok()
                 ? absl::AbortedError("the stream of the worklist has ended")
                 : rpc::FromGrpc(status));
}

}  // namespace referral::bench
