// Puts decided messages together into one CommitBatch. Pure: no clock, no
// disk.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_ROUND_BUILDER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ROUND_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/digest.h"
#include "common/evidence/hash_tree.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "common/evidence/signer.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// One round. Not thread-safe.
class RoundBuilder {
 public:
  // The round that follows `head`, recorded at `now`, which must not be before
  // head.recorded_time.
  RoundBuilder(std::string home, const LedgerHead& head, absl::Time now);

  absl::Time now() const { return now_; }
  size_t records() const { return digests_.size(); }
  // Bytes of the log so far.
  size_t bytes() const { return bytes_; }

  struct Added {
    size_t index = 0;  // in the round, from 0
    crypto::Digest digest;
  };
  // Appends the record of `message`, which goes to the disk as `stored`, as
  // number `sequence` of its case, after the record with `previous_digest` (32
  // bytes, or empty for the first).
  Added Add(const evidence::OpenedMessage& message,
            evidence::StoredBytes stored, const v1::Effects& effects,
            std::uint64_t sequence, absl::string_view previous_digest);

  // Ends the round: its head, signed unless `signer` is null, its records and
  // the rows of the inboxes. Only with at least one record.
  storage::v1::CommitBatch Finish(const evidence::Signer* signer);

  // Of the record at `index`; only after Finish.
  v1::Receipt ReceiptOf(size_t index) const;

  struct Recorded {
    evidence::RecordHeadSpec head;
    std::string sender;
    std::string message_id;
  };
  // nullptr if it is not of this round.
  const Recorded* Find(absl::string_view case_id, std::uint64_t sequence) const;

 private:
  const std::string home_;
  const LedgerHead head_;
  const absl::Time now_;
  storage::v1::CommitBatch batch_;
  std::vector<crypto::Digest> digests_;
  std::map<std::string, storage::v1::InboxRow> inbox_rows_;  // by agency
  size_t bytes_ = 0;

  std::vector<Recorded> recorded_;
  // After Finish.
  std::optional<evidence::HashTree> tree_;
  v1::SignedRoundHead round_head_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ROUND_BUILDER_H_
