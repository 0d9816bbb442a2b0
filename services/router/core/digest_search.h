#ifndef REFERRAL_SERVICES_ROUTER_CORE_DIGEST_SEARCH_H_
#define REFERRAL_SERVICES_ROUTER_CORE_DIGEST_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/digest.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// A record by case and sequence.
struct RecordName {
  std::string case_id;
  std::uint64_t sequence = 0;
};

// Tells whose bytes lie where others should: those of another record were
// swapped, those of none were changed. Not thread-safe.
class DigestSearch {
 public:
  // Records that all searches together read. What is searched for lies in the
  // same case or near it in practice; a broken log must not cost a reading of
  // the whole for every byte.
  static constexpr size_t kMaxReads = 100'000;

  // `ledger` outlives it.
  explicit DigestSearch(const Ledger& ledger) : ledger_(ledger) {}

  // Another record than `here` whose head names `digest` as that of its
  // envelope, of a part or of its effects as they lie on the disk. Looks in the
  // case of `here` first. nullopt if there is none, or none was found in
  // kMaxReads reads. Errors: DISK_FAILED.
  absl::StatusOr<std::optional<RecordName>> Find(const crypto::Digest& digest,
                                                 const RecordName& here);

 private:
  absl::StatusOr<std::optional<RecordName>> FindIn(absl::string_view case_id,
                                                   std::uint64_t last_sequence,
                                                   const crypto::Digest& digest,
                                                   const RecordName& here);

  const Ledger& ledger_;
  size_t reads_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_DIGEST_SEARCH_H_
