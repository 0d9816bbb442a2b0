// The words of programme and deployment on the command line.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/referralctl/command_line.h"
#include "services/referralctl/policy_commands.h"

namespace referral::referralctl {
namespace {

// The commands' own arguments; one struct, as only one command runs.
struct Arguments {
  std::vector<std::string> files;
  std::string deployment;
  std::string id;
  std::uint32_t version = 0;
  DiffQuestion diff;
  LoadOrder load;
  MoveOrder move;
};
using SharedArguments = std::shared_ptr<Arguments>;

constexpr char kReasonHelp[] = "kept in the router's log; nothing personal";

// A mistake in a file is a wrong argument.
Offline Check(std::function<bool()> check) {
  return [check = std::move(check)](int* exit_code) {
    *exit_code = check() ? kExitOk : kExitUsage;
    return absl::OkStatus();
  };
}

void AddCheck(CLI::App& programme, CLI::App& deployment,
              const Settings& settings, Chosen& chosen,
              const SharedArguments& arguments) {
  CLI::App* check = OfflineVerb(
      &programme, "check", "check programme files without any connection",
      chosen, Check([&settings, arguments] {
        return CheckProgrammes(arguments->files, arguments->deployment,
                               settings.json);
      }));
  check->add_option("FILE", arguments->files)->type_name("")->required();
  check
      ->add_option("--deployment", arguments->deployment,
                   "whose agencies the programmes may name; any unless given")
      ->type_name("FILE");
  check = OfflineVerb(&deployment, "check",
                      "check a deployment file without any connection", chosen,
                      Check([&settings, arguments] {
                        return CheckDeployment(arguments->deployment,
                                               arguments->files, settings.json);
                      }));
  check->add_option("FILE", arguments->deployment)->type_name("")->required();
  check
      ->add_option("--programme", arguments->files,
                   "programme files to hold against it")
      ->type_name("FILE");
}

void AddLoad(CLI::App& noun, ConfigKind kind, const char* help, Chosen& chosen,
             const SharedArguments& arguments) {
  LoadOrder& order = arguments->load;
  CLI::App* load = Verb(&noun, "load", help, chosen,
                        [arguments, kind](const Session& session, int*) {
                          arguments->load.kind = kind;
                          return LoadConfig(session, arguments->load);
                        });
  load->add_option("FILE", order.file)->type_name("")->required();
  load->add_option("--reason", order.reason, kReasonHelp)->required();
  load->add_flag("--dry-run", order.dry_run, "only have the router check it");
}

void AddShow(CLI::App& programme, CLI::App& deployment, Chosen& chosen,
             const SharedArguments& arguments) {
  CLI::App* show =
      Verb(&programme, "show", "the text of a version, as it was loaded",
           chosen, [arguments](const Session& session, int*) {
             return ShowConfig(session, arguments->id, arguments->version);
           });
  show->add_option("ID", arguments->id)->required();
  show->add_option("--version", arguments->version, "the newest unless given");
  Verb(&deployment, "show", "the deployment in force", chosen,
       [](const Session& session, int*) {
         return ShowConfig(session, "deployment", 0);
       });
}

void AddDiff(CLI::App& programme, Chosen& chosen,
             const SharedArguments& arguments) {
  DiffQuestion& question = arguments->diff;
  CLI::App* diff =
      Verb(&programme, "diff",
           "what differs, field by field: in force and a file, or two versions",
           chosen, [arguments](const Session& session, int*) {
             return DiffProgramme(session, arguments->diff);
           });
  diff->add_option("ID", question.programme)->required();
  diff->add_option("FILE", question.file)->type_name("");
  diff->add_option("--versions", question.versions, "for example 1 2")
      ->expected(2)
      ->type_name("N N");
}

void AddMove(CLI::App& programme, Chosen& chosen,
             const SharedArguments& arguments) {
  MoveOrder& order = arguments->move;
  CLI::App* move =
      Verb(&programme, "move",
           "move cases to another version of their programme", chosen,
           [arguments](const Session& session, int* exit_code) -> absl::Status {
             MoveOrder& asked = arguments->move;
             if (asked.dry_run && asked.reason.empty())
               asked.reason = "dry run";
             const absl::StatusOr<bool> all = MoveCases(session, asked);
             if (!all.ok()) return all.status();
             *exit_code = *all || asked.dry_run ? kExitOk : kExitRefused;
             return absl::OkStatus();
           });
  move->add_option("ID", order.programme)->required();
  move->add_option("--to", order.to, "version")->required();
  move->add_option("--from", order.from, "version; every other unless given");
  move->add_option("--case", order.case_id,
                   "every case that is not over unless given");
  CLI::Option* dry_run = move->add_flag(
      "--dry-run", order.dry_run, "only say which cases would change, and how");
  CLI::Option* reason = move->add_option("--reason", order.reason, kReasonHelp);
  move->parse_complete_callback([dry_run, reason] {
    if (dry_run->count() == 0 && reason->count() == 0) {
      throw CLI::RequiredError("--reason");
    }
  });
}

}  // namespace

void AddPolicyCommands(CLI::App& app, const Settings& settings,
                       Chosen& chosen) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* programme = Noun(app, "programme", "programmes and their versions");
  CLI::App* deployment =
      Noun(app, "deployment", "who takes part, and the router's own settings");
  Verb(programme, "list", "the programmes in force", chosen,
       [](const Session& session, int*) { return ListProgrammes(session); });
  AddShow(*programme, *deployment, chosen, arguments);
  AddCheck(*programme, *deployment, settings, chosen, arguments);
  AddDiff(*programme, chosen, arguments);
  AddLoad(*programme, ConfigKind::kProgramme,
          "take a programme into force, as a new version", chosen, arguments);
  AddLoad(*deployment, ConfigKind::kDeployment, "take a deployment into force",
          chosen, arguments);
  AddMove(*programme, chosen, arguments);
}

}  // namespace referral::referralctl
