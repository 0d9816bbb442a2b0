#include "services/router/core/policy.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/config/text_file.h"
#include "common/crypto/digest.h"
#include "google/protobuf/text_format.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::router {
namespace {

template <typename Config>
absl::StatusOr<Config> Parse(const storage::v1::LoadedFile& file,
                             absl::string_view name) {
  Config config;
  google::protobuf::TextFormat::ParseInfoTree tree;
  RETURN_IF_ERROR(config::ParseConfigText(
      absl::StrCat("recorded ", name, " version ", file.version()), file.text(),
      config, tree));
  return config;
}

}  // namespace

absl::StatusOr<Policy> BuildPolicy(const storage::v1::RouterFile& file) {
  config::v1::Deployment deployment;
  if (file.has_deployment()) {
    ASSIGN_OR_RETURN(deployment, Parse<config::v1::Deployment>(
                                     file.deployment(), "deployment"));
  }
  auto book = std::make_shared<model::ProgrammeBook>();
  for (const storage::v1::LoadedFile& loaded : file.programmes()) {
    ASSIGN_OR_RETURN(config::v1::Programme programme,
                     Parse<config::v1::Programme>(loaded, loaded.id()));
    book->Add(std::make_shared<model::Programme>(std::move(programme),
                                                 loaded.version()));
  }
  Policy policy;
  policy.keys = std::make_shared<const evidence::KeyBook>(deployment);
  policy.directory =
      std::make_shared<const model::Directory>(std::move(deployment));
  policy.programmes = std::move(book);
  policy.capacity =
      std::make_shared<const model::CapacityBook>(file.capacities());
  return policy;
}

std::string ConfigDigest(absl::string_view text) {
  return crypto::ToHex(crypto::Blake2b256("referral.v1.config", text));
}

const storage::v1::LoadedFile* NewestProgramme(
    const storage::v1::RouterFile& file, absl::string_view programme_id) {
  const storage::v1::LoadedFile* newest = nullptr;
  for (const storage::v1::LoadedFile& loaded : file.programmes()) {
    if (loaded.id() == programme_id) newest = &loaded;
  }
  return newest;
}

}  // namespace referral::router
