// referral-pilot: plays a data set of cases through the public APIs of agency
// services.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/clock.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/flags.h"
#include "common/crypto/digest.h"
#include "common/rpc/process.h"
#include "deploy/pilot/agencies.h"
#include "deploy/pilot/cast.h"
#include "deploy/pilot/player.h"
#include "deploy/pilot/progress.h"
#include "deploy/pilot/read_cases.h"
#include "deploy/pilot/stop.h"

namespace referral::pilot {
namespace {

constexpr int kMaxJobs = 256;

struct Flags {
  std::string cases;
  std::string programme;
  std::vector<std::string> members;
  AgencyOptions agencies;
  int jobs = 8;
  int timeout_seconds = 600;
  bool quiet = false;
};

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--cases", flags.cases, "The data set")
      ->type_name("FILE")
      ->required();
  app.add_option("--programme", flags.programme, "Programme of the cases")
      ->type_name("ID")
      ->required();
  app.add_option("--tls-dir", flags.agencies.tls_dir,
                 "Has ca.pem, system-<agency>-pilot.pem and .key")
      ->type_name("DIR");
  app.add_option("--trust-domain", flags.agencies.trust_domain,
                 "Of the services' identities")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_flag("--insecure-loopback", flags.agencies.insecure_loopback,
               "No certificates; loopback addresses only");
  app.add_option("--agency", flags.members,
                 "An agency, the program that serves it, and where; repeated. "
                 "Of several with one program the first receives what the "
                 "data set leaves open")
      ->type_name("ID=SERVICE@HOST:PORT")
      ->required();
  app.add_option("--jobs", flags.jobs, "Cases played at a time")
      ->check(CLI::Range(1, kMaxJobs))
      ->capture_default_str();
  app.add_option("--timeout", flags.timeout_seconds,
                 "For the whole replay, in seconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--quiet", flags.quiet, "Print nothing but the last line");
  app.footer(
      "Exit codes: 0 everything is recorded, 1 something was refused or the\n"
      "time is over, 2 bad usage or a bad data set; nothing was sent then.");
}

int Complain(const absl::Status& status, int code) {
  std::cerr << "referral-pilot: " << Describe(status) << '\n';
  return code;
}

absl::StatusOr<Cast> CastOf(const std::vector<std::string>& texts) {
  std::vector<Member> members;
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(Member member, ParseMember(text));
    members.push_back(std::move(member));
  }
  return Cast::Make(std::move(members));
}

// The data set, of which every agency it needs is there.
absl::StatusOr<std::vector<CaseData>> CasesFor(const Cast& cast,
                                               const std::string& path,
                                               const Clock& clock) {
  ASSIGN_OR_RETURN(
      std::vector<CaseData> cases,
      ReadCaseFile(path, absl::ToCivilDay(clock.Now(), absl::UTCTimeZone())));
  for (const CaseData& data : cases) RETURN_IF_ERROR(cast.Check(data));
  return cases;
}

int Replay(const Flags& flags, const std::vector<CaseData>& cases,
           Agencies& agencies, const Clock& clock) {
  size_t people = 0;
  for (const CaseData& data : cases) people += data.people.size();
  Progress progress(
      flags.quiet ? Progress::Style::kQuiet : Progress::StyleOf(stdout), stdout,
      clock, cases.size(), people);
  const absl::Duration begin = clock.Monotonic();
  Stop stop(clock, absl::Seconds(flags.timeout_seconds));
  Player player(agencies, stop, progress, flags.programme);
  const absl::Status status = player.Play(cases, flags.jobs);
  progress.End();
  if (!status.ok()) {
    std::cerr << "referral-pilot: " << stop.where() << ": " << Describe(status)
              << '\n';
    return config::kExitFailed;
  }
  const double seconds = absl::ToDoubleSeconds(clock.Monotonic() - begin);
  std::cout << absl::StrFormat(
      "Replayed %d cases with %d people: %d messages in %.1f s (%.0f/s)\n",
      cases.size(), people, player.messages(), seconds,
      static_cast<double>(player.messages()) / seconds);
  return config::kExitOk;
}

int Main(int argc, char** argv) {
  CLI::App app("Plays a data set of cases through the agency services",
               "referral-pilot");
  Flags flags;
  AddFlags(app, flags);
  if (const auto code = config::ParseCommandLine(app, argc, argv)) return *code;
  if (flags.agencies.insecure_loopback != flags.agencies.tls_dir.empty()) {
    return Complain(
        MakeError(Reason::kTlsFileInvalid,
                  "give --tls-dir or --insecure-loopback", "--tls-dir"),
        config::kExitUsage);
  }
  if (const absl::Status status = crypto::Init(); !status.ok()) {
    return Complain(status, config::kExitFailed);
  }
  const SystemClock clock;
  const auto cast = CastOf(flags.members);
  if (!cast.ok()) return Complain(cast.status(), config::kExitUsage);
  const auto cases = CasesFor(*cast, flags.cases, clock);
  if (!cases.ok()) return Complain(cases.status(), config::kExitUsage);
  const auto agencies = Agencies::Connect(*cast, flags.agencies);
  if (!agencies.ok()) return Complain(agencies.status(), config::kExitUsage);
  return Replay(flags, *cases, **agencies, clock);
}

}  // namespace
}  // namespace referral::pilot

int main(int argc, char** argv) {
  const referral::rpc::GrpcRuntime grpc;
  return referral::pilot::Main(argc, argv);
}
