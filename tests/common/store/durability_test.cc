// What the store promises of a crash and of a damaged disk.
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/common/store/store_fixture.h"

namespace referral::store {
namespace {

constexpr int kRows = 1000;

class DurabilityTest : public StoreTest {
 protected:
  // A store of kRows synced rows in one log, as a killed process leaves it. So
  // few rows stay in memory: no file changes while it is copied.
  std::string Crashed() {
    const auto db = Database::Open(Options());
    EXPECT_OK(db);
    Append(**db, 0, kRows);
    return CrashImage(Options().path);
  }

  // The same with the rows in two logs: what fills one family's buffer ends its
  // log, and the other family's row holds it back. Closing writes no rows to
  // tables, it only ends work behind the scenes that would still change files.
  std::string CrashedWithOlderLog() {
    {
      const auto db = Database::Open(Options());
      EXPECT_OK(db);
      Batch batch;
      batch.Put(kLog, Key(0), std::string(100, 'x'));
      for (int i = 0; i < 20; ++i) {
        batch.Put(kIndex, Key(i), std::string(size_t{1} << 20, 'y'));
      }
      EXPECT_OK((*db)->Write(batch, Sync::kYes));
      Append(**db, 1, 8);
    }
    EXPECT_EQ(Logs(Options().path).size(), 2U);
    return Options().path;
  }

  static absl::StatusOr<std::unique_ptr<Database>> Reopen(
      const DatabaseOptions& options, const std::string& path) {
    DatabaseOptions reopened = options;
    reopened.path = path;
    reopened.create = false;
    return Database::Open(reopened);
  }
};

TEST_F(DurabilityTest, SyncedRowsSurviveACrash) {
  const std::string image = Crashed();
  ASSERT_OK_AND_ASSIGN(const auto db, Reopen(Options(), image));
  EXPECT_EQ(CountRows(*db), kRows);
}

TEST_F(DurabilityTest, SyncedRowsSurviveKill) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto db = Database::Open(Options());
    bool ok = db.ok();
    for (int i = 0; ok && i < 50; ++i) {
      Batch batch;
      batch.Put(kLog, Key(i), "row");
      ok = (*db)->Write(batch, Sync::kYes).ok();
    }
    const char answer = ok ? 'y' : 'n';
    if (write(ready[1], &answer, 1) != 1) _exit(1);
    while (true) pause();
  }
  close(ready[1]);
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  close(ready[0]);
  EXPECT_EQ(answer, 'y');
  EXPECT_THAT(Database::Open(Options()), IsReason(Reason::kDataDirLocked));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);

  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
  EXPECT_EQ(CountRows(*db), 50);
}

TEST_F(DurabilityTest, TornTailOfTheLogIsTaken) {
  const std::string image = Crashed();
  const std::string log = Logs(image).back();
  const std::string bytes = ReadFile(log);
  WriteFile(log, absl::string_view(bytes).substr(0, bytes.size() - 5));
  ASSERT_OK_AND_ASSIGN(const auto db, Reopen(Options(), image));
  EXPECT_EQ(CountRows(*db), kRows - 1);
}

TEST_F(DurabilityTest, FlippedBitInTheLogIsRefused) {
  const std::string image = Crashed();
  const std::string log = Logs(image).back();
  std::string bytes = ReadFile(log);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  WriteFile(log, bytes);
  EXPECT_THAT(Reopen(Options(), image), IsReason(Reason::kStoreCorrupt));
}

TEST_F(DurabilityTest, SeveralLogsAreReadBack) {
  const std::string image = CrashedWithOlderLog();
  ASSERT_OK_AND_ASSIGN(const auto db, Reopen(Options(), image));
  EXPECT_EQ(CountRows(*db), 8);
}

TEST_F(DurabilityTest, MissingOlderLogIsRefused) {
  const std::string image = CrashedWithOlderLog();
  std::filesystem::remove(Logs(image).front());
  EXPECT_THAT(Reopen(Options(), image), IsReason(Reason::kStoreCorrupt));
}

TEST_F(DurabilityTest, TornOlderLogIsRefused) {
  const std::string image = CrashedWithOlderLog();
  const std::string log = Logs(image).front();
  const std::string bytes = ReadFile(log);
  WriteFile(log, absl::string_view(bytes).substr(0, bytes.size() - 5));
  EXPECT_THAT(Reopen(Options(), image), IsReason(Reason::kStoreCorrupt));
}

TEST_F(DurabilityTest, MissingTableIsRefused) {
  { ASSERT_OK(Database::Open(Options())); }
  {
    // The second start turns the first one's log into a table.
    ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
    Append(*db, 0, 10);
  }
  { ASSERT_OK(Database::Open(Options())); }
  int removed = 0;
  for (const auto& file : std::filesystem::directory_iterator(Options().path)) {
    if (file.path().extension() != ".sst") continue;
    std::filesystem::remove(file.path());
    ++removed;
  }
  ASSERT_GT(removed, 0);
  EXPECT_THAT(Database::Open(Options()), IsReason(Reason::kStoreCorrupt));
}

TEST_F(DurabilityTest, SyncedWriteSyncsOnceAndUnsyncedNever) {
  CountingHook hook;
  DatabaseOptions options = Options();
  options.sync_hook = &hook;
  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(options));
  const int before = hook.count();
  Append(*db, 0, 1);
  EXPECT_EQ(hook.count(), before + 1);
  Batch batch;
  batch.Put(kLog, "unsynced", "");
  ASSERT_OK(db->Write(batch, Sync::kNo));
  EXPECT_EQ(hook.count(), before + 1);
}

TEST_F(DurabilityTest, FailedSyncFailsThisWriteAndEveryLaterOne) {
  CountingHook hook;
  DatabaseOptions options = Options();
  options.sync_hook = &hook;
  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(options));
  hook.FailFromNowOn();
  Batch batch;
  batch.Put(kLog, "1", "");
  EXPECT_THAT(db->Write(batch, Sync::kYes), IsReason(Reason::kDiskFailed));
  EXPECT_THAT(db->Write(batch, Sync::kNo), IsReason(Reason::kDiskFailed));
}

}  // namespace
}  // namespace referral::store
