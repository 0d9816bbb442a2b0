#include "tests/integration/system.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"

namespace referral::testing {
namespace {

constexpr ExitCode kExitPortInUse = 69;

std::string MadeIn(const TempDir& dir) {
  const std::string certs = SourcePath("deploy/tls/make-dev-certs.sh");
  const std::string keys = SourcePath("deploy/tls/make-dev-keys.sh");
  const std::string path = dir.Join("tls");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{certs, path},
        std::vector<std::string>{certs, path, "stranger"},
        std::vector<std::string>{keys, path,
                                 SourcePath("deploy/deployment.textproto")}}) {
    const CommandResult made = RunCommand(command, kPatience);
    if (made.exit_code == 0) continue;
    std::fprintf(stderr, "%s: %s\n", command[0].c_str(), made.err.c_str());
    std::abort();
  }
  return path;
}

std::string AgencyOf(const std::string& binary) {
  for (const ServiceName& service : kServices) {
    if (binary == service.binary) return service.agency;
  }
  return "";
}

std::vector<std::string> TlsFlags(const rpc::TlsFiles& tls) {
  return {"--tls-ca",  tls.ca,  "--tls-cert", tls.cert,
          "--tls-key", tls.key, "--tls-crl",  tls.crl};
}

void Append(std::vector<std::string>& to,
            const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::string SourcePath(const std::string& path) {
  return absl::StrCat(REFERRAL_SOURCE_DIR, "/", path);
}

std::string BuildPath(const std::string& path) {
  return absl::StrCat(REFERRAL_BUILD_DIR, "/", path);
}

std::string BinaryPath(const std::string& name) {
  return BuildPath("bin/" + name);
}

const std::string& Certificates() {
  static const TempDir dir;
  static const std::string path = MadeIn(dir);
  return path;
}

const std::string& ForeignCertificates() {
  static const TempDir dir;
  static const std::string path = MadeIn(dir);
  return path;
}

rpc::TlsFiles TlsOf(const std::string& name, const std::string& directory) {
  rpc::TlsFiles files;
  files.ca = directory + "/ca.pem";
  files.cert = absl::StrCat(directory, "/", name, ".pem");
  files.key = absl::StrCat(directory, "/", name, ".key");
  files.crl = directory + "/crl.pem";
  return files;
}

std::string SigningKeyOf(const std::string& name,
                         const std::string& directory) {
  return absl::StrCat(directory, "/", name, "-signing.pem");
}

std::string MasterKeyOf(const std::string& name, const std::string& directory) {
  return absl::StrCat(directory, "/", name, "-master.key");
}

std::string DeploymentFile() {
  return Certificates() + "/deployment.textproto";
}

std::string System::DataDir(const std::string& name) const {
  return dir_.Join(name);
}

std::string System::LogFile(const std::string& name) const {
  return dir_.Join(name + ".log");
}

std::vector<std::string> System::LogFiles() const {
  std::vector<std::string> files = {LogFile(kRouter)};
  for (const ServiceName& service : kServices) {
    files.push_back(LogFile(service.binary));
  }
  return files;
}

std::vector<std::string> System::CommandOf(const std::string& name) const {
  const bool router = name == kRouter;
  const std::string agency = AgencyOf(name);
  std::vector<std::string> command = {
      BinaryPath(router ? "referral-router" : name)};
  if (clock_.has_value()) {
    command = {BinaryPath("tests/clocked"), name, dir_.Join("clock")};
  }
  Append(command,
         {"--data-dir", DataDir(name), "--deployment", deployment_,
          "--programme", programme_, "--listen",
          addresses_.contains(name) ? addresses_.at(name) : "127.0.0.1:0",
          "--port-file", dir_.Join(name + ".port")});
  const std::string identity = router ? kRouter : "agency-" + agency;
  Append(command, TlsFlags(TlsOf(identity)));
  Append(command, {"--signing-key", SigningKeyOf(identity, keys_),
                   "--master-key", MasterKeyOf(identity, keys_)});
  if (router) {
    Append(command, router_flags_);
  } else {
    Append(command, {"--agency", agency, "--router", address(kRouter)});
  }
  return command;
}

absl::Time System::Now() const {
  return clock_.has_value() ? clock_->Now() : SystemClock().Now();
}

absl::Status System::StartAll() {
  RETURN_IF_ERROR(StartRouter());
  for (const ServiceName& service : kServices) {
    RETURN_IF_ERROR(Launch(service.binary));
  }
  for (const ServiceName& service : kServices) {
    RETURN_IF_ERROR(AwaitServing(service.binary));
  }
  return absl::OkStatus();
}

absl::Status System::Start(const std::string& name) {
  RETURN_IF_ERROR(Launch(name));
  return AwaitServing(name);
}

absl::Status System::Launch(const std::string& name) {
  std::filesystem::create_directories(DataDir(name));
  std::filesystem::remove(dir_.Join(name + ".port"));
  Process::Spec spec;
  spec.command = CommandOf(name);
  spec.out_file = spec.err_file = LogFile(name);
  ASSIGN_OR_RETURN(Process process, Process::Start(spec));
  processes_.insert_or_assign(name, std::move(process));
  return absl::OkStatus();
}

absl::Status System::AwaitServing(const std::string& name) {
  const std::string port_file = dir_.Join(name + ".port");
  const absl::Time deadline = absl::Now() + kPatience;
  absl::Status status;
  while (!(status = AwaitFile(port_file, process(name), deadline - absl::Now()))
              .ok()) {
    // The port it had may be somebody's source port for an instant.
    const auto code = process(name).Wait(absl::ZeroDuration());
    if (!code.ok() || *code != kExitPortInUse || absl::Now() >= deadline) {
      return absl::Status(status.code(),
                          absl::StrCat(name, ": ", status.message(), "\n",
                                       ReadFile(LogFile(name))));
    }
    RETURN_IF_ERROR(Launch(name));
  }
  addresses_[name] = std::string(
      absl::StripAsciiWhitespace(absl::string_view(ReadFile(port_file))));
  return absl::OkStatus();
}

void System::Kill(const std::string& name) { processes_.at(name).Kill(); }

absl::StatusOr<ExitCode> System::Stop(const std::string& name) {
  process(name).Signal(SIGTERM);
  return process(name).Wait(kPatience);
}

absl::Status System::StopAll() {
  std::vector<std::string> names;
  for (const ServiceName& service : kServices) names.push_back(service.binary);
  names.push_back(kRouter);
  absl::Status status = absl::OkStatus();
  for (const std::string& name : names) {
    const auto it = processes_.find(name);
    if (it == processes_.end() || !it->second.running()) continue;
    const absl::StatusOr<ExitCode> code = Stop(name);
    if (code.ok() && *code == 0) continue;
    status.Update(absl::AbortedError(
        absl::StrCat(name, " did not end well: ", code.value_or(-1), "\n",
                     ReadFile(LogFile(name)))));
  }
  return status;
}

std::vector<std::string> System::CtlCommand(
    const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {BinaryPath("referralctl"), "--server",
                                      address(kRouter)};
  Append(command, TlsFlags(TlsOf("operator-ops")));
  Append(command, {"--timeout", "60"});
  Append(command, arguments);
  return command;
}

CommandResult System::Ctl(const std::vector<std::string>& arguments) const {
  return RunCommand(CtlCommand(arguments), kPatience);
}

CommandResult System::CtlAt(const ServiceName& service,
                            const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {
      BinaryPath("referralctl"), "--server", address(service.binary),
      "--server-id",
      absl::StrCat("spiffe://referral.az/agency/", service.agency)};
  Append(command,
         TlsFlags(TlsOf(absl::StrCat("system-", service.agency, "-pilot"))));
  Append(command, {"--timeout", "60"});
  Append(command, arguments);
  return RunCommand(command, kPatience);
}

std::vector<std::string> System::PilotCommand(const std::string& cases,
                                              int jobs) const {
  std::vector<std::string> command = {BinaryPath("referral-pilot"),
                                      "--cases",
                                      cases,
                                      "--programme",
                                      "az-restart",
                                      "--tls-dir",
                                      Certificates(),
                                      "--jobs",
                                      absl::StrCat(jobs)};
  for (const ServiceName& service : kServices) {
    Append(command,
           {"--agency", absl::StrCat(service.agency, "=", service.binary, "@",
                                     address(service.binary))});
  }
  return command;
}

CommandResult System::Replay(const std::string& cases) const {
  return RunCommand(PilotCommand(cases), kReplayPatience);
}

}  // namespace referral::testing
