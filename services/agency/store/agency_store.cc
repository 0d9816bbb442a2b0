#include "services/agency/store/agency_store.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/agency/store/layout.h"

namespace referral::agency {
namespace {

// Compares the store's format with what this process is, and writes it where
// it is new or becomes insecure.
absl::Status CheckFormat(const AgencyStore::Options& options,
                         store::Database& database) {
  storage::v1::StoreFormat want;
  want.set_version(kFormatVersion);
  want.set_home(options.agency);
  want.set_insecure(options.insecure);
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database.Get(kMeta, kFormatKey));
  if (bytes.has_value()) {
    ASSIGN_OR_RETURN(const auto have, ParseValue<storage::v1::StoreFormat>(
                                          *bytes, "store format"));
    if (have.home() != options.agency) {
      return MakeError(
          Reason::kConfigDiffers,
          absl::StrCat("the data directory belongs to agency ", have.home()),
          options.path);
    }
    if (have.insecure() && !options.insecure) {
      return MakeError(Reason::kStoreInsecure,
                       "the data directory was used with --insecure-loopback",
                       options.path);
    }
    if (have.insecure() == options.insecure) return absl::OkStatus();
  }
  store::Batch batch;
  batch.Put(kMeta, std::string(kFormatKey), want.SerializeAsString());
  return database.Write(batch, store::Sync::kYes);
}

}  // namespace

AgencyStore::AgencyStore(std::unique_ptr<store::Database> database,
                         store::FatalHandler fatal)
    : fatal_(std::move(fatal)),
      database_(std::move(database)),
      committer_(std::make_unique<store::GroupCommitter>(
          *database_, store::GroupCommitter::Limits{}, fatal_)) {}

absl::StatusOr<std::unique_ptr<AgencyStore>> AgencyStore::Open(
    const Options& options) {
  store::DatabaseOptions database_options;
  database_options.path = options.path;
  database_options.families = FamilyNames();
  database_options.format_version = kFormatVersion;
  database_options.sync_hook = options.sync_hook;
  ASSIGN_OR_RETURN(std::unique_ptr<store::Database> database,
                   store::Database::Open(database_options));
  RETURN_IF_ERROR(CheckFormat(options, *database));
  return std::unique_ptr<AgencyStore>(
      new AgencyStore(std::move(database), options.fatal));
}

absl::Status AgencyStore::Run(Body body, Done done) {
  struct Work {
    Transaction::Changes changes;
    uint64_t version = 0;
  };
  auto work = std::make_shared<Work>();
  return committer_->Enqueue(
      [this, work, body = std::move(body)](store::Batch& batch) mutable {
        Transaction transaction(*database_, overlay_);
        RETURN_IF_ERROR(body(transaction));
        work->changes = transaction.changes();
        work->version = overlay_.Add(work->changes);
        for (const auto& [key, value] : work->changes) {
          if (value.has_value()) {
            batch.Put(key.first, key.second, *value);
          } else {
            batch.Delete(key.first, key.second);
          }
        }
        return absl::OkStatus();
      },
      [this, work, done = std::move(done)](const absl::Status& status) mutable {
        overlay_.Drop(work->changes, work->version);
        done(status);
      });
}

}  // namespace referral::agency
