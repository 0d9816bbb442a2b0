// Cuts off streams whose peer keeps the server waiting: one that does not take
// what is written to it, or never sends what it must. No thread per stream.
#ifndef REFERRAL_COMMON_RPC_SLOW_PEERS_H_
#define REFERRAL_COMMON_RPC_SLOW_PEERS_H_

#include <functional>
#include <set>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::rpc {

// How long a stream waits for its peer, with the default of the proto.
absl::Duration SlowPeerWaitOf(const config::v1::Deployment& deployment);

// The streams of one server. One thread of its own looks at all of them every
// now and then: a stream is cut between one and one and a quarter times the
// patience, at most a second late. Thread-safe.
class SlowPeers {
 public:
  class Stream {
   public:
    virtual ~Stream() = default;
    // Ends the stream by force if it has been waiting for its peer since
    // `limit` or longer. Returns why it did, naming the peer; OK if it did
    // not. Called under the lock of SlowPeers: must neither block nor call
    // back.
    virtual absl::Status CutIfWaitingSince(absl::Duration limit) = 0;
  };

  struct Options {
    // Asked at every look, so that a new one counts at once.
    std::function<absl::Duration()> patience;
    // A stream was cut off. Called under the lock: must not block.
    std::function<void(const absl::Status&)> on_cut;
  };

  // `clock` must outlive it.
  SlowPeers(Options options, const Clock& clock);
  // Stops, as Stop() does.
  ~SlowPeers();
  SlowPeers(const SlowPeers&) = delete;
  SlowPeers& operator=(const SlowPeers&) = delete;

  // The time by which streams say since when they wait: monotonic.
  absl::Duration Now() const { return clock_.Monotonic(); }

  // `stream` is not owned and must be removed before it is destroyed.
  void Add(Stream* stream);
  // No call of `stream` is under way once this returns. Unknown: nothing.
  void Remove(Stream* stream);

  // Looks at every stream, as the thread does.
  void Look();

  // Ends the thread. Idempotent, not from the thread itself.
  void Stop();

 private:
  void Run();
  absl::Duration Pause() const;

  const Options options_;
  const Clock& clock_;

  Mutex mutex_;
  std::set<Stream*> streams_ ABSL_GUARDED_BY(mutex_);

  Mutex stop_mutex_;
  CondVar stopping_changed_;
  bool stopping_ ABSL_GUARDED_BY(stop_mutex_) = false;
  Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_SLOW_PEERS_H_
