// How the program's commands are hung into its command line: noun, then verb.
#ifndef REFERRAL_SERVICES_REFERRALCTL_COMMAND_LINE_H_
#define REFERRAL_SERVICES_REFERRALCTL_COMMAND_LINE_H_

#include <functional>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

// A command: what to do with a session. OkStatus with a code of its own goes
// through `exit_code`.
using Command = std::function<absl::Status(const Session&, int* exit_code)>;
// One that needs no connection.
using Offline = std::function<absl::Status(int* exit_code)>;

// One of the two.
struct Chosen {
  Command command;
  Offline offline;
};

// For what finds something or nothing.
absl::Status CodeOf(const absl::StatusOr<bool>& clean, int* exit_code);

// A noun needs one of its verbs.
CLI::App* Noun(CLI::App& app, const char* name, const char* help);
CLI::App* Verb(CLI::App* noun, const char* name, const char* help,
               Chosen& chosen, Command command);
CLI::App* OfflineVerb(CLI::App* noun, const char* name, const char* help,
                      Chosen& chosen, Offline command);

// case, referral, complaint, emergency, needs, lifecycle. `chosen` outlives the
// parsing.
void AddCaseCommands(CLI::App& app, Chosen& chosen);

// service, pathway, package. `settings` and `chosen` outlive the parsing and
// the command.
void AddDirectoryCommands(CLI::App& app, const Settings& settings,
                          Chosen& chosen);

// programme and deployment: check, load, compare, move. `settings` and
// `chosen` outlive the parsing and the command.
void AddPolicyCommands(CLI::App& app, const Settings& settings, Chosen& chosen);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_COMMAND_LINE_H_
