// Proves of any record of the log that it stands in its round.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_ROUND_PROVER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ROUND_PROVER_H_

#include <cstdint>
#include <deque>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/evidence/hash_tree.h"
#include "common/evidence/round_head.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// A committed round and the tree over its records. Immutable.
class ProvenRound {
 public:
  // Errors: STORE_CORRUPT when head and entries do not fit together.
  static absl::StatusOr<std::shared_ptr<const ProvenRound>> Make(
      const storage::v1::StoredRound& round);

  bool Holds(std::uint64_t position) const;
  // `position` must be one that it holds.
  v1::RoundProof Prove(std::uint64_t position) const;

 private:
  ProvenRound(v1::SignedRoundHead head, const evidence::RoundHeadSpec& spec,
              absl::Span<const crypto::Digest> digests);

  const v1::SignedRoundHead head_;
  const std::uint64_t first_position_;
  const std::uint64_t last_position_;
  const evidence::HashTree tree_;
};

// Keeps the last few rounds it was asked about: readers ask for the records of
// a round one after the other. Thread-safe.
class RoundProver {
 public:
  // `ledger` must outlive it.
  explicit RoundProver(const Ledger& ledger);

  // Errors: NOT_FOUND beyond the head; STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<v1::RoundProof> Prove(std::uint64_t position) const;

  // The receipt of a recorded message: the same bytes whenever it is asked.
  // Errors: NOT_FOUND if there is no such record; STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<v1::Receipt> ReadReceipt(absl::string_view case_id,
                                          std::uint64_t sequence) const;

 private:
  std::shared_ptr<const ProvenRound> FindKept(std::uint64_t position) const;
  void Keep(std::shared_ptr<const ProvenRound> round) const;

  const Ledger& ledger_;
  mutable Mutex mutex_;
  mutable std::deque<std::shared_ptr<const ProvenRound>> kept_
      ABSL_GUARDED_BY(mutex_);  // newest first
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ROUND_PROVER_H_
