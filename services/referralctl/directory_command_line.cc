// The words of services, pathways and packages on the command line.
#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "services/referralctl/call.h"
#include "services/referralctl/command_line.h"
#include "services/referralctl/package_commands.h"
#include "services/referralctl/service_commands.h"

namespace referral::referralctl {
namespace {

// The commands' own arguments; one struct, as only one command runs.
struct Arguments {
  PackageQuestion packages;
  ServiceFilter services;
  PathwayQuestion pathways;
};
using SharedArguments = std::shared_ptr<Arguments>;

void AddServiceCommands(CLI::App& app, const SharedArguments& arguments,
                        Chosen& chosen) {
  ServiceFilter& filter = arguments->services;
  CLI::App* list = Verb(Noun(app, "service", "what people can be referred to"),
                        "list", "services, their providers and places", chosen,
                        [arguments](const Session& session, int*) {
                          return ListServices(session, arguments->services);
                        });
  list->add_option("--programme", filter.programme);
  list->add_option("--need", filter.need, "only what meets this need");
  list->add_option("--region", filter.region, "only who serves this region");
  list->add_option("--age", filter.age, "minor or adult");
  list->add_option("--language", filter.language, "ISO 639-1, as az");
}

void AddPathwayCommands(CLI::App& app, const Settings& settings,
                        const SharedArguments& arguments, Chosen& chosen) {
  CLI::App* noun = Noun(app, "pathway", "from needs to services and on");
  PathwayQuestion& question = arguments->pathways;
  const auto add =
      [&](const char* name, const char* help,
          absl::Status (*ask)(const Session&, const PathwayQuestion&),
          absl::Status (*read)(const PathwayQuestion&)) {
        CLI::App* verb = noun->add_subcommand(name, help);
        verb->fallthrough();
        verb->callback([&settings, &chosen, arguments, ask, read] {
          arguments->pathways.json = settings.json;
          if (arguments->pathways.file.empty()) {
            chosen.command = [arguments, ask](const Session& session, int*) {
              return ask(session, arguments->pathways);
            };
          } else {
            chosen.offline = [arguments, read](int*) {
              return read(arguments->pathways);
            };
          }
        });
        verb->add_option("--programme", question.programme);
        verb->add_option("--file", question.file,
                         "a programme file in place of the router's")
            ->type_name("FILE");
        return verb;
      };
  add("list", "needs, services, providers and months to the follow-up",
      &ListPathways, &ListPathwaysOfFile);
  CLI::App* show = add("show", "the ways that needs may take", &ShowPathways,
                       &ShowPathwaysOfFile);
  show->add_option("--need", question.need, "where to begin");
  show->add_flag("--dot", question.dot, "a graph in the language of Graphviz");
}

void AddPackageCommands(CLI::App& app, const Settings& settings,
                        const SharedArguments& arguments, Chosen& chosen) {
  PackageQuestion& question = arguments->packages;
  CLI::App* list = OfflineVerb(
      Noun(app, "package", "what returning states give"), "list",
      "from a programme file", chosen,
      [&settings, arguments](int*) -> absl::Status {
        ASSIGN_OR_RETURN(
            const std::string text,
            PackagesText(arguments->packages, settings.json, StyleOfStdout()));
        Print(text);
        return absl::OkStatus();
      });
  list->add_option("--file", question.programme, "the programme's file")
      ->type_name("FILE")
      ->required();
  list->add_option("--deployment", question.deployment,
                   "the deployment it is checked against")
      ->type_name("FILE")
      ->envname("REFERRALCTL_DEPLOYMENT")
      ->required();
  list->add_option("--return-kind", question.return_kind,
                   "of somebody, for example voluntary");
  list->add_option("--country", question.country, "from where, for example DE");
  list->add_option("--age", question.age, "adult or minor");
}

}  // namespace

void AddDirectoryCommands(CLI::App& app, const Settings& settings,
                          Chosen& chosen) {
  const auto arguments = std::make_shared<Arguments>();
  AddServiceCommands(app, arguments, chosen);
  AddPathwayCommands(app, settings, arguments, chosen);
  AddPackageCommands(app, settings, arguments, chosen);
}

}  // namespace referral::referralctl
