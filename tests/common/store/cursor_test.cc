#include "common/store/cursor.h"

#include "tests/common/store/store_fixture.h"

namespace referral::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CursorTest : public StoreTest {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(db_, Database::Open(Options()));
    Batch batch;
    for (const char* key : {"a1", "a2", "b1", "b2", "b3", "c1"}) {
      batch.Put(kLog, key, "");
    }
    batch.Put(kIndex, "b9", "");
    ASSERT_OK(db_->Write(batch, Sync::kNo));
  }

  static std::vector<std::string> Keys(Cursor cursor) {
    std::vector<std::string> keys;
    for (; cursor.Valid(); cursor.Next()) keys.emplace_back(cursor.key());
    EXPECT_OK(cursor.status());
    return keys;
  }

  std::unique_ptr<Database> db_;
};

TEST_F(CursorTest, StaysInItsRange) {
  EXPECT_THAT(Keys(db_->Scan(kLog, "a2", "b3")), ElementsAre("a2", "b1", "b2"));
  EXPECT_THAT(Keys(db_->Scan(kLog, "b3", "")), ElementsAre("b3", "c1"));
  EXPECT_THAT(Keys(db_->Scan(kLog, "d", "")), IsEmpty());
}

TEST_F(CursorTest, StaysInItsPrefixAndStartsWhereAsked) {
  EXPECT_THAT(Keys(db_->ScanPrefix(kLog, "b", "b")),
              ElementsAre("b1", "b2", "b3"));
  EXPECT_THAT(Keys(db_->ScanPrefix(kLog, "b", "b2")), ElementsAre("b2", "b3"));
  EXPECT_THAT(Keys(db_->ScanPrefix(kLog, "b", "")),
              ElementsAre("b1", "b2", "b3"));
  EXPECT_THAT(Keys(db_->ScanPrefix(kLog, "b", "c")), IsEmpty());
}

TEST_F(CursorTest, SeesTheFamilyAsItWas) {
  Cursor cursor = db_->Scan(kLog, "c", "");
  Batch batch;
  batch.Put(kLog, "c2", "");
  ASSERT_OK(db_->Write(batch, Sync::kNo));
  EXPECT_THAT(Keys(std::move(cursor)), ElementsAre("c1"));
}

TEST_F(CursorTest, LastIsTheGreatestKeyOfThePrefix) {
  const auto last = [this](absl::string_view prefix) -> std::string {
    const auto row = db_->Last(kLog, prefix);
    EXPECT_OK(row);
    return row.ok() && row->has_value() ? (*row)->first : "none";
  };
  EXPECT_EQ(last("b"), "b3");
  EXPECT_EQ(last(""), "c1");
  EXPECT_EQ(last("bb"), "none");
}

TEST(PrefixEndTest, ComesAfterEveryKeyOfThePrefix) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

}  // namespace
}  // namespace referral::store
