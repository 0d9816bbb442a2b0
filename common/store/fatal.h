// What happens when the disk refuses: the process ends before anybody is
// answered.
#ifndef REFERRAL_COMMON_STORE_FATAL_H_
#define REFERRAL_COMMON_STORE_FATAL_H_

#include <functional>

#include "absl/status/status.h"

namespace referral::store {

// Exit code of a process that stopped because its disk refused a write.
inline constexpr int kDiskFailureExitCode = 70;

// Called once, on the thread that met the failure. In production it does not
// return. A test's handler may return; its caller then answers nobody.
using FatalHandler = std::function<void(const absl::Status&)>;

// Prints `status` to standard error and ends the process at once with
// kDiskFailureExitCode, running no destructor and flushing nothing.
FatalHandler ExitAtOnce();

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_FATAL_H_
