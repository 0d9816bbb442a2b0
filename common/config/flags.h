// Flags that the main programs share, so that they are spelled alike
// everywhere. Not thread-safe: used by main before anything else runs.
#ifndef REFERRAL_COMMON_CONFIG_FLAGS_H_
#define REFERRAL_COMMON_CONFIG_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
}  // namespace CLI

namespace referral::config {

// Exit codes of every main program.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

// How a process proves who it is and whom it believes.
struct TlsFlags {
  std::string ca;    // --tls-ca FILE
  std::string cert;  // --tls-cert FILE
  std::string key;   // --tls-key FILE
  // --insecure-loopback: no certificates, loopback addresses only.
  bool insecure_loopback = false;
  std::string crl = "";  // --tls-crl FILE; empty: nobody is revoked
};

// Secret keys of a process's own; needed unless it runs with
// --insecure-loopback.
struct KeyFlags {
  std::string signing_key;  // --signing-key FILE
  std::string master_key;   // --master-key FILE
};

// What the router and every agency service take.
struct CommonFlags {
  TlsFlags tls;
  KeyFlags keys;
  std::string listen = "127.0.0.1:0";   // --listen HOST:PORT; 0: a free port
  std::string metrics = "";             // --metrics HOST:PORT; empty: none
  std::string port_file;                // --port-file FILE
  std::string data_dir;                 // --data-dir DIR; required
  std::string deployment;               // --deployment FILE; required
  std::vector<std::string> programmes;  // --programme FILE...; required
  std::string log_file;                 // --log-file FILE; empty: stderr
};

// What an agency service takes besides.
struct AgencyFlags {
  std::string agency;  // --agency ID
  std::string router;  // --router HOST:PORT; required
};

// Adds the flags, with their help, to `app`. `flags` keeps its values as
// defaults and must outlive `app`.
void AddTlsFlags(CLI::App& app, TlsFlags& flags);
void AddCommonFlags(CLI::App& app, CommonFlags& flags);
// --agency is required unless `flags.agency` has a value already.
void AddAgencyFlags(CLI::App& app, AgencyFlags& flags);

// Parses the command line. nullopt: go on. Otherwise the exit code: 0 after
// --help, kExitUsage after an error, which is on stderr.
std::optional<int> ParseCommandLine(CLI::App& app, int argc, char** argv);

// CA, certificate and key are named, or --insecure-loopback is given, not both;
// a revocation list goes with the former alone.
// Errors: TLS_FILE_INVALID, INSECURE_REFUSED
absl::Status CheckTlsFlags(const TlsFlags& flags);

// Both key files are named, or `insecure_loopback` is given, not both.
// Errors: KEY_FILE_INVALID, INSECURE_REFUSED
absl::Status CheckKeyFlags(const KeyFlags& flags, bool insecure_loopback);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_FLAGS_H_
