#include "services/router/core/checked_rounds.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/hash_tree.h"

namespace referral::router {
namespace {

// A case's records lie in rounds far apart, and the next case's in the same
// ones again. Entries that are kept, of about 100 bytes.
constexpr size_t kKeptEntries = 65536;

absl::Status Corrupt(absl::string_view what, std::uint64_t position) {
  return MakeError(Reason::kStoreCorrupt, what,
                   absl::StrCat("round of position ", position));
}

absl::Status CheckEntries(const storage::v1::StoredRound& stored,
                          const evidence::RoundHeadSpec& head,
                          absl::string_view home) {
  if (head.home != home) {
    return Corrupt("the round is of another router", head.first_position);
  }
  const std::uint64_t count = head.last_position - head.first_position + 1;
  if (static_cast<std::uint64_t>(stored.entries_size()) != count) {
    return Corrupt(absl::StrCat("the round has ", stored.entries_size(),
                                " records for ", count, " positions"),
                   head.first_position);
  }
  std::vector<crypto::Digest> digests;
  digests.reserve(count);
  for (const storage::v1::RoundEntry& entry : stored.entries()) {
    const auto digest = crypto::FromBytes(entry.record_digest());
    if (!digest.has_value()) {
      return Corrupt("the round has no digest of a record",
                     head.first_position);
    }
    digests.push_back(*digest);
  }
  if (evidence::HashTree(digests).root() != head.root) {
    return Corrupt("the round's records are not those its head is over",
                   head.first_position);
  }
  return absl::OkStatus();
}

}  // namespace

const storage::v1::RoundEntry* CheckedRound::EntryAt(
    std::uint64_t position) const {
  if (!entries.ok()) return nullptr;
  return &stored.entries(static_cast<int>(position - head.first_position));
}

CheckedRounds::CheckedRounds(const Ledger& ledger, std::string home,
                             const evidence::KeyBook* keys)
    : ledger_(ledger), home_(std::move(home)), keys_(keys) {}

absl::StatusOr<std::shared_ptr<const CheckedRound>> CheckedRounds::At(
    std::uint64_t position) {
  const auto kept = kept_.lower_bound(position);
  if (kept != kept_.end() && kept->second->head.first_position <= position) {
    return kept->second;
  }
  auto round = std::make_shared<CheckedRound>();
  ASSIGN_OR_RETURN(round->stored, ledger_.ReadRound(position));
  const absl::StatusOr<evidence::RoundHeadSpec> head =
      evidence::ParseRoundHead(round->stored.head());
  if (!head.ok()) return Corrupt(head.status().message(), position);
  round->head = *head;
  round->entries = CheckEntries(round->stored, round->head, home_);
  if (keys_ != nullptr) {
    // Keys that were revoked later signed what they signed.
    round->signature = evidence::VerifyRoundSignature(
        round->stored.head(), *keys_, check_, evidence::RevokedKey::kAccepted);
  }
  Keep(round);
  return round;
}

void CheckedRounds::Keep(const std::shared_ptr<const CheckedRound>& round) {
  const std::uint64_t last = round->head.last_position;
  if (!kept_.emplace(last, round).second) return;
  order_.push_back(last);
  kept_entries_ += static_cast<size_t>(round->stored.entries_size());
  while (kept_entries_ > kKeptEntries && order_.size() > 1) {
    const auto oldest = kept_.find(order_.front());
    kept_entries_ -= static_cast<size_t>(oldest->second->stored.entries_size());
    kept_.erase(oldest);
    order_.pop_front();
  }
}

}  // namespace referral::router
