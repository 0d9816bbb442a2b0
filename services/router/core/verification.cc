#include "services/router/core/verification.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/model/erasure.h"
#include "services/router/core/recorded_keys.h"

namespace referral::router {
namespace {

// Of one step.
constexpr std::uint64_t kRecordsPerStep = 512;
constexpr int kRoundsPerStep = 512;
constexpr std::size_t kEnoughFindings = 256;

const evidence::KeyBook* PointerTo(
    const std::optional<evidence::KeyBook>& keys) {
  return keys.has_value() ? &*keys : nullptr;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Verification>> Verification::Begin(
    const Ledger& ledger, Options options) {
  if (options.unseal == nullptr) options.unseal = UnsealWith(ledger);
  std::optional<evidence::KeyBook> keys;
  if (!options.insecure) {
    ASSIGN_OR_RETURN(keys, RecordedKeys(ledger, options.home, options.unseal));
  }
  // Mostly there are none, and the log of the router need not be read.
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file, ledger.ReadRouterFile());
  Erasures erasures;
  if (file.erased_case_count() > 0) {
    ASSIGN_OR_RETURN(erasures,
                     RecordedErasures(ledger, options.home, options.unseal));
  }
  return std::unique_ptr<Verification>(new Verification(
      ledger, std::move(options), std::move(keys), std::move(erasures)));
}

Verification::Verification(const Ledger& ledger, Options options,
                           std::optional<evidence::KeyBook> keys,
                           Erasures erasures)
    : ledger_(ledger),
      home_(options.home),
      keys_(std::move(keys)),
      unseal_(std::move(options.unseal)),
      erasures_(std::move(erasures)),
      rounds_(ledger_, home_, PointerTo(keys_)),
      chain_(ledger_, home_, rounds_),
      check_(ledger_, PointerTo(keys_), rounds_, unseal_),
      everything_(options.case_id.empty()),
      listed_(!everything_) {
  if (listed_) case_ids_.push_back(std::move(options.case_id));
}

// The rounds know of cases whose file is gone.
absl::Status Verification::ListCases() {
  absl::btree_set<std::string> ids;
  for (const auto& [case_id, end] : chain_.ends()) ids.insert(case_id);
  RETURN_IF_ERROR(
      ledger_.VisitCaseFiles("", [&ids](const storage::v1::CaseFile& file) {
        ids.insert(file.case_id());
        return true;
      }));
  ids.insert(RouterLogId(home_));
  case_ids_.assign(ids.begin(), ids.end());
  return absl::OkStatus();
}

absl::StatusOr<CaseCheckResult> Verification::CheckOne(
    const std::string& case_id) {
  const auto end = chain_.ends().find(case_id);
  const auto erased = erasures_.find(case_id);
  return CheckCase(ledger_, check_, case_id,
                   end == chain_.ends().end() ? 0 : end->second,
                   erased == erasures_.end() ? nullptr : &erased->second);
}

// Whether the case was erased since this began, so that it has to be looked at
// once more.
absl::StatusOr<bool> Verification::WasErasedMeanwhile(
    const std::string& case_id) {
  if (erasures_.contains(case_id) || IsRouterLogId(case_id)) return false;
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   ledger_.ReadCaseFile(case_id));
  if (!file.has_value() || !model::IsErased(*file)) return false;
  ASSIGN_OR_RETURN(erasures_, RecordedErasures(ledger_, home_, unseal_));
  return erasures_.contains(case_id);
}

absl::Status Verification::CheckNext(std::vector<CaseFinding>& findings) {
  const std::string& case_id = case_ids_[next_];
  absl::StatusOr<CaseCheckResult> result = CheckOne(case_id);
  if (result.ok() && !result->findings.empty()) {
    const absl::StatusOr<bool> again = WasErasedMeanwhile(case_id);
    if (HasReason(again.status(), Reason::kDiskFailed)) return again.status();
    if (again.ok() && *again) result = CheckOne(case_id);
  }
  if (everything_ && HasReason(result.status(), Reason::kCaseNotFound)) {
    // Its name came from a file that says it is of another case.
    result = CaseCheckResult();
    result->findings.push_back(
        MakeFinding(case_id, 0, v1::FINDING_KIND_CASE_FILE,
                    MakeError(Reason::kStoreCorrupt,
                              "a case file names a case that has no record")));
  }
  RETURN_IF_ERROR(result.status());
  ++next_;
  records_checked_ += result->records_checked;
  for (CaseFinding& found : result->findings) {
    findings.push_back(std::move(found));
  }
  return absl::OkStatus();
}

absl::Status Verification::Step(std::vector<CaseFinding>& findings) {
  if (!listed_) {
    ASSIGN_OR_RETURN(listed_, chain_.CheckOn(kRoundsPerStep, findings));
    return listed_ ? ListCases() : absl::OkStatus();
  }
  const std::uint64_t enough = records_checked_ + kRecordsPerStep;
  while (next_ < case_ids_.size() && records_checked_ < enough &&
         findings.size() < kEnoughFindings) {
    RETURN_IF_ERROR(CheckNext(findings));
  }
  return absl::OkStatus();
}

}  // namespace referral::router
