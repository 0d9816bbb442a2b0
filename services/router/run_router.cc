#include "services/router/run_router.h"

#include <signal.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/flags.h"
#include "common/rpc/process.h"
#include "services/router/running_router.h"

namespace referral::router {
namespace {

constexpr char kName[] = "referral-router";

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", kName, Describe(status).c_str());
  return ExitCodeOf(status);
}

absl::Status OpenLog(const std::string& file) {
  try {
    spdlog::set_default_logger(file.empty()
                                   ? spdlog::stderr_logger_mt(kName)
                                   : spdlog::basic_logger_mt(kName, file));
  } catch (const std::exception&) {
    return MakeError(Reason::kInvalidArgumentFile,
                     "the log file cannot be written", file);
  }
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                      spdlog::pattern_time_type::utc);
  spdlog::flush_on(spdlog::level::info);
  return absl::OkStatus();
}

// Nothing is flushed and nobody is answered.
void EndAtOnce(const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", kName, Describe(status).c_str());
  ::_exit(ExitCodeOf(status));
}

RouterOptions OptionsOf(const config::CommonFlags& flags) {
  RouterOptions options;
  options.data_dir = flags.data_dir;
  options.deployment = flags.deployment;
  options.programmes = flags.programmes;
  options.listen = flags.listen;
  options.port_file = flags.port_file;
  options.metrics = flags.metrics;
  options.tls = {flags.tls.ca, flags.tls.cert, flags.tls.key};
  options.tls.crl = flags.tls.crl;
  options.insecure_loopback = flags.tls.insecure_loopback;
  options.signing_key = flags.keys.signing_key;
  options.master_key = flags.keys.master_key;
  options.fatal = EndAtOnce;
  return options;
}

// The router itself found that it must not serve: end as on a signal.
void OnStopped(const absl::Status& status) {
  spdlog::critical("serving stops: {}", Describe(status));
  ::kill(::getpid(), SIGTERM);
}

absl::Status Serve(const config::CommonFlags& flags, bool rebuild,
                   const Clock& clock) {
  RETURN_IF_ERROR(config::CheckTlsFlags(flags.tls));
  RETURN_IF_ERROR(
      config::CheckKeyFlags(flags.keys, flags.tls.insecure_loopback));
  RETURN_IF_ERROR(OpenLog(flags.log_file));
  RouterOptions options = OptionsOf(flags);
  options.rebuild = rebuild;
  ASSIGN_OR_RETURN(const std::unique_ptr<RunningRouter> router,
                   RunningRouter::Start(options, clock, OnStopped));
  rpc::WaitForTermination();
  router->Stop();
  return router->status();
}

}  // namespace

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  struct Row {
    Reason reason;
    int code;
  };
  static constexpr Row kRows[] = {
      {Reason::kConfigInvalid, kExitUsage},
      {Reason::kConfigDiffers, kExitUsage},
      {Reason::kInvalidArgumentFile, kExitUsage},
      {Reason::kInvalidField, kExitUsage},
      {Reason::kTlsFileInvalid, kExitUsage},
      {Reason::kKeyFileInvalid, kExitUsage},
      {Reason::kSigningKeyUnknown, kExitUsage},
      {Reason::kInsecureRefused, kExitUsage},
      {Reason::kStoreInsecure, kExitUsage},
      {Reason::kWrongHome, kExitUsage},
      {Reason::kStoreCorrupt, kExitCorrupt},
      {Reason::kStoreBehind, kExitCorrupt},
      {Reason::kStoreTooNew, kExitCorrupt},
      {Reason::kStoreTooOld, kExitCorrupt},
      {Reason::kKeyMissing, kExitCorrupt},
      {Reason::kRouterBehindReceipt, kExitCorrupt},
      {Reason::kPortInUse, kExitPortInUse},
      {Reason::kDiskFailed, kExitDiskFailed},
      {Reason::kDataDirLocked, kExitDataDir},
      {Reason::kDataDirUnreadable, kExitDataDir},
  };
  for (const Row& row : kRows) {
    if (HasReason(status, row.reason)) return row.code;
  }
  return kExitFailed;
}

int RunRouter(int argc, char** argv, const Clock& clock) {
  rpc::HardenProcess();
  rpc::BlockTerminationSignals();
  const rpc::GrpcRuntime grpc;
  CLI::App app("Takes messages, keeps the log, delivers to inboxes", kName);
  config::CommonFlags flags;
  config::AddCommonFlags(app, flags);
  bool rebuild = false;
  app.add_flag("--rebuild", rebuild,
               "Derive case files and inboxes from the log again, then serve");
  if (const std::optional<int> code =
          config::ParseCommandLine(app, argc, argv)) {
    return *code;
  }
  const absl::Status status = Serve(flags, rebuild, clock);
  return status.ok() ? kExitOk : Fail(status);
}

}  // namespace referral::router
