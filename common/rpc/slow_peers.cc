#include "common/rpc/slow_peers.h"

#include <algorithm>
#include <utility>

#include "common/base/limits.h"

namespace referral::rpc {
namespace {

// Longest pause between two looks: walking over kMaxStreams is next to nothing.
constexpr absl::Duration kLongestPause = absl::Seconds(1);

}  // namespace

absl::Duration SlowPeerWaitOf(const config::v1::Deployment& deployment) {
  const auto seconds = deployment.front_door().slow_reader_seconds();
  return seconds == 0 ? kSlowPeerWait : absl::Seconds(seconds);
}

SlowPeers::SlowPeers(Options options, const Clock& clock)
    : options_(std::move(options)), clock_(clock) {
  MutexLock lock(join_mutex_);
  thread_ = std::thread([this] { Run(); });
}

SlowPeers::~SlowPeers() { Stop(); }

void SlowPeers::Add(Stream* stream) {
  MutexLock lock(mutex_);
  streams_.insert(stream);
}

void SlowPeers::Remove(Stream* stream) {
  MutexLock lock(mutex_);
  streams_.erase(stream);
}

void SlowPeers::Look() {
  const absl::Duration limit = clock_.Monotonic() - options_.patience();
  MutexLock lock(mutex_);
  for (Stream* stream : streams_) {
    const absl::Status cut = stream->CutIfWaitingSince(limit);
    if (!cut.ok()) options_.on_cut(cut);
  }
}

void SlowPeers::Stop() {
  {
    MutexLock lock(stop_mutex_);
    stopping_ = true;
    stopping_changed_.SignalAll();
  }
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

absl::Duration SlowPeers::Pause() const {
  return std::min(options_.patience() / 4, kLongestPause);
}

// Nobody wakes it when a stream begins to wait: writes are many.
void SlowPeers::Run() {
  while (true) {
    const absl::Duration pause = Pause();
    {
      MutexLock lock(stop_mutex_);
      if (!stopping_) stopping_changed_.WaitFor(stop_mutex_, pause);
      if (stopping_) return;
    }
    Look();
  }
}

}  // namespace referral::rpc
