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
  // Cases 0 to 15, and nothing was forgotten.
  void WriteSixteen(CaseCache& cache) {
    for (int i = 0; i < 16; ++i) Write(cache, i, 1);
    cache.Trim();
    ASSERT_EQ(cache.size(), 16);
  }
  std::uint64_t SequenceOf(CaseCache& cache, int number) {
    const auto cached = cache.Get(NameOf(number));
    EXPECT_OK(cached);
    return (*cached)->file().last_sequence();
  }

  FakeLedger ledger_;
};

TEST_F(CaseCacheTest, WhatIsNowhereIsEmpty) {
  CaseCache cache(ledger_);
  EXPECT_EQ(SequenceOf(cache, 1), 0);
  EXPECT_EQ((*cache.Get(NameOf(1)))->written_bytes(), 0);
}

TEST_F(CaseCacheTest, WhatWasForgottenComesBackAsItWasWritten) {
  CaseCache cache(ledger_, 0);
  Write(cache, 1, 3);
  Write(cache, 2, 5);
  EXPECT_EQ(cache.size(), 2);
  cache.Trim();
  EXPECT_EQ(cache.size(), 0);
  EXPECT_EQ(SequenceOf(cache, 1), 3);
  EXPECT_EQ(SequenceOf(cache, 2), 5);
  EXPECT_EQ((*cache.Get(NameOf(1)))->written_bytes(),
            (*ledger_.ReadCaseFile(NameOf(1)))->ByteSizeLong());
}

TEST_F(CaseCacheTest, ForgetsWhatIsLongestUnused) {
  // Some cases, but not all.
  constexpr int kCases = 64;
  CaseCache cache(ledger_, std::size_t{128} << 10);
  for (int i = 0; i < kCases; ++i) Write(cache, i, 1);
  SequenceOf(cache, 0);
  cache.Trim();
  EXPECT_GT(cache.size(), 8);
  EXPECT_LT(cache.size(), kCases - 8);
  // Behind the cache's back: only what it has forgotten is read again.
  for (int i = 0; i < kCases; ++i) {
    storage::v1::CaseFile file;
    file.set_last_sequence(2);
    file.set_message_prints(std::string(8 * 2, 'p'));
    ledger_.ReplaceCaseFile(NameOf(i), file);
  }
  EXPECT_EQ(SequenceOf(cache, 0), 1);
  EXPECT_EQ(SequenceOf(cache, kCases - 1), 1);
  EXPECT_EQ(SequenceOf(cache, 1), 2);
}

TEST_F(CaseCacheTest, ACaseThatGrowsTakesThePlaceOfOthers) {
  CaseCache cache(ledger_, std::size_t{256} << 10);
  WriteSixteen(cache);
  const auto cached = cache.Get(NameOf(15));
  ASSERT_OK(cached);
  storage::v1::CaseFile& file = (*cached)->file();
  file.set_lead(std::string(std::size_t{240} << 10, 'l'));
  cache.NoteWritten(**cached, file.ByteSizeLong());
  cache.Trim();
  EXPECT_LT(cache.size(), 16);
  EXPECT_EQ(SequenceOf(cache, 15), 1);
}

// Its index stands beside its file.
TEST_F(CaseCacheTest, ALongCaseTakesMoreThanItsFile) {
  CaseCache cache(ledger_, std::size_t{256} << 10);
  WriteSixteen(cache);
  const auto cached = cache.Get(NameOf(15));
  ASSERT_OK(cached);
  for (std::uint64_t i = 2; i <= 16 * 1024; ++i) {
    (*cached)->file().set_last_sequence(i);
    (*cached)->AddPrint(i);
  }
  cache.NoteWritten(**cached, (*cached)->file().ByteSizeLong());
  cache.Trim();
  EXPECT_LT(cache.size(), 16);
}

TEST_F(CaseCacheTest, ACaseWhoseIndexIsIncompleteIsNotWorkedOn) {
  storage::v1::CaseFile file;
  file.set_case_id(NameOf(1));
  file.set_last_sequence(64);
  ledger_.ReplaceCaseFile(NameOf(1), file);
  EXPECT_THAT(CaseCache(ledger_).Get(NameOf(1)),
              referral::testing::IsReason(Reason::kStoreCorrupt));
}

}  // namespace
}  // namespace referral::router::testing
