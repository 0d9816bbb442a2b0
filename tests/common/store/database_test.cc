#include "common/store/database.h"

#include <sys/stat.h>

#include "tests/common/store/store_fixture.h"

namespace referral::store {
namespace {

using ::referral::testing::IsOkAndHolds;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Ne;
using ::testing::Optional;

class DatabaseTest : public StoreTest {};

TEST_F(DatabaseTest, WritesABatchAsAWhole) {
  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
  Batch first;
  first.Put(kLog, "1", "one");
  first.Put(kLog, "2", "two");
  first.Put(kLog, "3", "three");
  first.Put(kIndex, "1", "index");
  ASSERT_OK(db->Write(first, Sync::kYes));
  Batch second;
  second.Delete(kIndex, "1");
  second.DeleteRange(kLog, "1", "3");
  ASSERT_OK(db->Write(second, Sync::kYes));

  EXPECT_THAT(*db->Get(kLog, "1"), Eq(std::nullopt));
  EXPECT_THAT(*db->Get(kLog, "2"), Eq(std::nullopt));
  EXPECT_THAT(*db->Get(kLog, "3"), Optional(std::string("three")));
  std::string read;
  const auto use = [&](absl::string_view value) { read = std::string(value); };
  EXPECT_THAT(db->Read(kLog, "1", use), IsOkAndHolds(false));
  EXPECT_EQ(read, "");
  EXPECT_THAT(db->Read(kLog, "3", use), IsOkAndHolds(true));
  EXPECT_EQ(read, "three");
  EXPECT_THAT(*db->Get(kIndex, "1"), Eq(std::nullopt));
}

TEST_F(DatabaseTest, ReopensWithWhatItHeld) {
  {
    ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
    Append(*db, 0, 10);
  }
  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
  EXPECT_EQ(CountRows(*db), 10);
  EXPECT_GT(db->DiskBytes(), 0U);
}

TEST_F(DatabaseTest, NobodyElseMayReadIt) {
  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
  Append(*db, 0, 1);
  struct stat info {};
  ASSERT_EQ(stat(db->path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  for (const auto& file : std::filesystem::directory_iterator(db->path())) {
    ASSERT_EQ(stat(file.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0077, 0U) << file.path();
  }
}

TEST_F(DatabaseTest, SecondOpenerIsToldWhoHasIt) {
  ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(Options()));
  const auto second = Database::Open(Options());
  EXPECT_THAT(second, IsReason(Reason::kDataDirLocked));
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("process " + std::to_string(getpid())));
}

TEST_F(DatabaseTest, FileInPlaceOfTheDirectoryIsRefused) {
  WriteFile(Options().path, "no directory");
  EXPECT_THAT(Database::Open(Options()), IsReason(Reason::kDataDirUnreadable));
}

TEST_F(DatabaseTest, DirectoryBelowAFileIsRefused) {
  WriteFile(dir_.Join("file"), "");
  DatabaseOptions options = Options();
  options.path = dir_.Join("file/store");
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kDataDirUnreadable));
}

TEST_F(DatabaseTest, CreatesNothingUnlessAsked) {
  DatabaseOptions options = Options();
  options.create = false;
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kDataDirUnreadable));
  EXPECT_FALSE(std::filesystem::exists(options.path));
  std::filesystem::create_directory(options.path);
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kDataDirUnreadable));
}

TEST_F(DatabaseTest, NewerFormatIsRefusedAndOlderOneTaken) {
  DatabaseOptions options = Options();
  options.format_version = 2;
  ASSERT_OK(Database::Open(options));
  options.format_version = 1;
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kStoreTooNew));
  options.format_version = 3;
  ASSERT_OK(Database::Open(options));
  options.format_version = 2;
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kStoreTooNew));
}

TEST_F(DatabaseTest, AFormatThatIsTooOldIsRefusedAndLeftAsItIs) {
  DatabaseOptions options = Options();
  options.format_version = 2;
  ASSERT_OK(Database::Open(options));
  options.format_version = 4;
  options.oldest_format_version = 3;
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kStoreTooOld));
  options.format_version = 2;
  options.oldest_format_version = 2;
  EXPECT_OK(Database::Open(options));
}

// Whether its files have filters or not, and whichever it had before.
TEST_F(DatabaseTest, AFamilyMayBeInOrderFromNowOnAndNoLongerLater) {
  DatabaseOptions in_order = Options();
  in_order.in_order = {kLog};
  int rows = 0;
  for (const DatabaseOptions& options : {Options(), in_order, Options()}) {
    ASSERT_OK_AND_ASSIGN(const auto db, Database::Open(options));
    Append(*db, rows, rows + 10);
    rows += 10;
    ASSERT_OK(db->Rewrite(kLog, Key(rows - 1)));
    for (int i = 0; i < rows; ++i) {
      EXPECT_THAT(*db->Get(kLog, Key(i)), Ne(std::nullopt)) << i;
    }
    EXPECT_THAT(*db->Get(kLog, Key(rows)), Eq(std::nullopt));
  }
}

TEST_F(DatabaseTest, FamiliesMayGrowButUnknownOnesAreRefused) {
  DatabaseOptions options = Options();
  options.families = {"log"};
  ASSERT_OK(Database::Open(options));
  ASSERT_OK(Database::Open(Options()));
  EXPECT_THAT(Database::Open(options), IsReason(Reason::kStoreTooNew));
}

}  // namespace
}  // namespace referral::store
