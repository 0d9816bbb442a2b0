#ifndef REFERRAL_SERVICES_ROUTER_RPC_PREDECESSORS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_PREDECESSORS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace referral::router {

// Keeps the order of each case on one stream: after a failure that may be
// tried again, later messages of the case wait until the failed ones have been
// sent again, in the order in which they first failed. Not thread-safe.
class Predecessors {
 public:
  // Whether it is a message's turn. Errors: PREDECESSOR_PENDING.
  absl::Status Check(absl::string_view case_id,
                     absl::string_view message_id) const;
  // A message goes to the sequencer now, if it is its turn. Errors:
  // PREDECESSOR_PENDING.
  absl::Status Admit(absl::string_view case_id, absl::string_view message_id);

  // A message whose turn it was failed and may be tried again. One that failed
  // before keeps its place.
  void OnRetryable(absl::string_view case_id, absl::string_view message_id);
  // A message was decided for good.
  void OnSettled(absl::string_view case_id, absl::string_view message_id);

  // Messages that failed and are not settled.
  std::size_t size() const { return size_; }

 private:
  struct Failed {
    std::string message_id;
    bool sent_again = false;
  };

  // By case, in the order in which they first failed.
  absl::flat_hash_map<std::string, std::vector<Failed>> failed_;
  std::size_t size_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_PREDECESSORS_H_
