#ifndef REFERRAL_SERVICES_ROUTER_CORE_RECORD_CHECK_H_
#define REFERRAL_SERVICES_ROUTER_CORE_RECORD_CHECK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/digest.h"
#include "common/evidence/key_book.h"
#include "common/evidence/record.h"
#include "common/evidence/signature.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/checked_rounds.h"
#include "services/router/core/digest_search.h"
#include "services/router/core/finding.h"
#include "services/router/core/ledger.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/unseal.h"

namespace referral::router {

// What one record is worth.
struct RecordVerdict {
  std::vector<CaseFinding> findings;
  // The record's link in its case's chain; nothing if another record, or none
  // that can be believed, lies in its place.
  std::optional<evidence::ChainLink> link;
  // The round says that it is the record that was written.
  bool in_round = false;
  // Set if nothing at all is wrong with what it says.
  std::optional<OpenedRecord> opened;
};

// Checks records one by one: against the round, the sender's signature over the
// envelope, what is sealed against the envelope. Says nothing of the chain of
// the case. Not thread-safe.
class RecordCheck {
 public:
  // Everything outlives it. `keys` is nullptr where nothing is signed.
  RecordCheck(const Ledger& ledger, const evidence::KeyBook* keys,
              CheckedRounds& rounds, Unseal unseal);

  // The record that lies at `sequence` of `case_id`. Of an erased case nothing
  // is opened: its key is gone on purpose. Errors: DISK_FAILED.
  absl::StatusOr<RecordVerdict> Check(absl::string_view case_id,
                                      std::uint64_t sequence,
                                      const storage::v1::StoredRecord& stored,
                                      bool erased = false);

 private:
  struct Subject;

  absl::Status CheckRound(Subject& subject);
  absl::StatusOr<bool> CheckPlace(Subject& subject);
  void CompareWithRound(Subject& subject) const;
  absl::Status FindChange(Subject& subject);
  absl::StatusOr<bool> FindOwner(Subject& subject, const crypto::Digest& digest,
                                 absl::string_view what);
  void CheckSender(Subject& subject) const;
  absl::Status Open(Subject& subject) const;

  const evidence::KeyBook* const keys_;
  CheckedRounds& rounds_;
  const Unseal unseal_;
  const evidence::SignatureCheck check_;
  DigestSearch search_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_RECORD_CHECK_H_
