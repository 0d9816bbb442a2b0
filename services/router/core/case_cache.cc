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
  const auto found = file_of_.find(case_id);
  if (found != file_of_.end()) {
    files_.splice(files_.begin(), files_, found->second);
    return &found->second->file;
  }
  ASSIGN_OR_RETURN(storage::v1::CaseFile file, Read(case_id));
  files_.push_front({std::string(case_id), std::move(file)});
  file_of_.emplace(case_id, files_.begin());
  return &files_.front().file;
}

absl::StatusOr<storage::v1::CaseFile> CaseCache::Read(
    absl::string_view case_id) {
  const auto found = written_of_.find(case_id);
  if (found == written_of_.end()) {
    ASSIGN_OR_RETURN(std::optional<storage::v1::CaseFile> file,
                     ledger_.ReadCaseFile(case_id));
    return std::move(file).value_or(storage::v1::CaseFile());
  }
  written_.splice(written_.begin(), written_, found->second);
  storage::v1::CaseFile file;
  if (file.ParseFromString(found->second->bytes)) return file;
  return MakeError(Reason::kInternal, "a case file cannot be read", case_id);
}

void CaseCache::KeepWritten(const std::string& case_id, std::string bytes) {
  const auto [found, is_new] = written_of_.try_emplace(case_id);
  if (is_new) {
    written_.push_front({case_id, ""});
    found->second = written_.begin();
  } else {
    written_.splice(written_.begin(), written_, found->second);
  }
  Written& written = written_.front();
  written_bytes_ += bytes.size();
  written_bytes_ -= written.bytes.size();
  written.bytes = std::move(bytes);
}

void CaseCache::Trim() {
  while (files_.size() > capacity_.cases) {
    file_of_.erase(files_.back().case_id);
    files_.pop_back();
  }
  while (written_bytes_ > capacity_.bytes) {
    written_bytes_ -= written_.back().bytes.size();
    written_of_.erase(written_.back().case_id);
    written_.pop_back();
  }
}

}  // namespace referral::router
