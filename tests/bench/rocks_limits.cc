#include "tests/bench/rocks_limits.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/key_codec.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

namespace referral::bench {
namespace {

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::InternalError(status.ToString());
}

// A database with RocksDB's own settings, uncompressed as the router's is.
class RocksLimit : public Subject {
 public:
  absl::Status Start(const std::string& dir) override {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kNoCompression;
    rocksdb::DB* db = nullptr;
    const absl::Status status = FromRocks(rocksdb::DB::Open(options, dir, &db));
    db_.reset(db);
    synced_.sync = true;
    return status;
  }

  absl::Status Prepare(const Load& load) override {
    keys_.clear();
    for (std::size_t i = 0; i < load.messages; ++i) {
      keys_.push_back(EncodeU64(++written_));
    }
    return absl::OkStatus();
  }

  absl::Status CheckHistory() override {
    std::string value;
    for (const std::string& key : keys_) {
      const rocksdb::Status found = db_->Get({}, key, &value);
      if (!found.ok() || value != value_) {
        return absl::DataLossError(absl::StrCat(name(), ": a row is missing"));
      }
    }
    return absl::OkStatus();
  }

 protected:
  rocksdb::DB& db() { return *db_; }
  const rocksdb::WriteOptions& synced() const { return synced_; }
  const std::string& key(std::size_t index) const { return keys_[index]; }
  const std::string& value() const { return value_; }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions synced_;
  const std::string value_ = std::string(kMessageBytes, 'v');
  std::vector<std::string> keys_;
  std::uint64_t written_ = 0;
};

class RocksCommitter final : public RocksLimit {
 public:
  std::string name() const override { return "rocksdb committer"; }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    std::vector<std::size_t> batch;
    while (auto next = meter.AwaitNext()) {
      rocksdb::WriteBatch rows;
      batch.clear();
      do {
        batch.push_back(*next);
        rows.Put(key(*next), value());
      } while (batch.size() < load.in_flight &&
               (next = meter.Next()).has_value());
      const rocksdb::Status written = db().Write(synced(), &rows);
      if (!written.ok()) return FromRocks(written);
      meter.OnAnswered(batch);
    }
    return meter.Result();
  }
};

class RocksThreads final : public RocksLimit {
 public:
  std::string name() const override { return "rocksdb threads"; }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < load.in_flight; ++i) {
      threads.emplace_back([this, &meter] {
        while (const auto next = meter.AwaitNext()) {
          if (!db().Put(synced(), key(*next), value()).ok()) std::abort();
          meter.OnAnswered(*next);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return meter.Result();
  }
};

}  // namespace

std::unique_ptr<Subject> MakeRocksCommitter() {
  return std::make_unique<RocksCommitter>();
}

std::unique_ptr<Subject> MakeRocksThreads() {
  return std::make_unique<RocksThreads>();
}

}  // namespace referral::bench
