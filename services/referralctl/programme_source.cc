#include "services/referralctl/programme_source.h"

#include "common/base/status_macros.h"
#include "common/config/text_file.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "services/referralctl/call.h"

namespace referral::referralctl {

absl::StatusOr<v1::ConfigFile> FetchConfig(const Session& session,
                                           const std::string& id,
                                           std::uint32_t version) {
  v1::OpsService::Stub stub(session.channel());
  v1::GetConfigFileRequest request;
  request.set_id(id);
  request.set_version(version);
  return Call(session, stub, &v1::OpsService::Stub::GetConfigFile, request);
}

absl::StatusOr<config::v1::Programme> ParseProgramme(const std::string& name,
                                                     const std::string& text) {
  config::v1::Programme programme;
  google::protobuf::TextFormat::ParseInfoTree tree;
  RETURN_IF_ERROR(config::ParseConfigText(name, text, programme, tree));
  return programme;
}

absl::StatusOr<config::v1::Programme> ReadProgramme(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, config::ReadConfigFile(path));
  return ParseProgramme(path, text);
}

}  // namespace referral::referralctl
