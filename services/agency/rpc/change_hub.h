// Hands every change of the store on to those who wait for it.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_CHANGE_HUB_H_
#define REFERRAL_SERVICES_AGENCY_RPC_CHANGE_HUB_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "common/base/mutex.h"
#include "services/agency/core/change_listener.h"
#include "services/agency/rpc/agency_metrics.h"
#include "services/agency/rpc/verdicts.h"

namespace referral::agency {

// Somebody who watches a list. OnChanged is called on the store's thread:
// must not block.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // The row of this key (referral id, message id, or number of a notice) is new
  // or has changed.
  virtual void OnChanged(const std::string& key) = 0;
  // The service stops.
  virtual void OnStop() = 0;
};

// The watchers of one list. Thread-safe.
class WatcherList {
 public:
  // Not owned; must Leave before it is destroyed. False once stopped.
  bool Join(Watcher* watcher);
  // No call of `watcher` is under way once this returns.
  void Leave(Watcher* watcher);
  void Tell(const std::string& key);
  void Stop();

 private:
  Mutex mutex_;
  std::set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// Thread-safe.
class ChangeHub final : public ChangeListener {
 public:
  // `metrics` outlives it.
  explicit ChangeHub(AgencyMetrics& metrics) : metrics_(metrics) {}

  // Called with every message that waits for the router. Set before the first
  // change.
  void SetOnOpened(std::function<void(const OpenEntry&)> on_opened) {
    on_opened_ = std::move(on_opened);
  }

  Verdicts& verdicts() { return verdicts_; }
  WatcherList& submissions() { return submissions_; }
  WatcherList& worklist() { return worklist_; }
  WatcherList& notices() { return notices_; }

  void OnOpened(const OpenEntry& entry) override;
  void OnSubmission(const v1::Submission& submission) override;
  void OnReferrals(const std::vector<std::string>& referral_ids) override;
  void OnNotices(const std::vector<uint64_t>& numbers) override;
  void OnDestroyed(uint32_t parts) override;

 private:
  AgencyMetrics& metrics_;
  std::function<void(const OpenEntry&)> on_opened_;
  Verdicts verdicts_;
  WatcherList submissions_;
  WatcherList worklist_;
  WatcherList notices_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_CHANGE_HUB_H_
