#include "services/router/rpc/case_watch.h"

#include <utility>

namespace referral::router {

std::uint64_t CaseWatch::Add(absl::string_view case_id, Callback callback) {
  MutexLock lock(mutex_);
  watchers_[std::string(case_id)][++last_id_] = std::move(callback);
  return last_id_;
}

void CaseWatch::Remove(absl::string_view case_id, std::uint64_t id) {
  MutexLock lock(mutex_);
  const auto found = watchers_.find(std::string(case_id));
  if (found == watchers_.end()) return;
  found->second.erase(id);
  if (found->second.empty()) watchers_.erase(found);
}

void CaseWatch::OnCasesChanged(const std::vector<std::string>& case_ids) {
  MutexLock lock(mutex_);
  if (watchers_.empty()) return;
  for (const std::string& case_id : case_ids) {
    const auto found = watchers_.find(case_id);
    if (found == watchers_.end()) continue;
    for (const auto& [id, callback] : found->second) callback();
  }
}

}  // namespace referral::router
