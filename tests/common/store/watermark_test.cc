#include "common/store/watermark.h"

#include "common/store/watermark_slot.h"
#include "tests/common/store/store_fixture.h"

namespace referral::store {
namespace {

class WatermarkTest : public StoreTest {
 protected:
  WatermarkFile::Options MarkOptions() const {
    WatermarkFile::Options options;
    options.path = dir_.Join("watermark");
    return options;
  }

  static Watermark Mark(uint64_t position) {
    return {position, std::string(32, static_cast<char>('a' + position % 26))};
  }

  // Two synced marks, one in each slot; the newer one is `second`.
  void Fill(const Watermark& first, const Watermark& second) const {
    ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(MarkOptions()));
    file->Update(first);
    ASSERT_OK(file->Flush());
    file->Update(second);
    ASSERT_OK(file->Flush());
  }

  Watermark Load() const {
    const auto file = WatermarkFile::Open(MarkOptions());
    EXPECT_OK(file);
    return file.ok() ? (*file)->loaded() : Watermark();
  }

  // The offset of the slot that holds `mark`.
  size_t OffsetOf(const Watermark& mark) const {
    const std::string bytes = ReadFile(MarkOptions().path);
    for (size_t at : {size_t{0}, kSlotDistance}) {
      const Slot slot =
          DecodeSlot(absl::string_view(bytes).substr(at, kSlotBytes));
      if (slot.state == SlotState::kValid && slot.mark == mark) return at;
    }
    ADD_FAILURE() << "no slot holds " << mark.position;
    return 0;
  }

  void Damage(size_t offset) const {
    std::string bytes = ReadFile(MarkOptions().path);
    bytes[offset + 20] = static_cast<char>(bytes[offset + 20] ^ 1);
    WriteFile(MarkOptions().path, bytes);
  }
};

TEST_F(WatermarkTest, NewFileHoldsNothing) {
  ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(MarkOptions()));
  EXPECT_TRUE(file->created());
  EXPECT_EQ(file->loaded(), Watermark());
}

TEST_F(WatermarkTest, NewestMarkComesBack) {
  Fill(Mark(7), Mark(9));
  ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(MarkOptions()));
  EXPECT_FALSE(file->created());
  EXPECT_EQ(file->loaded(), Mark(9));
}

TEST_F(WatermarkTest, NewestMayBeTheSmallerPosition) {
  Fill(Mark(9), Mark(7));  // a store that was restored goes back
  EXPECT_EQ(Load(), Mark(7));
}

TEST_F(WatermarkTest, EndingSyncsTheLastMark) {
  CountingHook hook;
  WatermarkFile::Options options = MarkOptions();
  options.sync_hook = &hook;
  int synced = 0;
  {
    ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(options));
    synced = hook.count();
    file->Update(Mark(3));
  }
  EXPECT_GT(hook.count(), synced);
  EXPECT_EQ(Load(), Mark(3));
}

TEST_F(WatermarkTest, ManyMarksTakeFewSyncs) {
  CountingHook hook;
  WatermarkFile::Options options = MarkOptions();
  options.sync_hook = &hook;
  ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(options));
  for (uint64_t i = 1; i <= 10'000; ++i) file->Update(Mark(i));
  ASSERT_OK(file->Flush());
  EXPECT_LT(hook.count(), 1000);
  EXPECT_EQ(
      DecodeSlot(
          ReadFile(options.path).substr(OffsetOf(Mark(10'000)), kSlotBytes))
          .mark,
      Mark(10'000));
}

TEST_F(WatermarkTest, TornSlotGivesTheMarkBefore) {
  Fill(Mark(7), Mark(9));
  Damage(OffsetOf(Mark(9)));
  EXPECT_EQ(Load(), Mark(7));
}

TEST_F(WatermarkTest, TornSlotIsTheOneWrittenNext) {
  Fill(Mark(7), Mark(9));
  Damage(OffsetOf(Mark(9)));
  {
    ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(MarkOptions()));
    file->Update(Mark(8));
  }
  EXPECT_EQ(Load(), Mark(8));
  Damage(OffsetOf(Mark(8)));
  EXPECT_EQ(Load(), Mark(7));
}

TEST_F(WatermarkTest, TwoTornSlotsAreRefused) {
  Fill(Mark(7), Mark(9));
  Damage(0);
  Damage(kSlotDistance);
  EXPECT_THAT(WatermarkFile::Open(MarkOptions()),
              IsReason(Reason::kStoreCorrupt));
}

TEST_F(WatermarkTest, EmptyFileIsRefused) {
  WriteFile(MarkOptions().path, "");
  EXPECT_THAT(WatermarkFile::Open(MarkOptions()),
              IsReason(Reason::kStoreCorrupt));
}

TEST_F(WatermarkTest, NewerLayoutIsRefused) {
  Fill(Mark(7), Mark(9));
  std::string bytes = ReadFile(MarkOptions().path);
  bytes[OffsetOf(Mark(9)) + 4] = 2;
  WriteFile(MarkOptions().path, bytes);
  EXPECT_THAT(WatermarkFile::Open(MarkOptions()),
              IsReason(Reason::kStoreTooNew));
}

TEST_F(WatermarkTest, FailedSyncReachesTheHandler) {
  CountingHook hook;
  std::vector<absl::Status> fatal;
  WatermarkFile::Options options = MarkOptions();
  options.sync_hook = &hook;
  options.fatal = [&fatal](const absl::Status& status) {
    fatal.push_back(status);
  };
  {
    ASSERT_OK_AND_ASSIGN(const auto file, WatermarkFile::Open(options));
    hook.FailFromNowOn();
    file->Update(Mark(1));
    EXPECT_FALSE(file->Flush().ok());
  }
  ASSERT_EQ(fatal.size(), 1U);
}

TEST_F(WatermarkTest, MissingDirectoryIsRefused) {
  WatermarkFile::Options options = MarkOptions();
  options.path = dir_.Join("nowhere/watermark");
  EXPECT_THAT(WatermarkFile::Open(options),
              IsReason(Reason::kDataDirUnreadable));
}

}  // namespace
}  // namespace referral::store
