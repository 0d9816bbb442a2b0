#include "services/agency/rpc/change_hub.h"

#include "absl/strings/str_cat.h"

namespace referral::agency {

bool WatcherList::Join(Watcher* watcher) {
  MutexLock lock(mutex_);
  if (stopped_) return false;
  watchers_.insert(watcher);
  return true;
}

void WatcherList::Leave(Watcher* watcher) {
  MutexLock lock(mutex_);
  watchers_.erase(watcher);
}

void WatcherList::Tell(const std::string& key) {
  MutexLock lock(mutex_);
  for (Watcher* watcher : watchers_) watcher->OnChanged(key);
}

void WatcherList::Stop() {
  MutexLock lock(mutex_);
  stopped_ = true;
  for (Watcher* watcher : watchers_) watcher->OnStop();
}

void ChangeHub::OnOpened(const OpenEntry& entry) { on_opened_(entry); }

void ChangeHub::OnSubmission(const v1::Submission& submission) {
  metrics_.OnSubmission(submission);
  verdicts_.Tell(submission);
  submissions_.Tell(submission.message_id());
}

void ChangeHub::OnReferrals(const std::vector<std::string>& referral_ids) {
  for (const std::string& id : referral_ids) worklist_.Tell(id);
}

void ChangeHub::OnNotices(const std::vector<uint64_t>& numbers) {
  // Padded: what waits for a watcher is sorted, and so stays in order.
  for (const uint64_t number : numbers) {
    notices_.Tell(absl::StrCat(absl::Dec(number, absl::kZeroPad20)));
  }
}

void ChangeHub::OnDestroyed(uint32_t parts) { metrics_.OnDestroyed(parts); }

}  // namespace referral::agency
