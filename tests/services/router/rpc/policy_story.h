// Versions of the programme, and what operators do with them.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_RPC_POLICY_STORY_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_RPC_POLICY_STORY_H_

#include <string>

#include "absl/strings/str_replace.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {

// Twice the budget per person.
inline std::string RicherText() {
  return absl::StrReplaceAll(ProgrammeText(), {{"100000", "200000"}});
}
// Another service instead of the only one.
inline std::string OtherServiceText() {
  return absl::StrReplaceAll(ProgrammeText(),
                             {{"medical.check", "medical.treatment"}});
}

inline absl::StatusOr<v1::LoadConfigFileResponse> Load(
    TestRouter& router, const v1::LoadConfigFileRequest& request,
    const rpc::Peer& peer = Operator()) {
  v1::LoadConfigFileResponse response;
  const grpc::Status status =
      router.ops().LoadConfigFile(ContextOf(peer).get(), request, &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  return response;
}
inline absl::StatusOr<v1::LoadConfigFileResponse> LoadProgramme(
    TestRouter& router, const std::string& text) {
  v1::LoadConfigFileRequest request;
  request.set_programme_text(text);
  request.set_reason("another version");
  return Load(router, request);
}

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_RPC_POLICY_STORY_H_
