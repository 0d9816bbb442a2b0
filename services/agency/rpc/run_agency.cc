#include "services/agency/rpc/run_agency.h"

#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/config/flags.h"
#include "common/config/programme.h"
#include "common/metrics/exposer.h"
#include "common/rpc/address.h"
#include "common/rpc/process.h"
#include "grpcpp/grpcpp.h"
#include "services/agency/rpc/agency.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace referral::agency {
namespace {

struct Flags {
  config::CommonFlags common;
  config::AgencyFlags agency;
};

int ExitCodeOf(const absl::Status& status) {
  struct Row {
    Reason reason;
    int code;
  };
  constexpr Row kRows[] = {
      {Reason::kStoreCorrupt, kExitCorrupt},
      {Reason::kStoreTooNew, kExitCorrupt},
      {Reason::kStoreTooOld, kExitCorrupt},
      {Reason::kKeyMissing, kExitCorrupt},
      {Reason::kPortInUse, kExitPortInUse},
      {Reason::kDiskFailed, kExitDiskFailed},
      {Reason::kDataDirLocked, kExitDataDir},
      {Reason::kDataDirUnreadable, kExitDataDir},
  };
  for (const Row& row : kRows) {
    if (HasReason(status, row.reason)) return row.code;
  }
  return kExitUsage;
}

absl::Status StartLog(const std::string& name, const std::string& file) {
  spdlog::drop(name);
  try {
    spdlog::set_default_logger(file.empty()
                                   ? spdlog::stderr_logger_mt(name)
                                   : spdlog::basic_logger_mt(name, file));
  } catch (const spdlog::spdlog_ex&) {
    return MakeError(Reason::kInvalidArgumentFile,
                     "the log file cannot be opened", file);
  }
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %n %l %v",
                      spdlog::pattern_time_type::utc);
  spdlog::flush_on(spdlog::level::info);
  return absl::OkStatus();
}

absl::StatusOr<AgencyOptions> LoadOptions(const Flags& flags,
                                          const AgencyProgram& program) {
  RETURN_IF_ERROR(config::CheckTlsFlags(flags.common.tls));
  RETURN_IF_ERROR(config::CheckKeyFlags(flags.common.keys,
                                        flags.common.tls.insecure_loopback));
  AgencyOptions options;
  options.agency = flags.agency.agency;
  options.data_dir = flags.common.data_dir;
  options.router = flags.agency.router;
  options.listen = flags.common.listen;
  options.insecure_loopback = flags.common.tls.insecure_loopback;
  options.tls = {flags.common.tls.ca, flags.common.tls.cert,
                 flags.common.tls.key};
  options.tls.crl = flags.common.tls.crl;
  options.keys = flags.common.keys;
  options.deployment_file = flags.common.deployment;
  options.make_vocabulary = program.make_vocabulary;
  ASSIGN_OR_RETURN(auto deployment,
                   config::LoadDeployment(flags.common.deployment));
  ASSIGN_OR_RETURN(
      auto programmes,
      config::LoadProgrammes(flags.common.programmes, deployment.deployment));
  options.deployment = std::move(deployment.deployment);
  for (auto& loaded : programmes) {
    options.programmes.push_back(std::move(loaded.programme));
  }
  return options;
}

// None unless --metrics says where.
absl::StatusOr<std::unique_ptr<metrics::Exposer>> ShowMetrics(
    const std::string& address, const metrics::Metrics& metrics) {
  if (address.empty()) return nullptr;
  ASSIGN_OR_RETURN(const rpc::Address parsed, rpc::ParseAddress(address));
  if (!parsed.IsLoopback()) {
    return MakeError(Reason::kInsecureRefused,
                     "metrics are shown on loopback only", "--metrics");
  }
  return metrics::Exposer::Start(metrics, parsed.port);
}

absl::Status Serve(const Flags& flags, const AgencyProgram& program,
                   const Clock& clock) {
  RETURN_IF_ERROR(StartLog(program.name, flags.common.log_file));
  ASSIGN_OR_RETURN(const AgencyOptions options, LoadOptions(flags, program));
  ASSIGN_OR_RETURN(const std::unique_ptr<Agency> agency,
                   Agency::Start(options, clock));
  ASSIGN_OR_RETURN(const std::unique_ptr<metrics::Exposer> exposer,
                   ShowMetrics(flags.common.metrics, agency->metrics()));
  spdlog::info("agency {} serves on {}{}", options.agency, agency->address(),
               options.insecure_loopback ? ", INSECURE" : "");
  if (!flags.common.port_file.empty()) {
    RETURN_IF_ERROR(agency->WritePortFile(flags.common.port_file));
  }
  rpc::WaitForTermination();
  agency->Shutdown();
  spdlog::info("agency {} has stopped", options.agency);
  return absl::OkStatus();
}

}  // namespace

int RunAgency(int argc, char** argv, const AgencyProgram& program,
              const Clock& clock) {
  rpc::HardenProcess();
  rpc::BlockTerminationSignals();
  const rpc::GrpcRuntime grpc;
  Flags flags;
  flags.agency.agency = program.default_agency;
  CLI::App app("Agency service of the referral broker", program.name);
  config::AddCommonFlags(app, flags.common);
  config::AddAgencyFlags(app, flags.agency);
  if (const std::optional<int> code =
          config::ParseCommandLine(app, argc, argv)) {
    return *code;
  }
  const absl::Status status = Serve(flags, program, clock);
  if (status.ok()) return kExitOk;
  std::cerr << program.name << ": " << Describe(status) << std::endl;
  return ExitCodeOf(status);
}

}  // namespace referral::agency
