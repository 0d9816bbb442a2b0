#include "services/router/core/round_chain_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"

namespace referral::router {
namespace {

absl::Status Broken(absl::string_view what) {
  return MakeError(Reason::kStoreCorrupt, what);
}

}  // namespace

RoundChainCheck::RoundChainCheck(const Ledger& ledger, std::string home,
                                 CheckedRounds& rounds)
    : home_(std::move(home)),
      rounds_(rounds),
      last_position_(ledger.Head().position) {}

absl::StatusOr<bool> RoundChainCheck::CheckOn(
    int max_rounds, std::vector<CaseFinding>& findings) {
  while (max_rounds-- > 0 && next_position_ <= last_position_) {
    const absl::StatusOr<std::shared_ptr<const CheckedRound>> round =
        rounds_.At(next_position_);
    if (HasReason(round.status(), Reason::kDiskFailed)) return round.status();
    const bool found =
        round.ok() && (*round)->head.last_position >= next_position_;
    if (!found) {
      if (!lost_) {
        findings.push_back(
            MakeFinding(RouterLogId(home_), 0, v1::FINDING_KIND_ROUND,
                        Broken(absl::StrCat("no round can be read at position ",
                                            next_position_))));
      }
      lost_ = true;
      before_.reset();
      ++next_position_;
      continue;
    }
    CheckNext(**round, findings);
    Learn(**round);
    lost_ = false;
    before_ = *round;
    next_position_ = before_->head.last_position + 1;
  }
  return next_position_ > last_position_;
}

void RoundChainCheck::CheckNext(const CheckedRound& round,
                                std::vector<CaseFinding>& findings) const {
  const auto find = [&](absl::string_view what) {
    const bool named = round.stored.entries_size() > 0;
    findings.push_back(MakeFinding(
        named ? round.stored.entries(0).case_id() : RouterLogId(home_),
        named ? round.stored.entries(0).sequence() : 0, v1::FINDING_KIND_ROUND,
        Broken(what)));
  };
  if (lost_) return;
  if (round.head.first_position > next_position_) {
    return find(absl::StrCat("no round holds positions ", next_position_,
                             " to ", round.head.first_position - 1));
  }
  if (round.head.first_position < next_position_) {
    return find(absl::StrCat("another round holds position ",
                             round.head.first_position, " too"));
  }
  // What was changed in the round before is found there.
  if (before_ != nullptr &&
      (!before_->entries.ok() || !before_->signature.ok())) {
    return;
  }
  const crypto::Digest previous =
      before_ == nullptr ? crypto::kZeroDigest
                         : evidence::RoundDigest(before_->stored.head().head());
  if (round.head.previous_digest != previous) {
    return find("the round follows another than the one before it");
  }
  if (before_ != nullptr &&
      round.head.recorded_time < before_->head.recorded_time) {
    find("the round was recorded before the one before it");
  }
}

void RoundChainCheck::Learn(const CheckedRound& round) {
  if (!round.entries.ok()) return;
  std::uint64_t position = round.head.first_position;
  for (const storage::v1::RoundEntry& entry : round.stored.entries()) {
    // No log is longer than all of them: such an entry was changed.
    if (entry.sequence() > position++) continue;
    std::uint64_t& end = ends_[entry.case_id()];
    end = std::max(end, entry.sequence());
  }
}

}  // namespace referral::router
