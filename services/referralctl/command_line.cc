#include "services/referralctl/command_line.h"

#include <utility>

#include "common/base/status_macros.h"

namespace referral::referralctl {

absl::Status CodeOf(const absl::StatusOr<bool>& clean, int* exit_code) {
  RETURN_IF_ERROR(clean.status());
  *exit_code = *clean ? kExitOk : kExitFindings;
  return absl::OkStatus();
}

CLI::App* Noun(CLI::App& app, const char* name, const char* help) {
  CLI::App* noun = app.add_subcommand(name, help);
  noun->fallthrough();
  noun->require_subcommand(1);
  return noun;
}

CLI::App* Verb(CLI::App* noun, const char* name, const char* help,
               Chosen& chosen, Command command) {
  CLI::App* verb = noun->add_subcommand(name, help);
  verb->fallthrough();
  verb->callback(
      [&chosen, command = std::move(command)] { chosen.command = command; });
  return verb;
}

CLI::App* OfflineVerb(CLI::App* noun, const char* name, const char* help,
                      Chosen& chosen, Offline command) {
  CLI::App* verb = noun->add_subcommand(name, help);
  verb->fallthrough();
  verb->callback(
      [&chosen, command = std::move(command)] { chosen.offline = command; });
  return verb;
}

}  // namespace referral::referralctl
