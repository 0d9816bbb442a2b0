#ifndef REFERRAL_SERVICES_ROUTER_CORE_ROUND_CHAIN_CHECK_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ROUND_CHAIN_CHECK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/router/core/checked_rounds.h"
#include "services/router/core/finding.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// Follows the chain of rounds from the first to the one that was the last when
// the check was made, and learns how far each log reaches: a case that is gone
// as a whole is missed by nobody else. What is wrong with a round by itself is
// found with its records (see RecordCheck). Not thread-safe.
class RoundChainCheck {
 public:
  // Everything outlives it.
  RoundChainCheck(const Ledger& ledger, std::string home,
                  CheckedRounds& rounds);

  // Goes on for at most `max_rounds`. True at the end. What is found is named
  // by the first record of the round. Errors: DISK_FAILED.
  absl::StatusOr<bool> CheckOn(int max_rounds,
                               std::vector<CaseFinding>& findings);

  // The last sequence of every log that a round holds a record of, by case id.
  const absl::flat_hash_map<std::string, std::uint64_t>& ends() const {
    return ends_;
  }

 private:
  void CheckNext(const CheckedRound& round,
                 std::vector<CaseFinding>& findings) const;
  void Learn(const CheckedRound& round);

  const std::string home_;
  CheckedRounds& rounds_;
  const std::uint64_t last_position_;
  std::uint64_t next_position_ = 1;
  bool lost_ = false;  // no round could be read at the position before
  std::shared_ptr<const CheckedRound> before_;
  absl::flat_hash_map<std::string, std::uint64_t> ends_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ROUND_CHAIN_CHECK_H_
