#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_WARMER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_WARMER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "services/router/core/cached_case.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// Reads the cases that the sequencer is about to need and does not keep, on a
// thread of its own, while their messages wait. A case is changed only while it
// is kept, so what lies ready is as it was committed last. Thread-safe.
class CaseWarmer {
 public:
  struct Options {
    // Cases that wait, are read or lie ready; of more it takes no notice.
    std::size_t max_cases = 1024;
    // Reads no further while so much memory lies ready.
    std::size_t max_ready_bytes = std::size_t{8} << 20;
  };

  // `ledger` must outlive it.
  explicit CaseWarmer(const Ledger& ledger) : CaseWarmer(ledger, Options()) {}
  CaseWarmer(const Ledger& ledger, Options options);
  ~CaseWarmer();
  CaseWarmer(const CaseWarmer&) = delete;
  CaseWarmer& operator=(const CaseWarmer&) = delete;

  // These will be needed, in this order; those that are kept are ready anyway.
  // Whoever says so sees to it that Keep or Drop follows.
  void Want(absl::Span<const absl::string_view> case_ids);
  // They will not be needed after all.
  void Drop(absl::Span<const absl::string_view> case_ids);

  // The case is kept by the sequencer from now on. Waits if it is being read;
  // null if it was not: it is the caller's to read.
  std::unique_ptr<CachedCase> Keep(absl::string_view case_id);
  // It is not kept any more, and committed as it was when it was.
  void Forget(absl::string_view case_id);

 private:
  enum class State : std::uint8_t { kWaiting, kReading, kReady };
  struct Wanted {
    State state = State::kWaiting;
    std::unique_ptr<CachedCase> ready;
  };

  void Run();
  // The next one to read, marked so; empty when stopping.
  std::string Next();
  void OnRead(absl::string_view case_id,
              absl::StatusOr<std::unique_ptr<CachedCase>> read);
  bool IsBeingRead(absl::string_view case_id) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Not wanted any more. What lay ready, or null.
  std::unique_ptr<CachedCase> Take(absl::string_view case_id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Ledger& ledger_;
  const Options options_;

  Mutex mutex_;
  CondVar wake_;  // the thread
  CondVar read_;  // who waits for a case that is being read
  // How many, by hash of their ids: to take one for another costs no more than
  // that the sequencer reads it itself.
  absl::flat_hash_map<std::size_t, std::uint32_t> kept_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Wanted> wanted_ ABSL_GUARDED_BY(mutex_);
  // Waiting ones, and some that do not wait any more.
  std::deque<std::string> order_ ABSL_GUARDED_BY(mutex_);
  std::size_t ready_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_WARMER_H_
