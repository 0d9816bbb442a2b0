#include "services/router/core/recorded_keys.h"

#include "common/base/status_macros.h"
#include "common/config/text_file.h"
#include "google/protobuf/text_format.h"
#include "services/router/core/own_acts.h"

namespace referral::router {

absl::StatusOr<evidence::KeyBook> RecordedKeys(const Ledger& ledger,
                                               absl::string_view home,
                                               const Unseal& unseal) {
  evidence::KeyBook book;
  RETURN_IF_ERROR(
      VisitOwnActs(ledger, home, unseal, [&book](const v1::Act& act) {
        if (!act.has_deployment_loaded()) return;
        config::v1::Deployment deployment;
        google::protobuf::TextFormat::ParseInfoTree tree;
        // It was checked before it was recorded.
        if (config::ParseConfigText("recorded deployment",
                                    act.deployment_loaded().text(), deployment,
                                    tree)
                .ok()) {
          book.Add(deployment);
        }
      }));
  return book;
}

}  // namespace referral::router
