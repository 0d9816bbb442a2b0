#include "services/router/core/digest_search.h"

#include "absl/algorithm/container.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/record.h"

namespace referral::router {
namespace {

bool Names(const evidence::RecordHeadSpec& head, const crypto::Digest& digest) {
  const auto& parts = head.stored_part_digests;
  return head.envelope_digest == digest ||
         head.stored_effects_digest == digest ||
         absl::c_linear_search(parts, digest);
}

absl::StatusOr<std::uint64_t> LastSequence(const Ledger& ledger,
                                           absl::string_view case_id) {
  if (IsRouterLogId(case_id)) {
    ASSIGN_OR_RETURN(const storage::v1::RouterFile file,
                     ledger.ReadRouterFile());
    return file.last_sequence();
  }
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   ledger.ReadCaseFile(case_id));
  return file.has_value() ? file->last_sequence() : 0;
}

}  // namespace

absl::StatusOr<std::optional<RecordName>> DigestSearch::Find(
    const crypto::Digest& digest, const RecordName& here) {
  ASSIGN_OR_RETURN(const std::uint64_t last,
                   LastSequence(ledger_, here.case_id));
  absl::StatusOr<std::optional<RecordName>> found =
      FindIn(here.case_id, last, digest, here);
  const auto goes_on = [&] {
    return found.ok() && !found->has_value() && reads_ < kMaxReads;
  };
  if (!goes_on()) return found;
  RETURN_IF_ERROR(
      ledger_.VisitCaseFiles("", [&](const storage::v1::CaseFile& file) {
        if (file.case_id() != here.case_id) {
          found = FindIn(file.case_id(), file.last_sequence(), digest, here);
        }
        return goes_on();
      }));
  return found;
}

absl::StatusOr<std::optional<RecordName>> DigestSearch::FindIn(
    absl::string_view case_id, std::uint64_t last_sequence,
    const crypto::Digest& digest, const RecordName& here) {
  for (std::uint64_t sequence = 1;
       sequence <= last_sequence && reads_ < kMaxReads; ++sequence) {
    if (sequence == here.sequence && case_id == here.case_id) continue;
    ++reads_;
    const absl::StatusOr<storage::v1::StoredRecord> stored =
        ledger_.ReadRecord(case_id, sequence);
    if (HasReason(stored.status(), Reason::kDiskFailed)) {
      return stored.status();
    }
    if (!stored.ok()) continue;
    const absl::StatusOr<evidence::RecordHeadSpec> head =
        evidence::ParseRecordHead(stored->head());
    if (head.ok() && Names(*head, digest)) {
      return RecordName{std::string(case_id), sequence};
    }
  }
  return std::nullopt;
}

}  // namespace referral::router
