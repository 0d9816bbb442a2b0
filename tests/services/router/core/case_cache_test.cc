// The sequencer's copies of cases: bounded, and always as last written.
#include "services/router/core/case_cache.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

std::string NameOf(int number) { return "case-" + std::to_string(number); }

class CaseCacheTest : public ::testing::Test {
 protected:
  // A file that says which write it is of.
  static std::string Written(int number, int version) {
    storage::v1::CaseFile file;
    file.set_case_id(NameOf(number));
    file.set_last_sequence(static_cast<std::uint64_t>(version));
    return file.SerializeAsString();
  }
  std::uint64_t SequenceOf(CaseCache& cache, int number) {
    const auto file = cache.Get(NameOf(number));
    EXPECT_OK(file);
    return (*file)->last_sequence();
  }

  FakeLedger ledger_;
};

TEST_F(CaseCacheTest, WhatIsNowhereIsEmpty) {
  CaseCache cache(ledger_, {});
  EXPECT_EQ(SequenceOf(cache, 1), 0);
}

TEST_F(CaseCacheTest, WhatWasForgottenComesBackAsItWasWritten) {
  CaseCache cache(ledger_, {.cases = 2});
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK_AND_ASSIGN(storage::v1::CaseFile * file, cache.Get(NameOf(i)));
    file->set_last_sequence(1);
    cache.KeepWritten(NameOf(i), Written(i, 1));
  }
  EXPECT_EQ(cache.size(), 5);
  cache.Trim();
  EXPECT_EQ(cache.size(), 2);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(SequenceOf(cache, i), 1) << i;
  cache.KeepWritten(NameOf(0), Written(0, 2));
  cache.Trim();
  for (int i = 1; i < 5; ++i) SequenceOf(cache, i);
  cache.Trim();
  EXPECT_EQ(SequenceOf(cache, 0), 2);
}

TEST_F(CaseCacheTest, KeepsNoMoreBytesThanItMay) {
  const std::size_t one = Written(1, 1).size();
  CaseCache cache(ledger_, {.cases = 1, .bytes = 3 * one});
  for (int i = 1; i < 9; ++i) cache.KeepWritten(NameOf(i), Written(i, 1));
  cache.KeepWritten(NameOf(6), Written(6, 2));  // written again, not twice
  cache.Trim();
  EXPECT_EQ(cache.written_size(), 3);
  EXPECT_EQ(SequenceOf(cache, 6), 2);
  EXPECT_EQ(SequenceOf(cache, 8), 1);
  EXPECT_EQ(SequenceOf(cache, 1), 0);  // from the ledger, which has none
}

}  // namespace
}  // namespace referral::router::testing
