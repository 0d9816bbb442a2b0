#include "services/router/core/case_cache.h"

#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::router {

CaseCache::CaseCache(const Ledger& ledger, const Capacity& capacity)
    : ledger_(ledger), capacity_(capacity) {}

absl::StatusOr<storage::v1::CaseFile*> CaseCache::Get(
    absl::string_view case_id) {
  if (storage::v1::CaseFile* file = files_.Find(case_id); file != nullptr) {
    return file;
  }
  ASSIGN_OR_RETURN(storage::v1::CaseFile file, Read(case_id));
  return &files_.Put(case_id, std::move(file));
}

absl::StatusOr<storage::v1::CaseFile> CaseCache::Read(
    absl::string_view case_id) {
  const std::string* written = written_.Find(case_id);
  if (written == nullptr) {
    ASSIGN_OR_RETURN(std::optional<storage::v1::CaseFile> file,
                     ledger_.ReadCaseFile(case_id));
    return std::move(file).value_or(storage::v1::CaseFile());
  }
  storage::v1::CaseFile file;
  if (file.ParseFromString(*written)) return file;
  return MakeError(Reason::kInternal, "a case file cannot be read", case_id);
}

void CaseCache::KeepWritten(absl::string_view case_id, std::string bytes) {
  if (const std::string* before = written_.Peek(case_id); before != nullptr) {
    written_bytes_ -= before->size();
  }
  written_bytes_ += bytes.size();
  written_.Put(case_id, std::move(bytes));
}

void CaseCache::Trim() {
  while (files_.size() > capacity_.cases) files_.EraseLongestUnused();
  while (written_bytes_ > capacity_.bytes) {
    written_bytes_ -= written_.longest_unused().size();
    written_.EraseLongestUnused();
  }
}

}  // namespace referral::router
