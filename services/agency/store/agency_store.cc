#include "services/agency/store/agency_store.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/agency/store/case_rows.h"
#include "services/agency/store/layout.h"

namespace referral::agency {
namespace {

// Compares the store's format with what this process is, and writes it where
// it is new.
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
    if (!have.insecure() && options.insecure) {
      return MakeError(Reason::kInsecureRefused,
                       "the data directory is sealed: it is opened with its "
                       "keys alone",
                       options.path);
    }
    return absl::OkStatus();
  }
  store::Batch batch;
  batch.Put(kMeta, std::string(kFormatKey), want.SerializeAsString());
  return database.Write(batch, store::Sync::kYes);
}

void AddTo(store::Batch& batch, const Decided& decided) {
  for (const auto& [key, value] : decided.changes) {
    if (value.has_value()) {
      batch.Put(key.first, key.second, *value);
    } else {
      batch.Delete(key.first, key.second);
    }
  }
}

absl::Status WriteMark(bool is_there, store::Batch batch,
                       store::Database& database) {
  if (is_there) {
    batch.Put(kMeta, std::string(kErasingKey), "");
  } else {
    batch.Delete(kMeta, std::string(kErasingKey));
  }
  return database.Write(batch, store::Sync::kYes);
}

// Finishes renewals of keys that a stop has cut short, see Transaction.
absl::Status FinishRenewals(store::Database& database, Seals& seals) {
  ASSIGN_OR_RETURN(const std::optional<std::string> mark,
                   database.Get(kMeta, kErasingKey));
  const std::vector<KeyId>& outdated = seals.outdated();
  if (!mark.has_value() && outdated.empty()) return absl::OkStatus();
  const Decided nothing;
  Transaction transaction(database, nothing, seals);
  std::string done;
  for (const KeyId& key : outdated) {
    if (key.case_id == done) continue;
    RETURN_IF_ERROR(SealAnew(key.case_id, transaction));
    done = key.case_id;
  }
  store::Batch batch;
  AddTo(batch, transaction.decided());
  RETURN_IF_ERROR(WriteMark(true, std::move(batch), database));
  RETURN_IF_ERROR(seals.Erase(outdated));
  return WriteMark(false, store::Batch(), database);
}

// Something is kept whose key must be somewhere.
absl::Status CheckKeysAreThere(const store::Database& database,
                               const Seals& seals) {
  if (seals.is_plain() || !seals.was_empty()) return absl::OkStatus();
  for (const Family family : {kOutbox, kReceived}) {
    store::Cursor cursor = database.Scan(family, "", "");
    if (cursor.Valid()) {
      return MakeError(Reason::kKeyMissing, "the key store is empty",
                       absl::StrCat(database.path(), "/", kKeyDirectory));
    }
    RETURN_IF_ERROR(cursor.status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Seals>> OpenSeals(
    const AgencyStore::Options& options) {
  if (options.insecure) return std::make_unique<Seals>();
  return Seals::Open(absl::StrCat(options.path, "/", kKeyDirectory),
                     options.master_key_file, options.sync_hook);
}

absl::Status CheckMasterKeyFile(const AgencyStore::Options& options) {
  return options.insecure
             ? absl::OkStatus()
             : crypto::ReadMasterKeyFile(options.master_key_file).status();
}

// Keys looked at in one piece of work: a millisecond's worth, so that others
// hardly wait.
constexpr size_t kRewrapAtOnce = 256;

}  // namespace

AgencyStore::AgencyStore(const Options& options,
                         std::unique_ptr<store::Database> database,
                         std::unique_ptr<Seals> seals)
    : fatal_(options.fatal),
      signer_(options.signer),
      database_(std::move(database)),
      seals_(std::move(seals)),
      committer_(std::make_unique<store::GroupCommitter>(
          *database_, store::GroupCommitter::Limits{}, fatal_,
          store::GroupCommitter::Hooks{
              [this](store::Batch& batch) { return PrepareGroup(batch); },
              [this] { return OnGroupWritten(); }})) {}

absl::StatusOr<std::unique_ptr<AgencyStore>> AgencyStore::Open(
    const Options& options) {
  // Before anything is made.
  RETURN_IF_ERROR(CheckMasterKeyFile(options));
  store::DatabaseOptions database_options;
  database_options.path = options.path;
  database_options.families = FamilyNames();
  database_options.format_version = kFormatVersion;
  database_options.sync_hook = options.sync_hook;
  ASSIGN_OR_RETURN(std::unique_ptr<store::Database> database,
                   store::Database::Open(database_options));
  RETURN_IF_ERROR(CheckFormat(options, *database));
  ASSIGN_OR_RETURN(std::unique_ptr<Seals> seals, OpenSeals(options));
  RETURN_IF_ERROR(CheckKeysAreThere(*database, *seals));
  RETURN_IF_ERROR(FinishRenewals(*database, *seals));
  return std::unique_ptr<AgencyStore>(
      new AgencyStore(options, std::move(database), std::move(seals)));
}

absl::Status AgencyStore::Run(Body body, Done done) {
  return committer_->Enqueue(
      [this, body = std::move(body)](store::Batch& batch) mutable {
        Transaction transaction(*database_, group_, *seals_);
        RETURN_IF_ERROR(body(transaction));
        // For the batch's size alone: PrepareGroup makes it of all there is.
        AddTo(batch, transaction.decided());
        group_.Add(transaction.TakeDecided());
        return absl::OkStatus();
      },
      std::move(done));
}

absl::Status AgencyStore::PrepareGroup(store::Batch& batch) {
  RETURN_IF_ERROR(seals_->Store(group_.keys));
  SignEntries();
  batch.Clear();
  for (auto& [key, value] : group_.changes) {
    if (value.has_value()) {
      batch.Put(key.first, key.second, *std::move(value));
    } else {
      batch.Delete(key.first, key.second);
    }
  }
  if (!group_.outdated.empty()) {
    batch.Put(kMeta, std::string(kErasingKey), "");
  } else if (erased_) {
    batch.Delete(kMeta, std::string(kErasingKey));
    erased_ = false;
  }
  return absl::OkStatus();
}

void AgencyStore::SignEntries() {
  if (signer_ == nullptr || group_.unsigned_entries.empty()) return;
  std::vector<crypto::Digest> digests;
  for (const auto& [key, digest] : group_.unsigned_entries) {
    digests.push_back(digest);
  }
  std::vector<v1::Proof> proofs = signer_->SignEnvelopes(digests);
  size_t i = 0;
  for (const auto& [key, digest] : group_.unsigned_entries) {
    storage::v1::OutboxEntry signature;
    *signature.mutable_proof() = std::move(proofs[i++]);
    // A message behind another is merged into it: the entry has no proof yet.
    group_.changes.at({kOutbox, key})->append(signature.SerializeAsString());
  }
  if (on_signed_) on_signed_(digests.size());
}

absl::Status AgencyStore::OnGroupWritten() {
  const std::vector<KeyId> outdated = std::move(group_.outdated);
  group_ = Decided();
  if (outdated.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(seals_->Erase(outdated));
  erased_ = true;
  return absl::OkStatus();
}

struct AgencyStore::Rewrapping {
  Rewrapped done;
  KeyId last;
  size_t count = 0;
  bool is_done = false;
};

void AgencyStore::RewrapKeys(Rewrapped done) {
  auto work = std::make_shared<Rewrapping>();
  work->done = std::move(done);
  RewrapSome(std::move(work));
}

void AgencyStore::RewrapSome(std::shared_ptr<Rewrapping> work) {
  const absl::Status queued = Run(
      [this, work](Transaction&) -> absl::Status {
        ASSIGN_OR_RETURN(const Seals::Rewrapped some,
                         seals_->Rewrap(work->last, kRewrapAtOnce));
        work->last = some.last;
        work->count += some.count;
        work->is_done = some.done;
        return absl::OkStatus();
      },
      [this, work](const absl::Status& status) {
        if (!status.ok()) return work->done(status);
        if (work->is_done) return work->done(work->count);
        RewrapSome(work);
      });
  if (!queued.ok()) work->done(queued);
}

}  // namespace referral::agency
