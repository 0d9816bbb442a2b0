// The whole system as processes of its own: a router and five agency services
// with mutual TLS on free ports, in a directory that goes away at the end.
#ifndef REFERRAL_TESTS_INTEGRATION_SYSTEM_H_
#define REFERRAL_TESTS_INTEGRATION_SYSTEM_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/tls.h"
#include "tests/support/file_clock.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace referral::testing {

// For what is not expected to take long at all, on a slow and busy machine.
inline constexpr absl::Duration kPatience = absl::Seconds(90);
// For a whole replay, also of instrumented programs.
inline constexpr absl::Duration kReplayPatience = absl::Minutes(4);

// The agency services' binaries and the agencies they serve.
struct ServiceName {
  const char* binary;
  const char* agency;
};
inline constexpr ServiceName kServices[] = {{"sms-intake", "sms"},
                                            {"health", "health"},
                                            {"education", "education"},
                                            {"labour", "labour"},
                                            {"ngo", "ngo"}};
inline constexpr char kRouter[] = "router";

// Absolute path of a file of the source tree, of the build tree, or of a built
// program.
std::string SourcePath(const std::string& path);
std::string BuildPath(const std::string& path);
std::string BinaryPath(const std::string& name);

// Directory of development certificates, made once per test program:
// deploy/tls/make-dev-certs.sh, and `stranger`, an agency of the right
// authority that no deployment file lists.
const std::string& Certificates();
// The same of another authority.
const std::string& ForeignCertificates();

// NAME.pem and NAME.key of `directory`.
rpc::TlsFiles TlsOf(const std::string& name,
                    const std::string& directory = Certificates());

// Key files of `name` ("router", "agency-health"), and the deployment file that
// lists the public keys: deploy/tls/make-dev-keys.sh.
std::string SigningKeyOf(const std::string& name,
                         const std::string& directory = Certificates());
std::string MasterKeyOf(const std::string& name,
                        const std::string& directory = Certificates());
std::string DeploymentFile();

// Not thread-safe. Processes are named as in kServices, or kRouter.
class System {
 public:
  // Nothing runs yet.
  System() = default;

  // Before anything starts: another deployment file than DeploymentFile(), and
  // more flags for the router.
  void UseDeployment(const std::string& path) { deployment_ = path; }
  // Another programme file than the shipped one.
  void UseProgramme(const std::string& path) { programme_ = path; }
  // Key files of a directory other than Certificates().
  void UseKeys(const std::string& directory) { keys_ = directory; }
  void AddRouterFlags(const std::vector<std::string>& flags) {
    router_flags_.insert(router_flags_.end(), flags.begin(), flags.end());
  }

  // Before anything starts: programs see a clock that MoveClock moves.
  void UseClock() { clock_.emplace(dir_.Join("clock")); }
  // Lets time pass for all of them; only after UseClock.
  void MoveClock(absl::Duration duration) { clock_->Advance(duration); }
  // What time it is for them.
  absl::Time Now() const;

  // Starts the router, or the router and all services.
  absl::Status StartRouter() { return Start(kRouter); }
  absl::Status StartAll();

  // Starts one, or starts it again: with the data directory and the port it
  // had. Returns when it serves.
  // Errors: ABORTED (it ended; see its log), DEADLINE_EXCEEDED.
  absl::Status Start(const std::string& name);
  // The two halves of Start, to start several at once.
  absl::Status Launch(const std::string& name);
  absl::Status AwaitServing(const std::string& name);

  // SIGKILL. It must run.
  void Kill(const std::string& name);
  // SIGTERM; its exit code.
  absl::StatusOr<ExitCode> Stop(const std::string& name);
  // Every process that runs, services first; the first that does not end with
  // 0 is the error.
  absl::Status StopAll();

  // host:port; the process must have served once.
  const std::string& address(const std::string& name) const {
    return addresses_.at(name);
  }
  Process& process(const std::string& name) { return processes_.at(name); }
  std::string DataDir(const std::string& name) const;
  std::string LogFile(const std::string& name) const;
  std::vector<std::string> LogFiles() const;
  const TempDir& dir() const { return dir_; }

  // The command line that starts `name`, for tests that start it wrongly.
  std::vector<std::string> CommandOf(const std::string& name) const;

  // referralctl as an operator, asking the router.
  std::vector<std::string> CtlCommand(
      const std::vector<std::string>& arguments) const;
  CommandResult Ctl(const std::vector<std::string>& arguments) const;
  // referralctl as a system of the service's agency, asking the service.
  CommandResult CtlAt(const ServiceName& service,
                      const std::vector<std::string>& arguments) const;

  // referral-pilot with `cases`, playing `jobs` cases at a time.
  std::vector<std::string> PilotCommand(const std::string& cases,
                                        int jobs = 8) const;
  CommandResult Replay(const std::string& cases) const;

 private:
  TempDir dir_;
  std::optional<FileClock> clock_;
  std::string deployment_ = DeploymentFile();
  std::string programme_ = SourcePath("deploy/programmes/az-restart.textproto");
  std::string keys_ = Certificates();
  std::vector<std::string> router_flags_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, Process> processes_;
};

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_INTEGRATION_SYSTEM_H_
