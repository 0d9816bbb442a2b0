#include "common/store/database.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/store/cursor_internal.h"
#include "common/store/hooked_file_system.h"
#include "common/store/owner_lock.h"
#include "common/store/rocks_options.h"
#include "common/store/rocks_status.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"

namespace referral::store {
namespace {

// In RocksDB's own default family, which no owner uses.
constexpr char kFormatKey[] = "format_version";

rocksdb::Slice AsSlice(absl::string_view text) {
  return {text.data(), text.size()};
}

// Refuses a family on disk that the owner does not know.
absl::Status CheckFamilies(const rocksdb::Options& rocks,
                           const DatabaseOptions& options) {
  std::vector<std::string> present;
  RETURN_IF_ERROR(FromRocksOpen(
      rocksdb::DB::ListColumnFamilies(rocks, options.path, &present),
      options.path));
  for (const std::string& name : present) {
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    if (!absl::c_linear_search(options.families, name)) {
      return MakeError(Reason::kStoreTooNew,
                       absl::StrCat("unknown family ", name), options.path);
    }
  }
  return absl::OkStatus();
}

}  // namespace

// Members are destroyed from the last to the first: the handles and the
// database before what they stand on.
struct Database::Impl {
  ~Impl() {
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      db->DestroyColumnFamilyHandle(handle);
    }
  }

  // Families come after RocksDB's own.
  rocksdb::ColumnFamilyHandle* family(FamilyId id) const {
    return handles.at(size_t{id} + 1);
  }

  absl::Status Open(const rocksdb::Options& rocks,
                    const DatabaseOptions& options);
  absl::Status CheckFormat(const DatabaseOptions& options);
  // Without bounds if null.
  absl::Status RewriteRange(FamilyId family_id, const rocksdb::Slice* first,
                            const rocksdb::Slice* last,
                            const std::string& path);

  std::unique_ptr<OwnerLock> lock;
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
};

absl::Status Database::Impl::Open(const rocksdb::Options& rocks,
                                  const DatabaseOptions& options) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocks);
  const rocksdb::ColumnFamilyOptions in_order = WithoutFilters(rocks);
  for (FamilyId id = 0; id < options.families.size(); ++id) {
    families.emplace_back(
        options.families[id],
        absl::c_linear_search(options.in_order, id) ? in_order : rocks);
  }
  rocksdb::DB* opened = nullptr;
  RETURN_IF_ERROR(FromRocksOpen(
      rocksdb::DB::Open(rocks, options.path, families, &handles, &opened),
      options.path));
  db.reset(opened);
  return CheckFormat(options);
}

absl::Status Database::Impl::CheckFormat(const DatabaseOptions& options) {
  std::string text;
  const rocksdb::Status found = db->Get({}, kFormatKey, &text);
  if (!found.IsNotFound()) {
    RETURN_IF_ERROR(FromRocks(found, options.path));
    uint32_t stored = 0;
    if (!absl::SimpleAtoi(text, &stored)) {
      return MakeError(Reason::kStoreCorrupt, "its format is no number",
                       options.path);
    }
    if (stored > options.format_version) {
      return MakeError(Reason::kStoreTooNew,
                       absl::StrCat("format ", stored, ", this program knows ",
                                    options.format_version),
                       options.path);
    }
    if (stored < options.oldest_format_version) {
      return MakeError(
          Reason::kStoreTooOld,
          absl::StrCat("format ", stored, ", this program knows ",
                       options.oldest_format_version, " and later"),
          options.path);
    }
    if (stored == options.format_version) return absl::OkStatus();
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  return FromRocks(
      db->Put(synced, kFormatKey, absl::StrCat(options.format_version)),
      options.path);
}

Database::Database(std::string path, std::unique_ptr<Impl> impl)
    : path_(std::move(path)), impl_(std::move(impl)) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const DatabaseOptions& options) {
  RETURN_IF_ERROR(PrepareDirectory(options.path, options.create));
  auto impl = std::make_unique<Impl>();
  ASSIGN_OR_RETURN(impl->lock, OwnerLock::Take(options.path));

  // For good: RocksDB's threads create files at any time, and what a process
  // with a store writes is nobody else's.
  umask(S_IRWXG | S_IRWXO);
  rocksdb::Env* env = rocksdb::Env::Default();
  if (options.sync_hook != nullptr) {
    impl->env = rocksdb::NewCompositeEnv(std::make_shared<HookedFileSystem>(
        env->GetFileSystem(), *options.sync_hook));
    env = impl->env.get();
  }

  const rocksdb::Options rocks = RocksOptions(*env, options.create);
  std::error_code error;
  if (std::filesystem::exists(options.path + "/CURRENT", error)) {
    RETURN_IF_ERROR(CheckFamilies(rocks, options));
  } else if (!options.create) {
    return MakeError(Reason::kDataDirUnreadable, "there is no store in it",
                     options.path);
  }
  RETURN_IF_ERROR(impl->Open(rocks, options));
  return std::unique_ptr<Database>(new Database(options.path, std::move(impl)));
}

absl::Status Database::Write(const Batch& batch, Sync sync) {
  // RocksDB adds about this much to each change.
  constexpr size_t kOverhead = 16;
  rocksdb::WriteBatch rocks(batch.bytes() + batch.count() * kOverhead);
  rocksdb::Status added;
  for (const Batch::Change& change : batch.changes()) {
    rocksdb::ColumnFamilyHandle* family = impl_->family(change.family);
    switch (change.kind) {
      case Batch::Kind::kPut:
        added = rocks.Put(family, change.key, change.value);
        break;
      case Batch::Kind::kDelete:
        added = rocks.Delete(family, change.key);
        break;
      case Batch::Kind::kDeleteRange:
        added = rocks.DeleteRange(family, change.key, change.value);
        break;
    }
    if (!added.ok()) return FromRocks(added, path_);
  }
  rocksdb::WriteOptions options;
  options.sync = sync == Sync::kYes;
  return FromRocks(impl_->db->Write(options, &rocks), path_);
}

absl::StatusOr<std::optional<std::string>> Database::Get(
    FamilyId family, absl::string_view key) const {
  std::optional<std::string> copy;
  RETURN_IF_ERROR(Read(family, key, [&](absl::string_view value) {
                    copy = std::string(value);
                  }).status());
  return copy;
}

absl::StatusOr<bool> Database::Read(
    FamilyId family, absl::string_view key,
    absl::FunctionRef<void(absl::string_view value)> use) const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      impl_->db->Get({}, impl_->family(family), AsSlice(key), &value);
  if (status.IsNotFound()) return false;
  RETURN_IF_ERROR(FromRocks(status, path_));
  use({value.data(), value.size()});
  return true;
}

Cursor Database::Scan(FamilyId family, absl::string_view start,
                      absl::string_view end) const {
  auto bound = std::make_unique<Cursor::Bound>(end);
  rocksdb::ReadOptions options;
  if (!end.empty()) options.iterate_upper_bound = &bound->slice;
  std::unique_ptr<rocksdb::Iterator> iterator(
      impl_->db->NewIterator(options, impl_->family(family)));
  iterator->Seek(AsSlice(start));
  return Cursor(std::move(bound), std::move(iterator));
}

Cursor Database::ScanPrefix(FamilyId family, absl::string_view prefix,
                            absl::string_view start) const {
  return Scan(family, std::max(prefix, start), PrefixEnd(prefix));
}

absl::StatusOr<std::optional<std::pair<std::string, std::string>>>
Database::Last(FamilyId family, absl::string_view prefix) const {
  const Cursor::Bound lower(prefix);
  const Cursor::Bound upper(PrefixEnd(prefix));
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower.slice;
  if (!upper.bytes.empty()) options.iterate_upper_bound = &upper.slice;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      impl_->db->NewIterator(options, impl_->family(family)));
  iterator->SeekToLast();
  RETURN_IF_ERROR(FromRocks(iterator->status(), path_));
  if (!iterator->Valid()) return std::nullopt;
  return std::make_pair(iterator->key().ToString(),
                        iterator->value().ToString());
}

absl::Status Database::Impl::RewriteRange(FamilyId family_id,
                                          const rocksdb::Slice* first,
                                          const rocksdb::Slice* last,
                                          const std::string& path) {
  // The log goes when everything in it is in a file of some family.
  RETURN_IF_ERROR(FromRocks(db->Flush({}, handles), path));
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction =
      rocksdb::BottommostLevelCompaction::kForce;
  return FromRocks(db->CompactRange(options, family(family_id), first, last),
                   path);
}

absl::Status Database::Rewrite(FamilyId family) {
  return impl_->RewriteRange(family, nullptr, nullptr, path_);
}

absl::Status Database::Rewrite(FamilyId family, absl::string_view key) {
  const rocksdb::Slice slice(key.data(), key.size());
  return impl_->RewriteRange(family, &slice, &slice, path_);
}

uint64_t Database::DiskBytes() const {
  uint64_t total = 0;
  std::error_code error;
  std::filesystem::directory_iterator file(path_, error);
  // Files come and go meanwhile; what is gone counts nothing.
  for (; !error && file != std::filesystem::directory_iterator();
       file.increment(error)) {
    std::error_code gone;
    const uint64_t size = file->file_size(gone);
    if (!gone) total += size;
  }
  return total;
}

}  // namespace referral::store
