// What the tests of the store share.
#ifndef REFERRAL_TESTS_COMMON_STORE_STORE_FIXTURE_H_
#define REFERRAL_TESTS_COMMON_STORE_STORE_FIXTURE_H_

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "common/store/database.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::store {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::TempDir;

enum Family : FamilyId { kLog, kIndex };

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

inline void WriteFile(const std::string& path, absl::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Counts syncs, and refuses them from a chosen one on.
class CountingHook final : public SyncHook {
 public:
  absl::Status BeforeSync(absl::string_view /*file*/) override {
    if (fail_) return absl::UnavailableError("the disk is gone");
    ++count_;
    return absl::OkStatus();
  }
  void FailFromNowOn() { fail_ = true; }
  int count() const { return count_; }

 private:
  std::atomic<bool> fail_ = false;
  std::atomic<int> count_ = 0;
};

class StoreTest : public ::testing::Test {
 protected:
  DatabaseOptions Options() const {
    DatabaseOptions options;
    options.path = dir_.Join("store");
    options.families = {"log", "index"};
    return options;
  }

  static std::string Key(int i) { return absl::StrFormat("%06d", i); }

  // Rows [first, last), each synced on its own.
  static void Append(Database& db, int first, int last) {
    for (int i = first; i < last; ++i) {
      Batch batch;
      batch.Put(kLog, Key(i), std::string(100, 'x'));
      ASSERT_OK(db.Write(batch, Sync::kYes));
    }
  }

  static int CountRows(const Database& db) {
    int rows = 0;
    Cursor cursor = db.Scan(kLog, "", "");
    for (; cursor.Valid(); cursor.Next()) ++rows;
    EXPECT_OK(cursor.status());
    return rows;
  }

  // The directory as a process that is killed now would leave it.
  std::string CrashImage(const std::string& of) const {
    const std::string image = of + ".crashed";
    std::filesystem::copy(of, image);
    return image;
  }

  // Logs in `directory`, oldest first.
  static std::vector<std::string> Logs(const std::string& directory) {
    std::vector<std::string> logs;
    for (const auto& file : std::filesystem::directory_iterator(directory)) {
      if (file.path().extension() == ".log") logs.push_back(file.path());
    }
    std::sort(logs.begin(), logs.end());
    return logs;
  }

  const TempDir dir_;
};

}  // namespace referral::store

#endif  // REFERRAL_TESTS_COMMON_STORE_STORE_FIXTURE_H_
