#ifndef REFERRAL_SERVICES_ROUTER_STORE_BACKGROUND_CHECK_H_
#define REFERRAL_SERVICES_ROUTER_STORE_BACKGROUND_CHECK_H_

#include <cstdint>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/store/fatal.h"
#include "services/router/store/log_check.h"
#include "services/router/store/store_reader.h"

namespace referral::router {

// Reads committed rounds back and checks them as a start does, so that the
// next start has little left to check. Thread-safe; one thread of its own.
class BackgroundCheck {
 public:
  struct Options {
    std::string home;
    // Everything up to here has been checked: the end of a round, or 0.
    std::uint64_t checked = 0;
    // Checks when this many positions are not.
    std::uint64_t every = 0;
    // Called once when the log is not what was written.
    store::FatalHandler fatal;
  };

  // `reader` must outlive it.
  BackgroundCheck(const StoreReader& reader, Options options);
  // Stops in the middle of a check.
  ~BackgroundCheck();
  BackgroundCheck(const BackgroundCheck&) = delete;
  BackgroundCheck& operator=(const BackgroundCheck&) = delete;

  // The log now ends at `head`.
  void Advance(std::uint64_t head);

  // The end of the last round that was checked.
  std::uint64_t checked() const;

 private:
  void Run();
  // Checks on to the end of the log, or less if stopped.
  absl::Status CheckOn(LogCheck& check) const;
  bool stopping() const;

  const StoreReader& reader_;
  const Options options_;
  mutable Mutex mutex_;
  CondVar wake_;
  std::uint64_t head_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t checked_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_BACKGROUND_CHECK_H_
