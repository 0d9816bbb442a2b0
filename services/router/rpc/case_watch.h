#ifndef REFERRAL_SERVICES_ROUTER_RPC_CASE_WATCH_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CASE_WATCH_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace referral::router {

// Who wants to know when a case has got records. Thread-safe.
class CaseWatch {
 public:
  using Callback = std::function<void()>;

  // `callback` is called after each committed round that touched the case; it
  // must not block. It may still be called while Remove runs, never after.
  std::uint64_t Add(absl::string_view case_id, Callback callback);
  void Remove(absl::string_view case_id, std::uint64_t id);

  void OnCasesChanged(const std::vector<std::string>& case_ids);

 private:
  Mutex mutex_;
  std::uint64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::map<std::uint64_t, Callback>, std::less<>>
      watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CASE_WATCH_H_
