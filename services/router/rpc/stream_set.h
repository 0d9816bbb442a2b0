#ifndef REFERRAL_SERVICES_ROUTER_RPC_STREAM_SET_H_
#define REFERRAL_SERVICES_ROUTER_RPC_STREAM_SET_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace referral::router {

// The streams that are open, so that they can be counted and told to end.
// Thread-safe.
class StreamSet {
 public:
  using Ender = std::function<void(const absl::Status&)>;

  // A stream of `peer` begins; `end` tells it to end and must not block.
  // Returns its id. Errors: TOO_MANY_STREAMS (kMaxStreams, or
  // `max_of_peer`), SHUTTING_DOWN.
  absl::StatusOr<std::uint64_t> Add(absl::string_view peer,
                                    std::size_t max_of_peer, Ender end);
  // The stream is done. Unknown ids are ignored.
  void Remove(std::uint64_t id);

  // Tells every stream to end with `reason` and takes no more.
  void EndAll(const absl::Status& reason);

  std::size_t size() const;

 private:
  struct Stream {
    std::string peer;
    Ender end;
  };

  mutable Mutex mutex_;
  std::uint64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status closed_ ABSL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, Stream> streams_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::size_t> of_peer_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_STREAM_SET_H_
