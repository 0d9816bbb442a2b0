#include "common/store/key_store.h"

#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/key_codec.h"
#include "common/base/status_macros.h"
#include "common/store/batch.h"

namespace referral::store {
namespace {

constexpr FamilyId kKeys = 0;  // case id, 0x00, generation: CaseKeyRow
constexpr uint32_t kFormatVersion = 1;

std::string CasePrefix(absl::string_view case_id) {
  std::string prefix(case_id);
  prefix.push_back('\0');
  return prefix;
}

std::string KeyOf(absl::string_view case_id, uint32_t generation) {
  std::string key = CasePrefix(case_id);
  AppendU64(generation, key);
  return key;
}

absl::StatusOr<storage::v1::CaseKeyRow> Parse(absl::string_view bytes) {
  storage::v1::CaseKeyRow row;
  if (!row.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return MakeError(Reason::kStoreCorrupt, "a case's key cannot be read");
  }
  return row;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(
    const std::string& path, SyncHook* sync_hook) {
  DatabaseOptions options;
  options.path = path;
  options.families = {"keys"};
  options.format_version = kFormatVersion;
  options.sync_hook = sync_hook;
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database, Database::Open(options));
  return std::unique_ptr<KeyStore>(new KeyStore(std::move(database)));
}

absl::Status KeyStore::Put(absl::Span<const storage::v1::CaseKeyRow> rows) {
  Batch batch;
  for (const storage::v1::CaseKeyRow& row : rows) {
    batch.Put(kKeys, KeyOf(row.case_id(), row.generation()),
              row.SerializeAsString());
  }
  return database_->Write(batch, Sync::kYes);
}

absl::Status KeyStore::Erase(absl::Span<const Id> keys) {
  Batch batch;
  for (const Id& key : keys) {
    batch.Delete(kKeys, KeyOf(key.case_id, key.generation));
  }
  RETURN_IF_ERROR(database_->Write(batch, Sync::kYes));
  return database_->Rewrite(kKeys);
}

absl::Status KeyStore::Visit(
    const Id& after,
    const std::function<bool(const storage::v1::CaseKeyRow&)>& visit) const {
  // The next key after this one is the same with a zero byte behind.
  std::string start;
  if (!after.case_id.empty()) {
    start = KeyOf(after.case_id, after.generation);
    start.push_back('\0');
  }
  Cursor cursor = database_->Scan(kKeys, start, "");
  for (; cursor.Valid(); cursor.Next()) {
    ASSIGN_OR_RETURN(const storage::v1::CaseKeyRow row, Parse(cursor.value()));
    if (!visit(row)) return absl::OkStatus();
  }
  return cursor.status();
}

absl::StatusOr<absl::optional<crypto::WrappedKey>> KeyStore::Newest(
    absl::string_view case_id) const {
  ASSIGN_OR_RETURN(const auto last,
                   database_->Last(kKeys, CasePrefix(case_id)));
  if (!last.has_value()) return absl::optional<crypto::WrappedKey>();
  ASSIGN_OR_RETURN(const storage::v1::CaseKeyRow row, Parse(last->second));
  return absl::optional<crypto::WrappedKey>(FromRow(row));
}

absl::StatusOr<absl::optional<crypto::WrappedKey>> KeyStore::Read(
    absl::string_view case_id, uint32_t generation) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database_->Get(kKeys, KeyOf(case_id, generation)));
  if (!bytes.has_value()) return absl::optional<crypto::WrappedKey>();
  ASSIGN_OR_RETURN(const storage::v1::CaseKeyRow row, Parse(*bytes));
  return absl::optional<crypto::WrappedKey>(FromRow(row));
}

storage::v1::CaseKeyRow ToRow(const crypto::WrappedKey& key) {
  storage::v1::CaseKeyRow row;
  row.set_case_id(key.case_id);
  row.set_generation(key.generation);
  row.set_master_key_id(key.master_key_id);
  row.set_wrapped_key(key.wrapped_key);
  return row;
}

crypto::WrappedKey FromRow(const storage::v1::CaseKeyRow& row) {
  return {row.case_id(), row.generation(), row.master_key_id(),
          row.wrapped_key()};
}

}  // namespace referral::store
