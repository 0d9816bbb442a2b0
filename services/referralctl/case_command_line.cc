// The words of cases, referrals and what is seen of them on the command line.
#include <memory>
#include <string>

#include "common/base/errors.h"
#include "services/referralctl/command_line.h"
#include "services/referralctl/commands.h"

namespace referral::referralctl {
namespace {

// The commands' own arguments; one struct, as only one command runs.
struct Arguments {
  std::string programme;
  VerifyQuestion verify;
  std::string case_id;
  std::string reason;
  std::string approver;
  CaseFilter cases;
  ReferralFilter referrals;
  ComplaintFilter complaints;
  EmergencyFilter emergencies;
  bool all = false;
  bool json = false;
  bool csv = false;
  bool dot = false;
};
using SharedArguments = std::shared_ptr<Arguments>;

void AddNeedsCommands(CLI::App& app, const SharedArguments& arguments,
                      Chosen& chosen) {
  CLI::App* verb =
      Verb(Noun(app, "needs", "what returnees need, in counts"), "export",
           "needs of those who agreed to be counted; no row has few people",
           chosen, [arguments](const Session& session, int*) {
             const NeedsFormat format = arguments->csv    ? NeedsFormat::kCsv
                                        : arguments->json ? NeedsFormat::kJson
                                                          : NeedsFormat::kTable;
             return ExportNeeds(session, arguments->programme, format);
           });
  verb->add_option("--programme", arguments->programme);
  CLI::Option* json = verb->add_flag("--json", arguments->json);
  verb->add_flag("--csv", arguments->csv)->excludes(json);
}

void AddVerifyCommand(CLI::App& noun, const SharedArguments& arguments,
                      Chosen& chosen) {
  VerifyQuestion& question = arguments->verify;
  CLI::App* verify = Verb(
      &noun, "verify", "check records, signatures and chain", chosen,
      [arguments](const Session& session, int* exit_code) -> absl::Status {
        const VerifyQuestion& asked = arguments->verify;
        if (asked.case_id.empty() != arguments->all) {
          return MakeError(Reason::kInvalidFlag,
                           "give a case id or --all, not both", "case verify");
        }
        if (!asked.receipts_dir.empty() && asked.deployment.empty()) {
          return MakeError(Reason::kInvalidFlag,
                           "receipts are checked with the router's keys: give "
                           "--deployment too",
                           "--receipts");
        }
        return CodeOf(VerifyCases(session, asked), exit_code);
      });
  verify->add_option("ID", question.case_id, "a case, or <home>-ROUTER");
  verify->add_flag("--all", arguments->all,
                   "every case, the router's own log and the chain of rounds");
  verify
      ->add_option("--receipts", question.receipts_dir,
                   "hold the log against the receipts in this directory too; "
                   "finds what a holder of the router's key cut or rewrote")
      ->type_name("DIR");
  verify
      ->add_option("--deployment", question.deployment,
                   "your own deployment.textproto, for the router's keys")
      ->type_name("FILE")
      ->envname("REFERRALCTL_DEPLOYMENT");
}

void AddCaseVerbs(CLI::App& app, const SharedArguments& arguments,
                  Chosen& chosen) {
  CLI::App* noun = Noun(app, "case", "cases, in codes");
  CLI::App* list = Verb(noun, "list", "cases by id", chosen,
                        [arguments](const Session& session, int*) {
                          return ListCases(session, arguments->cases);
                        });
  list->add_option("--status", arguments->cases.statuses, "for example open");
  list->add_option("--programme", arguments->cases.programme);
  list->add_option("--limit", arguments->cases.limit)->capture_default_str();
  Verb(noun, "show", "one case and its referrals", chosen,
       [arguments](const Session& session, int*) {
         return ShowCase(session, arguments->case_id);
       })
      ->add_option("ID", arguments->case_id)
      ->required();
  Verb(noun, "timeline", "what happened, act by act", chosen,
       [arguments](const Session& session, int*) {
         return ShowTimeline(session, arguments->case_id);
       })
      ->add_option("ID", arguments->case_id)
      ->required();
  AddVerifyCommand(*noun, arguments, chosen);
  CLI::App* erase =
      Verb(noun, "erase", "destroy the key of an archived case, for ever",
           chosen, [arguments](const Session& session, int*) {
             return EraseCase(session, arguments->case_id, arguments->approver,
                              arguments->reason);
           });
  erase->add_option("ID", arguments->case_id)->required();
  erase
      ->add_option("--approver", arguments->approver,
                   "the operator who approves of it; not yourself")
      ->required();
  erase
      ->add_option("--reason", arguments->reason,
                   "kept in the router's log; nothing personal")
      ->required();
}

void AddReferralCommands(CLI::App& app, const SharedArguments& arguments,
                         Chosen& chosen) {
  CLI::App* list = Verb(Noun(app, "referral", "referrals, in codes"), "list",
                        "referrals by case", chosen,
                        [arguments](const Session& session, int*) {
                          return ListReferrals(session, arguments->referrals);
                        });
  list->add_option("--status", arguments->referrals.statuses,
                   "for example on-hold");
  list->add_option("--case", arguments->referrals.case_id);
  list->add_option("--agency", arguments->referrals.agency,
                   "requester or receiver");
  list->add_option("--service", arguments->referrals.service);
  list->add_flag("--overdue", arguments->referrals.overdue,
                 "only where a decision or the service is late");
  list->add_flag("--lodging-missing", arguments->referrals.lodging_missing,
                 "only treatment away from home that nobody lodges");
  list->add_flag_callback(
      "--drafts",
      [arguments] { arguments->referrals.statuses.push_back("draft"); },
      "only what the router proposes; as --status draft");
  list->add_option("--limit", arguments->referrals.limit)
      ->capture_default_str();
}

void AddOversightCommands(CLI::App& app, const SharedArguments& arguments,
                          Chosen& chosen) {
  CLI::App* complaints = Verb(
      Noun(app, "complaint", "complaints of returnees, in codes"), "list",
      "complaints by case", chosen, [arguments](const Session& session, int*) {
        return ListComplaints(session, arguments->complaints);
      });
  complaints->add_flag("--unanswered", arguments->complaints.unanswered,
                       "only those that nobody has answered");
  complaints->add_option("--programme", arguments->complaints.programme);
  complaints->add_option("--limit", arguments->complaints.limit)
      ->capture_default_str();
  CLI::App* emergencies =
      Verb(Noun(app, "emergency", "data opened without asking the person"),
           "list", "who opened what for whom, and why", chosen,
           [arguments](const Session& session, int*) {
             return ListEmergencies(session, arguments->emergencies);
           });
  emergencies->add_option("--programme", arguments->emergencies.programme);
  emergencies->add_option("--limit", arguments->emergencies.limit)
      ->capture_default_str();
}

void AddLifecycleCommands(CLI::App& app, const SharedArguments& arguments,
                          Chosen& chosen) {
  CLI::App* noun =
      Noun(app, "lifecycle",
           "who may move what from where to where; asks no server");
  const auto add = [&](const char* name, const char* help, Lifecycle which) {
    OfflineVerb(noun, name, help, chosen, [arguments, which](int*) {
      return ShowLifecycle(which, arguments->dot);
    })->add_flag("--dot", arguments->dot, "a graph for Graphviz");
  };
  add("case", "of a case", Lifecycle::kCase);
  add("referral", "of a referral", Lifecycle::kReferral);
}

}  // namespace

void AddCaseCommands(CLI::App& app, Chosen& chosen) {
  const auto arguments = std::make_shared<Arguments>();
  AddNeedsCommands(app, arguments, chosen);
  AddCaseVerbs(app, arguments, chosen);
  AddReferralCommands(app, arguments, chosen);
  AddOversightCommands(app, arguments, chosen);
  AddLifecycleCommands(app, arguments, chosen);
}

}  // namespace referral::referralctl
