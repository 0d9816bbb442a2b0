// A list that a caller watches: first every row that matches, then each that
// changes. Nothing is sent from the past: a row is read when its turn comes,
// so that what changes twice before that is sent once, as it stands then.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_WATCH_H_
#define REFERRAL_SERVICES_AGENCY_RPC_WATCH_H_

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/mutex.h"
#include "common/metrics/refusals.h"
#include "common/rpc/slow_peers.h"
#include "common/rpc/status.h"
#include "grpcpp/support/server_callback.h"
#include "services/agency/rpc/change_hub.h"
#include "services/agency/rpc/worker_pool.h"

namespace referral::agency {

// Where a watch gets its rows. Called on the pool, one call at a time.
template <typename Row>
struct WatchSource {
  // Some of the rows there were at the beginning; nullopt when all were given.
  std::function<absl::StatusOr<std::optional<std::vector<Row>>>()> next;
  // A row as it stands; nullopt if it is gone or does not match.
  std::function<absl::StatusOr<std::optional<Row>>(const std::string& key)>
      read;
  // Whether a change of this row may matter. Called on the store's thread.
  std::function<bool(const std::string& key)> wants;
};

// What a watch stands on; all of it outlives it.
struct WatchParts {
  WatcherList& list;
  WorkerPool& pool;
  rpc::SlowPeers& slow_peers;
  metrics::Refusals& refusals;
  // More rows that changed and were not taken are too many.
  size_t max_backlog;
};

// Deletes itself. Ends with SLOW_READER if the caller is too slow, by force if
// it does not even take the row that is being written; with SHUTTING_DOWN if
// the service stops.
template <typename Row>
class Watch final : public grpc::ServerWriteReactor<Row>,
                    private Watcher,
                    private rpc::SlowPeers::Stream {
 public:
  // `system` is who watches, by name.
  static Watch* Start(const WatchParts& parts,
                      grpc::CallbackServerContext& call,
                      const std::string& system, WatchSource<Row> source) {
    auto* watch = new Watch(parts, call, system, std::move(source));
    // Joined before the first row is read: no change falls in between.
    if (!parts.list.Join(watch)) watch->End(Stopped());
    parts.slow_peers.Add(watch);
    watch->GoOn();
    return watch;
  }

 private:
  Watch(const WatchParts& parts, grpc::CallbackServerContext& call,
        const std::string& system, WatchSource<Row> source)
      : parts_(parts),
        call_(call),
        system_(system),
        source_(std::move(source)) {}

  static absl::Status Stopped() {
    return MakeError(Reason::kShuttingDown, "the service stops");
  }

  void OnChanged(const std::string& key) override {
    if (!source_.wants(key)) return;
    bool slow = false;
    {
      MutexLock lock(mutex_);
      changed_.insert(key);
      slow = changed_.size() > parts_.max_backlog;
    }
    if (slow) End(TooSlow("more has changed than the watcher takes"));
    GoOn();
  }

  absl::Status TooSlow(absl::string_view what) const {
    return MakeError(Reason::kSlowReader, what, system_);
  }

  absl::Status CutIfWaitingSince(absl::Duration limit) override {
    {
      MutexLock lock(mutex_);
      if (!writing_ || cut_ || writing_since_ > limit) return {};
      cut_ = true;
    }
    const absl::Status reason = TooSlow("a row was not taken in time");
    End(reason);
    // The end would wait for the write that is stuck.
    call_.TryCancel();
    return reason;
  }

  void OnStop() override {
    End(Stopped());
    GoOn();
  }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(mutex_);
      writing_ = false;
      rows_.pop_front();
    }
    if (!ok) End(absl::CancelledError());
    GoOn();
  }

  void OnCancel() override {
    End(absl::CancelledError());
    GoOn();
  }

  void OnDone() override {
    parts_.list.Leave(this);
    parts_.slow_peers.Remove(this);
    delete this;
  }

  // The first reason counts.
  void End(const absl::Status& status) {
    MutexLock lock(mutex_);
    if (end_.has_value()) return;
    end_ = status;
    if (!absl::IsCancelled(status)) {
      parts_.refusals.OnRefused("stream", status);
    }
  }

  enum class Step { kNone, kRead, kWrite, kFinish };

  // What is to be done now; it is this caller's to do.
  Step NextStep() {
    MutexLock lock(mutex_);
    if (busy()) return Step::kNone;
    if (end_.has_value()) {
      finished_ = true;
      return Step::kFinish;
    }
    if (!rows_.empty()) {
      writing_ = true;
      writing_since_ = parts_.slow_peers.Now();
      return Step::kWrite;
    }
    if (began_ && changed_.empty()) return Step::kNone;
    reading_ = true;
    return Step::kRead;
  }

  bool busy() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return writing_ || reading_ || finished_;
  }

  // Without a lock: gRPC may call back at once. Nothing of this is touched
  // after the step, which may be the last.
  void GoOn() {
    switch (NextStep()) {
      case Step::kNone:
        return;
      case Step::kRead:
        return parts_.pool.Run([this] { Read(); });
      case Step::kWrite:
        return this->StartWrite(Front());
      case Step::kFinish:
        return parts_.pool.Run([this] { this->Finish(rpc::ToGrpc(Result())); });
    }
  }

  const Row* Front() {
    MutexLock lock(mutex_);
    return &rows_.front();
  }

  absl::Status Result() {
    MutexLock lock(mutex_);
    return *end_;
  }

  void Read() {
    absl::StatusOr<std::vector<Row>> rows = NextRows();
    if (!rows.ok()) End(rows.status());
    {
      MutexLock lock(mutex_);
      reading_ = false;
      if (rows.ok()) {
        for (Row& row : *rows) rows_.push_back(std::move(row));
      }
    }
    GoOn();
  }

  absl::StatusOr<std::vector<Row>> NextRows() {
    std::set<std::string> keys;
    bool began = false;
    {
      MutexLock lock(mutex_);
      began = began_;
      while (began && !changed_.empty() && keys.size() < kDefaultListPage) {
        keys.insert(changed_.extract(changed_.begin()));
      }
    }
    if (!began) return FirstRows();
    std::vector<Row> rows;
    for (const std::string& key : keys) {
      absl::StatusOr<std::optional<Row>> row = source_.read(key);
      if (!row.ok()) return row.status();
      if (row->has_value()) rows.push_back(*std::move(*row));
    }
    return rows;
  }

  absl::StatusOr<std::vector<Row>> FirstRows() {
    absl::StatusOr<std::optional<std::vector<Row>>> rows = source_.next();
    if (!rows.ok()) return rows.status();
    if (rows->has_value()) return *std::move(*rows);
    MutexLock lock(mutex_);
    began_ = true;
    return std::vector<Row>();
  }

  const WatchParts parts_;
  grpc::CallbackServerContext& call_;
  const std::string system_;
  const WatchSource<Row> source_;

  Mutex mutex_;
  std::deque<Row> rows_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> changed_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool began_ ABSL_GUARDED_BY(mutex_) = false;  // the first rows were given
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration writing_since_ ABSL_GUARDED_BY(mutex_);
  bool cut_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_WATCH_H_
