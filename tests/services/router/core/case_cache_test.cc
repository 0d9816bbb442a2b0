// The sequencer's copies of cases: bounded, and always as last written.
#include "services/router/core/case_cache.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

std::string NameOf(int number) { return "case-" + std::to_string(number); }

class CaseCacheTest : public ::testing::Test {
 protected:
  // Changes the case and writes it, as a round does.
  void Write(CaseCache& cache, int number, std::uint64_t sequence) {
    const auto cached = cache.Get(NameOf(number));
    ASSERT_OK(cached);
    storage::v1::CaseFile& file = (*cached)->file();
    file.set_case_id(NameOf(number));
    file.set_last_sequence(sequence);
    file.set_message_prints(std::string(8 * sequence, 'p'));
    ledger_.ReplaceCaseFile(NameOf(number), file);
    cache.NoteWritten(**cached, file.ByteSizeLong());
  }
  // Cases 0 to 15, and all stay ready.
  void WriteSixteen(CaseCache& cache) {
    for (int i = 0; i < 16; ++i) Write(cache, i, 1);
    cache.Trim();
    ASSERT_EQ(cache.ready(), 16);
  }
  // Writes them behind the cache's back: it reads again what it has forgotten.
  void ReplaceInLedger(int cases) {
    for (int i = 0; i < cases; ++i) {
      storage::v1::CaseFile file;
      file.set_last_sequence(2);
      file.set_message_prints(std::string(8 * 2, 'p'));
      ledger_.ReplaceCaseFile(NameOf(i), file);
    }
  }
  std::uint64_t SequenceOf(CaseCache& cache, int number) {
    const auto cached = cache.Get(NameOf(number));
    EXPECT_OK(cached);
    return (*cached)->file().last_sequence();
  }

  FakeLedger ledger_;
  CaseWarmer warmer_{ledger_};
};

TEST_F(CaseCacheTest, WhatIsNowhereIsEmpty) {
  CaseCache cache(ledger_, warmer_);
  EXPECT_EQ(SequenceOf(cache, 1), 0);
  EXPECT_EQ((*cache.Get(NameOf(1)))->written_bytes(), 0);
}

TEST_F(CaseCacheTest, WhatWasForgottenComesBackAsItWasWritten) {
  CaseCache cache(ledger_, warmer_, {.ready = 0, .packed = 0});
  Write(cache, 1, 3);
  Write(cache, 2, 5);
  EXPECT_EQ(cache.ready(), 2);
  cache.Trim();
  EXPECT_EQ(cache.ready() + cache.packed(), 0);
  EXPECT_EQ(SequenceOf(cache, 1), 3);
  EXPECT_EQ(SequenceOf(cache, 2), 5);
  EXPECT_EQ((*cache.Get(NameOf(1)))->written_bytes(),
            (*ledger_.ReadCaseFile(NameOf(1)))->ByteSizeLong());
}

TEST_F(CaseCacheTest, WhatWasPackedComesBackAsItWas) {
  CaseCache cache(ledger_, warmer_, {.ready = 0});
  Write(cache, 1, 3);
  const auto written = cache.Get(NameOf(1));
  ASSERT_OK(written);
  const std::size_t bytes = (*written)->written_bytes();
  cache.Trim();
  EXPECT_EQ(cache.ready(), 0);
  EXPECT_EQ(cache.packed(), 1);
  ReplaceInLedger(2);
  EXPECT_EQ(SequenceOf(cache, 1), 3);
  EXPECT_EQ((*cache.Get(NameOf(1)))->written_bytes(), bytes);
  EXPECT_EQ(cache.ready(), 1);
  EXPECT_EQ(cache.packed(), 0);
}

TEST_F(CaseCacheTest, TheIndexOfALongCaseIsPackedWithIt) {
  CaseCache cache(ledger_, warmer_, {.ready = 0});
  const auto cached = cache.Get(NameOf(1));
  ASSERT_OK(cached);
  for (std::uint64_t i = 1; i <= 100; ++i) {
    (*cached)->file().set_last_sequence(i);
    (*cached)->AddPrint(i);
  }
  cache.NoteWritten(**cached, (*cached)->file().ByteSizeLong());
  cache.Trim();
  ASSERT_EQ(cache.packed(), 1);
  const auto unpacked = cache.Get(NameOf(1));
  ASSERT_OK(unpacked);
  for (std::uint64_t i = 1; i <= 100; ++i) {
    EXPECT_THAT((*unpacked)->FindPrint(i), ::testing::ElementsAre(i));
  }
}

TEST_F(CaseCacheTest, PacksAndThenForgetsWhatIsLongestUnused) {
  // Some cases ready, some packed, but not all.
  constexpr int kCases = 128;
  CaseCache cache(
      ledger_, warmer_,
      {.ready = std::size_t{64} << 10, .packed = std::size_t{8} << 10});
  for (int i = 0; i < kCases; ++i) Write(cache, i, 1);
  SequenceOf(cache, 0);
  cache.Trim();
  EXPECT_GT(cache.ready(), 8);
  EXPECT_GT(cache.packed(), 8);
  const auto known = static_cast<int>(cache.ready() + cache.packed());
  EXPECT_LT(known, kCases - 8);
  ReplaceInLedger(kCases);
  EXPECT_EQ(SequenceOf(cache, 0), 1);
  // Those after it are longest unused.
  EXPECT_EQ(SequenceOf(cache, 1), 2);
  EXPECT_EQ(SequenceOf(cache, kCases - known), 2);
  EXPECT_EQ(SequenceOf(cache, kCases - known + 1), 1);
  EXPECT_EQ(SequenceOf(cache, kCases - 1), 1);
}

TEST_F(CaseCacheTest, ACaseThatGrowsTakesThePlaceOfOthers) {
  CaseCache cache(ledger_, warmer_, {.ready = std::size_t{256} << 10});
  WriteSixteen(cache);
  const auto cached = cache.Get(NameOf(15));
  ASSERT_OK(cached);
  storage::v1::CaseFile& file = (*cached)->file();
  file.set_lead(std::string(std::size_t{240} << 10, 'l'));
  cache.NoteWritten(**cached, file.ByteSizeLong());
  cache.Trim();
  EXPECT_LT(cache.ready(), 16);
  EXPECT_EQ(SequenceOf(cache, 15), 1);
}

// Its index stands beside its file.
TEST_F(CaseCacheTest, ALongCaseTakesMoreThanItsFile) {
  CaseCache cache(ledger_, warmer_, {.ready = std::size_t{256} << 10});
  WriteSixteen(cache);
  const auto cached = cache.Get(NameOf(15));
  ASSERT_OK(cached);
  for (std::uint64_t i = 2; i <= 16 * 1024; ++i) {
    (*cached)->file().set_last_sequence(i);
    (*cached)->AddPrint(i);
  }
  cache.NoteWritten(**cached, (*cached)->file().ByteSizeLong());
  cache.Trim();
  EXPECT_LT(cache.ready(), 16);
}

TEST_F(CaseCacheTest, ACaseWhoseIndexIsIncompleteIsNotWorkedOn) {
  storage::v1::CaseFile file;
  file.set_case_id(NameOf(1));
  file.set_last_sequence(64);
  ledger_.ReplaceCaseFile(NameOf(1), file);
  EXPECT_THAT(CaseCache(ledger_, warmer_).Get(NameOf(1)),
              referral::testing::IsReason(Reason::kStoreCorrupt));
}

}  // namespace
}  // namespace referral::router::testing
