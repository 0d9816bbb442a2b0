#include "services/router/core/case_cache.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"

namespace referral::router {

CachedCase::CachedCase(storage::v1::CaseFile file) : file_(std::move(file)) {
  std::uint64_t sequence = 0;
  for (const storage::v1::MessageRef& message : file_.messages()) {
    Index(message, ++sequence);
  }
}

std::uint64_t CachedCase::Find(absl::string_view sender,
                               absl::string_view message_id) const {
  const auto found =
      sequences_.find({std::string(sender), std::string(message_id)});
  return found == sequences_.end() ? 0 : found->second;
}

void CachedCase::IndexLast() {
  Index(file_.messages(file_.messages_size() - 1),
        static_cast<std::uint64_t>(file_.messages_size()));
}

void CachedCase::Index(const storage::v1::MessageRef& message,
                       std::uint64_t sequence) {
  sequences_.emplace(std::pair(message.sender(), message.message_id()),
                     sequence);
}

CaseCache::CaseCache(const Ledger& ledger, size_t capacity)
    : ledger_(ledger), capacity_(capacity) {}

absl::StatusOr<CachedCase*> CaseCache::Get(absl::string_view case_id) {
  const auto found = cases_.find(case_id);
  if (found != cases_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->cached;
  }
  ASSIGN_OR_RETURN(std::optional<storage::v1::CaseFile> file,
                   ledger_.ReadCaseFile(case_id));
  order_.push_front({std::string(case_id), CachedCase(std::move(file).value_or(
                                               storage::v1::CaseFile()))});
  cases_.emplace(case_id, order_.begin());
  return &order_.front().cached;
}

void CaseCache::Trim() {
  while (order_.size() > capacity_) {
    cases_.erase(order_.back().case_id);
    order_.pop_back();
  }
}

}  // namespace referral::router
