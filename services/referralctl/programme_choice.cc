#include "services/referralctl/programme_choice.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "services/referralctl/call.h"

namespace referral::referralctl {

absl::StatusOr<std::string> ProgrammeOr(const Session& session,
                                        const std::string& named) {
  if (!named.empty()) return named;
  constexpr absl::string_view kDeployment = "deployment";
  v1::OpsService::Stub stub(session.channel());
  ASSIGN_OR_RETURN(const v1::RouterStatus status,
                   Call(session, stub, &v1::OpsService::Stub::GetStatus,
                        v1::GetStatusRequest()));
  std::vector<std::string> ids;
  for (const v1::ConfigStatus& config : status.configs()) {
    if (config.id() != kDeployment) ids.push_back(config.id());
  }
  if (ids.size() == 1) return ids[0];
  return MakeError(Reason::kUnknownProgramme,
                   absl::StrCat("say which of the programmes in force: ",
                                absl::StrJoin(ids, ", ")),
                   "--programme");
}

}  // namespace referral::referralctl
