// Calls to etcd.
#ifndef REFERRAL_TESTS_BENCH_PEERS_ETCD_CLIENT_H_
#define REFERRAL_TESTS_BENCH_PEERS_ETCD_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace referral::bench {

// Every call is over after so long, one way or the other.
inline constexpr absl::Duration kEtcdDeadline = absl::Minutes(1);

// A range of keys: from `first` on, before `end`.
struct EtcdRange {
  std::string first;
  std::string end;
};

// Errors of all: what gRPC or etcd say. Thread-safe.
class EtcdClient {
 public:
  explicit EtcdClient(const std::string& address);
  ~EtcdClient();

  // `done` runs on a thread of gRPC's: it must not block.
  void Put(const std::string& key, const std::string& value,
           std::function<void(const absl::Status&)> done);
  // The same, with how many keys there were.
  void Delete(const EtcdRange& range,
              std::function<void(const absl::StatusOr<std::size_t>&)> done);

  // Waits for the answer. Values in the order in which they were written.
  absl::StatusOr<std::vector<std::string>> Values(const EtcdRange& range);
  // Deletes the keys and what the store remembers of them.
  absl::Status Forget(const EtcdRange& range);

  // Calls `on_values` with the values that are written from now on, in that
  // order, those of several writes at once; one call at a time, on a thread of
  // gRPC's. Once; until the client goes away. Returns when it has begun.
  using OnValues = std::function<void(const std::vector<std::string>& values)>;
  absl::Status Watch(const EtcdRange& range, OnValues on_values);

 private:
  class Watcher;
  struct Stubs;

  const std::unique_ptr<Stubs> stubs_;
  std::unique_ptr<Watcher> watcher_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_ETCD_CLIENT_H_
