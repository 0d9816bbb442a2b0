// The settings of every store.
#ifndef REFERRAL_COMMON_STORE_ROCKS_OPTIONS_H_
#define REFERRAL_COMMON_STORE_ROCKS_OPTIONS_H_

#include "rocksdb/env.h"
#include "rocksdb/options.h"

namespace referral::store {

// For the database and each of its families; they share one block cache.
// `env` is not owned and outlives the database.
rocksdb::Options RocksOptions(rocksdb::Env& env, bool create);

// For a family of it in which no lookup needs a filter.
rocksdb::ColumnFamilyOptions WithoutFilters(const rocksdb::Options& options);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_ROCKS_OPTIONS_H_
