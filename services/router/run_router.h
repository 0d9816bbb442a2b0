#ifndef REFERRAL_SERVICES_ROUTER_RUN_ROUTER_H_
#define REFERRAL_SERVICES_ROUTER_RUN_ROUTER_H_

#include "absl/status/status.h"
#include "common/base/clock.h"

namespace referral::router {

// Exit codes.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;       // something else
inline constexpr int kExitUsage = 2;        // flags, files, certificates
inline constexpr int kExitCorrupt = 65;     // store damaged, behind or too new
inline constexpr int kExitPortInUse = 69;   // somebody listens there
inline constexpr int kExitDiskFailed = 70;  // the disk refused a write
inline constexpr int kExitDataDir = 73;     // locked or unreadable

// The exit code for what ended a router.
int ExitCodeOf(const absl::Status& status);

// Serves until SIGTERM or SIGINT and returns the exit code. An error is one
// line on standard error: "referral-router: CODE: what (at where). Remedy."
//
//   referral-router --data-dir DIR --deployment FILE --programme FILE...
//       [--listen 127.0.0.1:0] [--port-file FILE] [--log-file FILE]
//       (--tls-ca FILE --tls-cert FILE --tls-key FILE [--tls-crl FILE] |
//       --insecure-loopback)
int RunRouter(int argc, char** argv, const Clock& clock);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RUN_ROUTER_H_
