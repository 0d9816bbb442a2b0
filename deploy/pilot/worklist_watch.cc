#include "deploy/pilot/worklist_watch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"
#include "deploy/pilot/calls.h"

namespace referral::pilot {
namespace {

// Between two tries to open the stream while the service is away.
constexpr absl::Duration kPause = absl::Milliseconds(20);

}  // namespace

WorklistWatch::WorklistWatch(std::string agency, Agencies& agencies, Stop& stop)
    : agency_(std::move(agency)), agencies_(agencies), stop_(stop) {
  stop_.OnStop([this] {
    MutexLock lock(mutex_);
    stopped_ = true;
    if (open_ != nullptr) open_->TryCancel();
    changed_.SignalAll();
  });
  thread_ = std::thread([this] { Run(); });
}

WorklistWatch::~WorklistWatch() { thread_.join(); }

absl::Status WorklistWatch::WaitFor(const std::string& referral_id,
                                    bool (*accept)(v1::ReferralStatus)) {
  MutexLock lock(mutex_);
  while (!stopped_) {
    const auto it = statuses_.find(referral_id);
    if (it != statuses_.end() && accept(it->second)) return absl::OkStatus();
    const absl::Duration left = stop_.Left();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError(absl::StrCat(
          "the time for the replay is over; ", agency_,
          it == statuses_.end() ? " never got referral "
                                : " waits for another answer to referral ",
          referral_id));
    }
    changed_.WaitFor(mutex_, left);
  }
  return absl::CancelledError("the replay has stopped");
}

void WorklistWatch::Run() {
  do {
    const absl::Status status = rpc::FromGrpc(Follow());
    if (!status.ok() && !IsWorthRepeating(status)) {
      stop_.Fail(status, absl::StrCat("worklist of ", agency_));
    }
  } while (stop_.Pause(kPause));
}

grpc::Status WorklistWatch::Follow() {
  grpc::ClientContext context;
  agencies_.Prepare(agency_, stop_.Left(), context);
  {
    MutexLock lock(mutex_);
    if (stopped_) return grpc::Status::CANCELLED;
    open_ = &context;
  }
  const auto stream = agencies_.desk(agency_).WatchWorklist(&context, {});
  v1::WorklistItem item;
  while (stream->Read(&item)) {
    MutexLock lock(mutex_);
    statuses_[item.referral_id()] = item.status();
    changed_.SignalAll();
  }
  {
    MutexLock lock(mutex_);
    open_ = nullptr;
  }
  return stream->Finish();
}

}  // namespace referral::pilot
