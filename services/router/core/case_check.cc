#include "services/router/core/case_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/record.h"
#include "common/model/erasure.h"
#include "services/router/core/message_index.h"
#include "services/router/core/opened_record.h"

namespace referral::router {
namespace {

// The file of a case, or the router's own, as it lies there or as it follows
// from the records.
class LogFile {
 public:
  static absl::StatusOr<LogFile> Read(const Ledger& ledger,
                                      absl::string_view case_id) {
    LogFile file;
    file.is_router_ = IsRouterLogId(case_id);
    if (file.is_router_) {
      ASSIGN_OR_RETURN(file.router_, ledger.ReadRouterFile());
      return file;
    }
    ASSIGN_OR_RETURN(std::optional<storage::v1::CaseFile> found,
                     ledger.ReadCaseFile(case_id));
    if (found.has_value()) file.case_ = *std::move(found);
    ASSIGN_OR_RETURN(file.prints_, ledger.ReadMessagePrints(case_id));
    // Not those that were filled since.
    const std::uint64_t full = file.case_.last_sequence() / kPrintsPerRow;
    if (file.prints_.size() > full) file.prints_.resize(full);
    return file;
  }
  LogFile Empty() const {
    LogFile file;
    file.is_router_ = is_router_;
    return file;
  }

  std::uint64_t last_sequence() const {
    return is_router_ ? router_.last_sequence() : case_.last_sequence();
  }
  const std::string& last_digest() const {
    return is_router_ ? router_.last_digest() : case_.last_digest();
  }
  void Apply(const OpenedRecord& record) {
    if (is_router_) {
      ApplyRecord(record, router_);
    } else {
      Keep(ApplyRecord(record, case_));
    }
  }
  absl::Status ApplyErased(const storage::v1::StoredRecord& stored) {
    ASSIGN_OR_RETURN(std::optional<storage::v1::MessagePrintsRow> prints,
                     ApplyErasedRecord(stored, case_));
    Keep(std::move(prints));
    return absl::OkStatus();
  }
  bool IsErased() const { return model::IsErased(case_); }
  bool Equals(const LogFile& other) const {
    return case_.SerializeAsString() == other.case_.SerializeAsString() &&
           router_.SerializeAsString() == other.router_.SerializeAsString() &&
           absl::c_equal(
               prints_, other.prints_, [](const auto& a, const auto& b) {
                 return a.SerializeAsString() == b.SerializeAsString();
               });
  }

 private:
  void Keep(std::optional<storage::v1::MessagePrintsRow> prints) {
    if (prints.has_value()) prints_.push_back(*std::move(prints));
  }

  bool is_router_ = false;
  storage::v1::CaseFile case_;
  std::vector<storage::v1::MessagePrintsRow> prints_;  // of the case
  storage::v1::RouterFile router_;
};

// Walks along one log.
class Walk {
 public:
  Walk(const Ledger& ledger, RecordCheck& check, absl::string_view case_id,
       LogFile file, const v1::CaseErased* erased)
      : ledger_(ledger),
        check_(check),
        case_id_(case_id),
        file_(std::move(file)),
        erased_(erased),
        replayed_(file_.Empty()) {}

  // The records that have to be there. Errors of all: DISK_FAILED; everything
  // else is a finding.
  absl::Status CheckUpTo(std::uint64_t last) {
    for (std::uint64_t sequence = 1; sequence <= last; ++sequence) {
      ASSIGN_OR_RETURN(const bool there, Check(sequence));
      if (there) {
        FindMissing(sequence - 1);
        if (sequence > file_.last_sequence()) FindBeyond(sequence);
      } else {
        if (!missing_from_.has_value()) missing_from_ = sequence;
        complete_ = false;
        link_.reset();
      }
    }
    FindMissing(last);
    return absl::OkStatus();
  }

  // Records that the case file does not know of.
  absl::Status CheckBeyond(std::uint64_t last) {
    for (std::uint64_t sequence = last + 1;; ++sequence) {
      if (!ledger_.ReadRecord(case_id_, sequence).ok()) return absl::OkStatus();
      ASSIGN_OR_RETURN(const LogFile now, LogFile::Read(ledger_, case_id_));
      // Recorded since the walk began.
      if (now.last_sequence() >= sequence) return absl::OkStatus();
      FindBeyond(sequence);
      RETURN_IF_ERROR(Check(sequence).status());
    }
  }

  void CheckFile() {
    if (file_.IsErased() != (erased_ != nullptr)) {
      Find(file_.last_sequence(), v1::FINDING_KIND_CASE_FILE,
           erased_ == nullptr
               ? "the case file says that the case was erased, and nobody "
                 "erased it"
               : "the case was erased, and its file does not say so");
    }
    if (erased_ != nullptr &&
        (erased_->last_sequence() != file_.last_sequence() ||
         erased_->last_digest() != file_.last_digest())) {
      Find(file_.last_sequence(), v1::FINDING_KIND_REWRITTEN,
           "the log does not end where it ended when the case was erased");
    }
    if (found_beyond_ || file_.last_sequence() == 0) return;
    if (complete_
            ? !replayed_.Equals(file_)
            : link_.has_value() && link_->sequence == file_.last_sequence() &&
                  crypto::AsBytes(link_->digest) != file_.last_digest()) {
      Find(file_.last_sequence(), v1::FINDING_KIND_CASE_FILE,
           "the case file is not what follows from the records");
    }
  }

  CaseCheckResult Finish() { return std::move(result_); }

 private:
  void Find(std::uint64_t sequence, v1::FindingKind kind,
            absl::string_view what) {
    result_.findings.push_back(MakeFinding(
        case_id_, sequence, kind, MakeError(Reason::kStoreCorrupt, what)));
  }

  // One finding for a gap, however long.
  void FindMissing(std::uint64_t last) {
    if (!missing_from_.has_value()) return;
    const std::uint64_t first = *missing_from_;
    missing_from_.reset();
    Find(first, v1::FINDING_KIND_MISSING,
         first == last
             ? "the record is missing"
             : absl::StrCat("records ", first, " to ", last, " are missing"));
  }

  void FindBeyond(std::uint64_t sequence) {
    if (found_beyond_) return;
    found_beyond_ = true;
    Find(sequence, v1::FINDING_KIND_CASE_FILE,
         "the case file does not know of the record");
  }

  // False if there is no such record.
  absl::StatusOr<bool> Check(std::uint64_t sequence) {
    const absl::StatusOr<storage::v1::StoredRecord> stored =
        ledger_.ReadRecord(case_id_, sequence);
    if (HasReason(stored.status(), Reason::kDiskFailed)) {
      return stored.status();
    }
    if (HasReason(stored.status(), Reason::kNotFound)) return false;
    ++result_.records_checked;
    if (!stored.ok()) {
      complete_ = false;
      link_.reset();
      result_.findings.push_back(MakeFinding(
          case_id_, sequence, v1::FINDING_KIND_CHANGED, stored.status()));
      return true;
    }
    ASSIGN_OR_RETURN(
        RecordVerdict verdict,
        check_.Check(case_id_, sequence, *stored, erased_ != nullptr));
    if (erased_ != nullptr && sequence <= file_.last_sequence()) {
      complete_ = complete_ && replayed_.ApplyErased(*stored).ok();
      CheckLink(stored->head(), sequence, verdict);
      TakeFindings(verdict);
      return true;
    }
    TakeFindings(verdict);
    if (complete_ && verdict.opened.has_value() &&
        sequence <= file_.last_sequence()) {
      replayed_.Apply(*verdict.opened);
    }
    complete_ = complete_ && verdict.opened.has_value();
    CheckLink(stored->head(), sequence, verdict);
    return true;
  }

  void TakeFindings(RecordVerdict& verdict) {
    for (CaseFinding& finding : verdict.findings) {
      result_.findings.push_back(std::move(finding));
    }
  }

  // The chain. Where two records do not fit together, it is the one that its
  // round does not vouch for.
  void CheckLink(absl::string_view head, std::uint64_t sequence,
                 const RecordVerdict& verdict) {
    if (link_.has_value() && verdict.link.has_value()) {
      const absl::Status status = evidence::VerifyLink(head, *link_).status();
      if (!status.ok()) {
        const bool before = verdict.in_round && !in_round_ && sequence > 1;
        result_.findings.push_back(
            MakeFinding(case_id_, before ? sequence - 1 : sequence,
                        v1::FINDING_KIND_CHANGED, status));
      }
    }
    // Goes on from this record, so that one fault is found once.
    link_ = verdict.link;
    in_round_ = verdict.in_round;
  }

  const Ledger& ledger_;
  RecordCheck& check_;
  const absl::string_view case_id_;
  const LogFile file_;
  const v1::CaseErased* const erased_;  // nullptr: it was not
  LogFile replayed_;
  bool complete_ = true;  // every record so far went into `replayed_`
  bool found_beyond_ = false;
  std::optional<std::uint64_t> missing_from_;
  // Nothing after a record that is not there or is not to be believed.
  std::optional<evidence::ChainLink> link_ = evidence::ChainLink();
  bool in_round_ = true;
  CaseCheckResult result_;
};

}  // namespace

absl::StatusOr<CaseCheckResult> CheckCase(const Ledger& ledger,
                                          RecordCheck& check,
                                          absl::string_view case_id,
                                          std::uint64_t at_least,
                                          const v1::CaseErased* erased) {
  ASSIGN_OR_RETURN(LogFile file, LogFile::Read(ledger, case_id));
  const std::uint64_t last = std::max(file.last_sequence(), at_least);
  if (last == 0 &&
      HasReason(ledger.ReadRecord(case_id, 1).status(), Reason::kNotFound)) {
    return MakeError(Reason::kCaseNotFound, "there is no such case", case_id);
  }
  Walk walk(ledger, check, case_id, std::move(file), erased);
  RETURN_IF_ERROR(walk.CheckUpTo(last));
  RETURN_IF_ERROR(walk.CheckBeyond(last));
  walk.CheckFile();
  return walk.Finish();
}

}  // namespace referral::router
