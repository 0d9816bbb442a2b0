#ifndef REFERRAL_SERVICES_ROUTER_RPC_PREDECESSORS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_PREDECESSORS_H_

#include <cstddef>
#include <deque>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace referral::router {

// Keeps the order of each case on one stream: after a failure that may be
// tried again, later messages of the case wait until the failed ones have been
// sent again, in the order in which they failed. Not thread-safe.
class Predecessors {
 public:
  // Whether a message may go to the sequencer now. Errors:
  // PREDECESSOR_PENDING.
  absl::Status Admit(absl::string_view case_id, absl::string_view message_id);

  // A message that was admitted failed and may be tried again.
  void OnRetryable(absl::string_view case_id, absl::string_view message_id);

  // Messages that have to be sent again.
  std::size_t size() const { return size_; }

 private:
  absl::flat_hash_map<std::string, std::deque<std::string>> failed_;
  std::size_t size_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_PREDECESSORS_H_
