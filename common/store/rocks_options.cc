#include "common/store/rocks_options.h"

#include <cstddef>
#include <cstdint>

#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace referral::store {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

// Blocks read from disk, with indexes and filters, all families together.
constexpr size_t kBlockCacheBytes = 16 * kMiB;
// What one family, and all together, hold in memory before it goes to a file.
constexpr size_t kFamilyBufferBytes = 16 * kMiB;
constexpr size_t kAllBuffersBytes = 32 * kMiB;
// A family whose rows change has many versions of the same few rows in its new
// files: the more of them are merged at once, the less often all else in their
// level is written again.
constexpr int kNewFilesMergedAtOnce = 12;
// Bounds what a restart reads again.
constexpr uint64_t kMaxLogBytes = 128 * kMiB;
// A lookup that finds nothing reads a file in 1 of 100 cases.
constexpr double kBloomBitsPerKey = 10;
// Well below the usual limit of 1024 for a process.
constexpr int kMaxOpenFiles = 256;

void BeStrict(rocksdb::Options& options) {
  // A record cut off at the end of the log was never acknowledged; damage
  // before it was, and a log that is missing may hide the same.
  options.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.verify_sst_unique_id_in_manifest = true;
  options.paranoid_checks = true;
}

void BeSmall(rocksdb::Options& options) {
  options.db_write_buffer_size = kAllBuffersBytes;
  options.write_buffer_size = kFamilyBufferBytes;
  options.level0_file_num_compaction_trigger = kNewFilesMergedAtOnce;
  // Levels are sized from the last one up, each a tenth of the next: what is
  // new is merged with a tenth of its family, not with most of it.
  options.level_compaction_dynamic_level_bytes = true;
  // What is looked up is nearly always there: in the last level, nine tenths of
  // a family, a filter would only say so.
  options.optimize_filters_for_hits = true;
  options.max_total_wal_size = kMaxLogBytes;
  options.max_open_files = kMaxOpenFiles;
  // RocksDB's own diary: warnings, at most 4 MiB.
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = kMiB;
  options.keep_log_file_num = 4;
  // No thread wakes up to write statistics nobody reads.
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
}

}  // namespace

rocksdb::Options RocksOptions(rocksdb::Env& env, bool create) {
  rocksdb::Options options;
  options.env = &env;
  options.create_if_missing = create;
  options.create_missing_column_families = true;
  BeStrict(options);
  BeSmall(options);
  // Sealed parts do not get smaller.
  options.compression = rocksdb::kNoCompression;

  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  // In blocks of their own: of a large file, a lookup needs some kilobytes of
  // them, not all, and the cache holds those that are used.
  table.cache_index_and_filter_blocks = true;
  table.index_type =
      rocksdb::BlockBasedTableOptions::IndexType::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::ColumnFamilyOptions WithoutFilters(const rocksdb::Options& options) {
  rocksdb::ColumnFamilyOptions family = options;
  auto table =
      *options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  table.filter_policy = nullptr;
  table.partition_filters = false;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

}  // namespace referral::store
