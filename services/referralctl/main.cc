// referralctl: asks the router and the agency services, and prints. Noun,
// then verb. Never personal data.
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "common/base/errors.h"
#include "common/base/version.h"
#include "common/crypto/digest.h"
#include "common/rpc/process.h"
#include "services/referralctl/command_line.h"
#include "services/referralctl/commands.h"

namespace referral::referralctl {
namespace {

constexpr char kFooter[] = R"(
Exit codes: 0 done; 1 refused by the server, or a case could not be moved;
2 wrong flags or arguments, or a mistake in a file; 3 no answer in time; 4 no
such thing; 5 verification found something, or a receipt does not verify or is
not the one that was saved.
Colour only on a terminal, never with NO_COLOR.)";

void AddConnectionFlags(CLI::App& app, Settings& settings) {
  app.add_option("--server", settings.server, "host:port of the router")
      ->envname("REFERRALCTL_SERVER")
      ->default_val("127.0.0.1:7400");
  app.add_option("--server-id", settings.server_id,
                 "SPIFFE id the server must prove")
      ->envname("REFERRALCTL_SERVER_ID")
      ->default_val("spiffe://referral.az/router/AZ");
  app.add_option("--tls-ca", settings.tls.ca, "certificates to believe")
      ->envname("REFERRALCTL_TLS_CA");
  app.add_option("--tls-cert", settings.tls.cert, "own certificate")
      ->envname("REFERRALCTL_TLS_CERT");
  app.add_option("--tls-key", settings.tls.key, "its key, mode 0600")
      ->envname("REFERRALCTL_TLS_KEY");
  app.add_option("--tls-crl", settings.tls.crl,
                 "revocation lists; none unless given")
      ->envname("REFERRALCTL_TLS_CRL");
  app.add_flag("--insecure-loopback", settings.insecure_loopback,
               "plain text to a server on this machine");
  app.add_option("--timeout", settings.timeout_seconds,
                 "seconds to wait for an answer, or for the next of a stream")
      ->check(CLI::Range(1, 3600))
      ->default_val(10);
  app.add_option_function<std::string>(
         "--output",
         [&settings](const std::string& output) {
           settings.json = output == "json";
         },
         "table or json")
      ->check(CLI::IsMember({"table", "json"}));
}

// The commands' own arguments; one struct, as only one command runs.
struct Arguments {
  std::string programme;
  ReceiptQuestion receipt;
  std::string dir;
  std::string case_id;
  std::string agency;
  std::string reason;
  std::string state;
  unsigned limit = 100;
};

void AddRouterCommands(CLI::App& app, Arguments& arguments, Chosen& chosen) {
  Verb(&app, "status", "the router, its agencies and queues", chosen,
       [](const Session& session, int*) { return ShowStatus(session); });
  Verb(&app, "report", "the programme's figures, from the router's log", chosen,
       [&](const Session& session, int*) {
         return ShowReport(session, arguments.programme);
       })
      ->add_option("--programme", arguments.programme,
                   "default: the only one in force");
  Verb(&app, "reload", "take the configuration files on disk into force",
       chosen,
       [&](const Session& session, int*) {
         return Reload(session, arguments.reason);
       })
      ->add_option("--reason", arguments.reason)
      ->required();
  Verb(Noun(app, "clock", "the router's clock"), "confirm",
       "it is right after a leap: clocks of cases run again", chosen,
       [&](const Session& session, int*) {
         return ConfirmClock(session, arguments.reason);
       })
      ->add_option("--reason", arguments.reason)
      ->required();
  Verb(Noun(app, "key", "the keys that data at rest is sealed with"), "rotate",
       "wrap the keys of all cases with the first key of the master key file",
       chosen,
       [&](const Session& session, int*) {
         return RotateMasterKey(session, arguments.reason);
       })
      ->add_option("--reason", arguments.reason)
      ->required();
  Verb(Noun(app, "agency", "institutions"), "list", "role and last contact",
       chosen,
       [](const Session& session, int*) { return ListAgencies(session); });
  Verb(Noun(app, "inbox", "deliveries to agencies"), "list", "depth and age",
       chosen,
       [](const Session& session, int*) { return ListInboxes(session); });
}

void AddParkedCommands(CLI::App& app, Arguments& arguments, Chosen& chosen) {
  CLI::App* noun = Noun(app, "parked", "messages an agency could not take");
  Verb(noun, "list", "what is parked, and why", chosen,
       [&](const Session& session, int*) {
         return ListParked(session, arguments.agency);
       })
      ->add_option("--agency", arguments.agency);
  const auto act = [&](const char* name, const char* help,
                       ParkedAction action) {
    CLI::App* verb =
        Verb(noun, name, help, chosen,
             [&arguments, action](const Session& session, int*) {
               return ActOnParked(session, action, arguments.agency,
                                  arguments.case_id, arguments.reason);
             });
    verb->add_option("--agency", arguments.agency)->required();
    verb->add_option("--reason", arguments.reason,
                     "kept in the router's log; nothing personal")
        ->required();
    verb->add_option("CASE", arguments.case_id)->required();
  };
  act("replay", "give the message another try", ParkedAction::kReplay);
  act("drop", "give the message up; its sender is told", ParkedAction::kDrop);
}

void AddSubmissionCommands(CLI::App& app, Arguments& arguments,
                           Chosen& chosen) {
  CLI::App* list =
      Verb(Noun(app, "submission",
                "an agency's outbox; --server and --server-id are that "
                "agency's service, the certificate one of its systems"),
           "list", "messages and the router's verdicts", chosen,
           [&](const Session& session, int*) {
             return ListSubmissions(session, arguments.state, arguments.limit);
           });
  list->add_option("--state", arguments.state, "queued, recorded or refused");
  list->add_option("--limit", arguments.limit)->capture_default_str();
}

void AddReceiptCommands(CLI::App& app, const Settings& settings,
                        Arguments& arguments, Chosen& chosen) {
  CLI::App* noun = Noun(app, "receipt", "the router's word, kept elsewhere");
  ReceiptQuestion& question = arguments.receipt;
  CLI::App* verify = OfflineVerb(
      noun, "verify", "check receipts without any connection", chosen,
      [&](int* exit_code) {
        return CodeOf(VerifyReceipts(question, settings.json), exit_code);
      });
  verify
      ->add_option(
          "FILE", question.files,
          "a receipt as JSON or binary, or the JSON of submission list")
      ->type_name("")
      ->required();
  verify
      ->add_option("--deployment", question.deployment,
                   "your own deployment.textproto, for the router's keys")
      ->type_name("FILE")
      ->envname("REFERRALCTL_DEPLOYMENT")
      ->required();
  verify
      ->add_option("--record", question.record,
                   "the record, as ReadCaseLog gives it: proves case, sequence "
                   "and message")
      ->type_name("FILE");
  Verb(noun, "save",
       "keep the receipts of an agency's messages; --server and --server-id "
       "are its service, the certificate one of its systems",
       chosen,
       [&](const Session& session, int* exit_code) {
         return CodeOf(SaveReceipts(session, arguments.dir), exit_code);
       })
      ->add_option("--dir", arguments.dir,
                   "one file a receipt; what is there is kept")
      ->type_name("DIR")
      ->required();
}

// What gRPC itself reports comes without a remedy.
constexpr char kUnreachableRemedy[] =
    ". Check that the server runs at --server, and that --server-id and the "
    "certificates are those of its deployment.";

int Fail(const absl::Status& status) {
  const int code = ExitCodeOf(status);
  const bool bare = code == kExitUnreachable && Remedy(status).empty();
  std::fprintf(stderr, "referralctl: %s%s\n", Describe(status).c_str(),
               bare ? kUnreachableRemedy : "");
  return code;
}

int Main(int argc, char** argv) {
  CLI::App app("Status and operations of the referral broker", "referralctl");
  app.footer(kFooter);
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  app.fallthrough();
  Settings settings;
  Arguments arguments;
  Chosen chosen;
  AddConnectionFlags(app, settings);
  AddRouterCommands(app, arguments, chosen);
  AddCaseCommands(app, chosen);
  AddDirectoryCommands(app, settings, chosen);
  AddParkedCommands(app, arguments, chosen);
  AddSubmissionCommands(app, arguments, chosen);
  AddReceiptCommands(app, settings, arguments, chosen);
  AddPolicyCommands(app, settings, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  int exit_code = kExitOk;
  if (const absl::Status status = crypto::Init(); !status.ok()) {
    return Fail(status);
  }
  if (chosen.offline) {
    const absl::Status status = chosen.offline(&exit_code);
    return status.ok() ? exit_code : Fail(status);
  }
  const absl::StatusOr<Session> session = Session::Open(settings);
  if (!session.ok()) {
    Fail(session.status());
    return kExitUsage;
  }
  const absl::Status status = chosen.command(*session, &exit_code);
  return status.ok() ? exit_code : Fail(status);
}

}  // namespace
}  // namespace referral::referralctl

int main(int argc, char** argv) {
  const referral::rpc::GrpcRuntime grpc;
  return referral::referralctl::Main(argc, argv);
}
