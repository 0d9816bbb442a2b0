// The rounds of the log, each held against itself once.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_CHECKED_ROUNDS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CHECKED_ROUNDS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/evidence/key_book.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// What a round is worth.
struct CheckedRound {
  storage::v1::StoredRound stored;
  evidence::RoundHeadSpec head;
  // Whether its entries are those that its head is over.
  absl::Status entries;
  // Whether the router signed the head; OK where nothing is signed.
  absl::Status signature;

  // What the head has of the record at `position`, which it must hold; nullptr
  // if the entries are not to be believed.
  const storage::v1::RoundEntry* EntryAt(std::uint64_t position) const;
};

// Reads and checks rounds, and keeps those it was asked for lately. Not
// thread-safe.
class CheckedRounds {
 public:
  // `ledger` and `keys` outlive it. `keys` is nullptr where nothing is signed.
  CheckedRounds(const Ledger& ledger, std::string home,
                const evidence::KeyBook* keys);

  // The round that holds `position`, or would: the head says which it holds.
  // Errors: NOT_FOUND      beyond the end of the log
  //         STORE_CORRUPT  the round there has no head that can be read
  //         DISK_FAILED.
  absl::StatusOr<std::shared_ptr<const CheckedRound>> At(
      std::uint64_t position);

 private:
  void Keep(const std::shared_ptr<const CheckedRound>& round);

  const Ledger& ledger_;
  const std::string home_;
  const evidence::KeyBook* const keys_;
  const evidence::SignatureCheck check_;
  std::map<std::uint64_t, std::shared_ptr<const CheckedRound>>
      kept_;  // by last
  std::deque<std::uint64_t> order_;
  size_t kept_entries_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CHECKED_ROUNDS_H_
