#include "services/router/core/case_check.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "services/router/core/opened_record.h"

namespace referral::router {
namespace {

// Where the file of a log says that it ends.
struct FileEnd {
  std::uint64_t sequence = 0;
  std::string digest;
};

absl::StatusOr<FileEnd> EndOf(const Ledger& ledger, absl::string_view case_id) {
  if (IsRouterLogId(case_id)) {
    ASSIGN_OR_RETURN(const storage::v1::RouterFile file,
                     ledger.ReadRouterFile());
    return FileEnd{file.last_sequence(), file.last_digest()};
  }
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   ledger.ReadCaseFile(case_id));
  if (!file.has_value()) return FileEnd();
  return FileEnd{file->last_sequence(), file->last_digest()};
}

// Walks along one log.
class Walk {
 public:
  Walk(const Ledger& ledger, const RoundProver& prover,
       absl::string_view case_id)
      : ledger_(ledger), prover_(prover), case_id_(case_id) {}

  // Errors: DISK_FAILED. Everything else is a finding.
  absl::Status Check(std::uint64_t sequence) {
    const absl::StatusOr<storage::v1::StoredRecord> stored =
        ledger_.ReadRecord(case_id_, sequence);
    if (HasReason(stored.status(), Reason::kDiskFailed)) {
      return stored.status();
    }
    if (!stored.ok()) {
      Find(sequence,
           HasReason(stored.status(), Reason::kNotFound)
               ? MakeError(Reason::kStoreCorrupt, "the record is missing")
               : stored.status());
      link_.reset();
      return absl::OkStatus();
    }
    ++result_.records_checked;
    if (const absl::Status status =
            OpenRecord(*stored, ledger_.vault()).status();
        !status.ok()) {
      Find(sequence, status);
    }
    CheckLink(*stored, sequence);
    return CheckRound(*stored, sequence);
  }

  void CheckEnd(const FileEnd& end) {
    if (link_.has_value() && crypto::AsBytes(link_->digest) != end.digest) {
      Find(end.sequence, MakeError(Reason::kStoreCorrupt,
                                   "the case file ends with another record"));
    }
  }

  CaseCheckResult Finish() { return std::move(result_); }

 private:
  void Find(std::uint64_t sequence, const absl::Status& status) {
    std::string message(status.message());
    if (!Where(status).empty()) {
      absl::StrAppend(&message, " (", Where(status), ")");
    }
    result_.findings.push_back({std::string(case_id_), sequence,
                                ReasonCode(status), std::move(message)});
  }

  void CheckLink(const storage::v1::StoredRecord& stored,
                 std::uint64_t sequence) {
    absl::StatusOr<evidence::RecordHeadSpec> head =
        evidence::ParseRecordHead(stored.head());
    if (head.ok() && head->case_id != case_id_) {
      Find(sequence,
           MakeError(Reason::kStoreCorrupt, "the record is of another case"));
    }
    if (link_.has_value()) {
      const absl::Status status =
          evidence::VerifyLink(stored.head(), *link_).status();
      if (!status.ok()) Find(sequence, status);
    }
    // Goes on from this record, so that one fault is found once.
    link_.reset();
    if (head.ok()) {
      link_ = {head->position, sequence, head->recorded_time,
               evidence::RecordDigest(stored.head())};
    }
  }

  absl::Status CheckRound(const storage::v1::StoredRecord& stored,
                          std::uint64_t sequence) {
    const absl::StatusOr<evidence::RecordHeadSpec> head =
        evidence::ParseRecordHead(stored.head());
    if (!head.ok()) return absl::OkStatus();  // found before
    const absl::StatusOr<v1::RoundProof> proof = prover_.Prove(head->position);
    if (HasReason(proof.status(), Reason::kDiskFailed)) return proof.status();
    const absl::Status status =
        proof.ok()
            ? evidence::VerifyRoundProof(*proof, head->position,
                                         evidence::RecordDigest(stored.head()))
            : proof.status();
    if (!status.ok()) Find(sequence, status);
    return absl::OkStatus();
  }

  const Ledger& ledger_;
  const RoundProver& prover_;
  const absl::string_view case_id_;
  // Nothing after a record that cannot be read.
  std::optional<evidence::ChainLink> link_ = evidence::ChainLink();
  CaseCheckResult result_;
};

}  // namespace

absl::StatusOr<CaseCheckResult> CheckCase(const Ledger& ledger,
                                          const RoundProver& prover,
                                          absl::string_view case_id) {
  ASSIGN_OR_RETURN(const FileEnd end, EndOf(ledger, case_id));
  if (end.sequence == 0 &&
      HasReason(ledger.ReadRecord(case_id, 1).status(), Reason::kNotFound)) {
    return MakeError(Reason::kCaseNotFound, "there is no such case", case_id);
  }
  Walk walk(ledger, prover, case_id);
  for (std::uint64_t sequence = 1; sequence <= end.sequence; ++sequence) {
    RETURN_IF_ERROR(walk.Check(sequence));
  }
  walk.CheckEnd(end);
  return walk.Finish();
}

}  // namespace referral::router
