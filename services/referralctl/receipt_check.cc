#include "services/referralctl/receipt_check.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"

namespace referral::referralctl {
namespace {

// The sequence at which the log shows the record, 0 if nowhere.
std::uint64_t PlaceOf(const ShownLog& log, const std::string& digest) {
  for (const auto& [sequence, shown] : log) {
    if (shown.ok() && shown->digest == digest) return sequence;
  }
  return 0;
}

}  // namespace

absl::StatusOr<std::pair<std::uint64_t, ShownRecord>> Show(
    const v1::Record& record) {
  ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                   evidence::ParseRecordHead(record.head()));
  const crypto::Digest digest = evidence::RecordDigest(record.head());
  ShownRecord shown;
  shown.digest = crypto::ToBytes(digest);
  shown.round_digest = crypto::ToBytes(
      evidence::RoundDigest(record.proof().round_head().head()));
  shown.proof =
      evidence::VerifyRoundProof(record.proof(), head.position, digest);
  return std::make_pair(head.sequence, std::move(shown));
}

absl::optional<Finding> HoldAgainst(const ShownLog& log,
                                    const v1::Receipt& receipt) {
  const auto find = [&](v1::FindingKind kind, const absl::Status& status) {
    return MakeFinding(receipt.case_id(), receipt.sequence(), kind, status);
  };
  const auto corrupt = [&](v1::FindingKind kind, absl::string_view what) {
    return find(kind, MakeError(Reason::kStoreCorrupt, what));
  };
  const auto shown = log.find(receipt.sequence());
  if (shown == log.end()) {
    const std::uint64_t end = log.empty() ? 0 : log.rbegin()->first;
    return end > receipt.sequence()
               ? corrupt(v1::FINDING_KIND_MISSING,
                         "a receipt was given and there is no record")
               : corrupt(v1::FINDING_KIND_CUT,
                         "a receipt was given and the log ends before it");
  }
  if (!shown->second.ok()) {
    return find(v1::FINDING_KIND_UNREADABLE, shown->second.status());
  }
  const ShownRecord& record = *shown->second;
  if (record.digest != receipt.record_digest()) {
    const std::uint64_t place = PlaceOf(log, receipt.record_digest());
    if (place != 0) {
      // The log has the record: it is the receipt that says another place.
      return find(v1::FINDING_KIND_UNSPECIFIED,
                  MakeError(Reason::kDigestMismatch,
                            absl::StrCat("the receipt is for sequence ", place,
                                         " and says another")));
    }
    return corrupt(v1::FINDING_KIND_REWRITTEN,
                   "the receipt was given for another record");
  }
  if (!record.proof.ok()) return find(v1::FINDING_KIND_ROUND, record.proof);
  const std::string round_digest = crypto::ToBytes(
      evidence::RoundDigest(receipt.proof().round_head().head()));
  if (record.round_digest != round_digest) {
    return corrupt(v1::FINDING_KIND_REWRITTEN,
                   "the receipt was given under another round");
  }
  return absl::nullopt;
}

Finding MakeFinding(const std::string& case_id, std::uint64_t sequence,
                    v1::FindingKind kind, const absl::Status& status) {
  Finding finding;
  finding.set_case_id(case_id);
  finding.set_sequence(sequence);
  finding.set_kind(kind);
  finding.set_reason_code(ReasonCode(status));
  finding.set_message(
      Where(status).empty()
          ? std::string(status.message())
          : absl::StrCat(std::string(status.message()), ": ", Where(status)));
  return finding;
}

}  // namespace referral::referralctl
