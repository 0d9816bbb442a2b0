// The whole of an agency service but for its vocabulary. A main is
//
//   int main(int argc, char** argv) {
//     const referral::SystemClock clock;
//     return referral::agency::RunAgency(
//         argc, argv,
//         {.name = "health",
//          .default_agency = "moh",
//          .make_vocabulary =
//              [](referral::agency::DeskCalls& calls) {
//                return std::make_unique<referral::agency::HealthDesk>(calls);
//              }},
//         clock);
//   }
#ifndef REFERRAL_SERVICES_AGENCY_RPC_RUN_AGENCY_H_
#define REFERRAL_SERVICES_AGENCY_RPC_RUN_AGENCY_H_

#include <functional>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "services/agency/rpc/desk_calls.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::agency {

// What makes an agency service this one.
struct AgencyProgram {
  // Of the binary: in errors and --help.
  std::string name;
  // Agency id where --agency does not say; empty makes --agency required.
  std::string default_agency;
  // Makes the agency's own service on top of the desk; the calls outlive it.
  std::function<std::unique_ptr<grpc::Service>(DeskCalls&)> make_vocabulary;
};

// Exit codes.
inline constexpr int kExitOk = 0;
inline constexpr int kExitUsage = 2;        // flags, files, certificates, keys
inline constexpr int kExitCorrupt = 65;     // the store, or its keys
inline constexpr int kExitPortInUse = 69;   // somebody listens there
inline constexpr int kExitDiskFailed = 70;  // the disk refused a write
inline constexpr int kExitDataDir = 73;     // locked or unreadable

// Serves until SIGTERM or SIGINT and returns the exit code. An error is one
// line on standard error: "NAME: CODE: what (at where). Remedy."
//
//   NAME --agency ID --data-dir DIR --deployment FILE [--programme FILE]...
//        --router HOST:PORT [--listen 127.0.0.1:0] [--port-file FILE]
//        (--tls-ca FILE --tls-cert FILE --tls-key FILE [--tls-crl FILE]
//         --signing-key FILE --master-key FILE | --insecure-loopback)
//        [--log-file FILE] [--metrics HOST:PORT]
int RunAgency(int argc, char** argv, const AgencyProgram& program,
              const Clock& clock);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_RUN_AGENCY_H_
