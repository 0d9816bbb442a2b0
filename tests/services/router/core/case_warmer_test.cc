// Cases lie ready when the sequencer needs them, and are never old.
#include "services/router/core/case_warmer.h"

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/case_cache.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsNull;
using ::testing::NotNull;

class CaseWarmerTest : public ::testing::Test {
 protected:
  void Write(std::uint32_t number, std::uint64_t sequence) {
    storage::v1::CaseFile file;
    file.set_case_id(CaseId(number));
    file.set_last_sequence(sequence);
    file.set_message_prints(std::string(8 * sequence, 'p'));
    ledger_.ReplaceCaseFile(CaseId(number), file);
  }
  static void Want(CaseWarmer& warmer, const std::vector<std::string>& cases) {
    warmer.Want(std::vector<absl::string_view>(cases.begin(), cases.end()));
  }
  // The first of them is being read, until ReleaseCaseReads.
  void WantAndHold(CaseWarmer& warmer, const std::vector<std::string>& cases) {
    ledger_.HoldCaseReads();
    Want(warmer, cases);
    ledger_.WaitForCaseReads(1);
  }
  static void Drop(CaseWarmer& warmer, const std::string& case_id) {
    warmer.Drop({case_id});
  }

  FakeLedger ledger_;
};

TEST_F(CaseWarmerTest, WhatIsWantedIsReadBeforeItIsNeeded) {
  Write(1, 3);
  CaseWarmer warmer(ledger_);
  Want(warmer, {CaseId(1), CaseId(2)});
  ledger_.WaitForCaseReads(2);
  const std::unique_ptr<CachedCase> known = warmer.Keep(CaseId(1));
  ASSERT_THAT(known, NotNull());
  EXPECT_EQ(known->file().last_sequence(), 3u);
  EXPECT_EQ(known->written_bytes(), known->file().ByteSizeLong());
  // One that does not exist yet lies ready as well.
  const std::unique_ptr<CachedCase> unknown = warmer.Keep(CaseId(2));
  ASSERT_THAT(unknown, NotNull());
  EXPECT_EQ(unknown->file().last_sequence(), 0u);
  EXPECT_THAT(ledger_.WaitForCaseReads(2), ElementsAre(CaseId(1), CaseId(2)));
}

TEST_F(CaseWarmerTest, WhatIsKeptIsNotReadUntilItIsForgotten) {
  CaseWarmer warmer(ledger_);
  EXPECT_THAT(warmer.Keep(CaseId(1)), IsNull());
  Want(warmer, {CaseId(1), CaseId(2)});
  EXPECT_THAT(ledger_.WaitForCaseReads(1), ElementsAre(CaseId(2)));
  warmer.Forget(CaseId(1));
  Want(warmer, {CaseId(1)});
  EXPECT_THAT(ledger_.WaitForCaseReads(2), ElementsAre(CaseId(2), CaseId(1)));
}

TEST_F(CaseWarmerTest, WhatIsBeingReadIsWaitedFor) {
  CaseWarmer warmer(ledger_);
  WantAndHold(warmer, {CaseId(1)});
  std::unique_ptr<CachedCase> kept;
  std::thread sequencer([&] { kept = warmer.Keep(CaseId(1)); });
  ledger_.ReleaseCaseReads();
  sequencer.join();
  EXPECT_THAT(kept, NotNull());
}

TEST_F(CaseWarmerTest, WhatStillWaitsIsLeftToWhoeverNeedsIt) {
  CaseWarmer warmer(ledger_);
  WantAndHold(warmer, {CaseId(1), CaseId(2), CaseId(3)});
  EXPECT_THAT(warmer.Keep(CaseId(2)), IsNull());
  ledger_.ReleaseCaseReads();
  EXPECT_THAT(ledger_.WaitForCaseReads(2), ElementsAre(CaseId(1), CaseId(3)));
}

TEST_F(CaseWarmerTest, WhatIsDroppedWhileItIsReadIsNotTaken) {
  CaseWarmer warmer(ledger_);
  WantAndHold(warmer, {CaseId(1)});
  Drop(warmer, CaseId(1));
  EXPECT_THAT(warmer.Keep(CaseId(1)), IsNull());
  ledger_.ReleaseCaseReads();
}

TEST_F(CaseWarmerTest, WhatIsDroppedAndWantedAgainIsReadAgain) {
  CaseWarmer warmer(ledger_);
  WantAndHold(warmer, {CaseId(1)});
  Drop(warmer, CaseId(1));
  Want(warmer, {CaseId(1)});
  ledger_.ReleaseCaseReads();
  EXPECT_THAT(ledger_.WaitForCaseReads(2), ElementsAre(CaseId(1), CaseId(1)));
  EXPECT_THAT(warmer.Keep(CaseId(1)), NotNull());
}

TEST_F(CaseWarmerTest, WhatCannotBeReadIsLeftToWhoCanTell) {
  storage::v1::CaseFile file;  // has lost its index
  file.set_case_id(CaseId(1));
  file.set_last_sequence(64);
  ledger_.ReplaceCaseFile(CaseId(1), file);
  CaseWarmer warmer(ledger_);
  Want(warmer, {CaseId(1)});
  ledger_.WaitForCaseReads(1);
  EXPECT_THAT(warmer.Keep(CaseId(1)), IsNull());
}

TEST_F(CaseWarmerTest, TakesNoMoreThanItMay) {
  CaseWarmer warmer(ledger_, {.max_cases = 2});
  Want(warmer, {CaseId(1), CaseId(2), CaseId(3), CaseId(4)});
  EXPECT_THAT(ledger_.WaitForCaseReads(2), ElementsAre(CaseId(1), CaseId(2)));
  EXPECT_THAT(warmer.Keep(CaseId(3)), IsNull());
  EXPECT_THAT(warmer.Keep(CaseId(1)), NotNull());
  Want(warmer, {CaseId(5)});
  EXPECT_THAT(ledger_.WaitForCaseReads(3),
              ElementsAre(CaseId(1), CaseId(2), CaseId(5)));
}

TEST_F(CaseWarmerTest, ReadsOnWhenWhatLayReadyIsTaken) {
  CaseWarmer warmer(ledger_, {.max_ready_bytes = 1});
  Want(warmer, {CaseId(1), CaseId(2), CaseId(3)});
  ledger_.WaitForCaseReads(1);
  EXPECT_THAT(warmer.Keep(CaseId(1)), NotNull());
  EXPECT_THAT(ledger_.WaitForCaseReads(2), ElementsAre(CaseId(1), CaseId(2)));
  // Not beside the second.
  EXPECT_THAT(warmer.Keep(CaseId(3)), IsNull());
}

// A case changes only while the cache keeps it, and is forgotten all the time.
TEST_F(CaseWarmerTest, WhatLiesReadyIsNeverOld) {
  constexpr std::uint32_t kCases = 8;
  constexpr int kMessages = 4000;
  CaseWarmer warmer(ledger_, {.max_cases = 4});
  CaseCache cache(ledger_, warmer, {.ready = 0, .packed = 600});
  std::vector<std::uint64_t> sequences(kCases + 1);
  std::minstd_rand random(1);
  for (int i = 0; i < kMessages; ++i) {
    const auto number = static_cast<std::uint32_t>(random() % kCases + 1);
    Want(warmer, {CaseId(number), CaseId(number % kCases + 1)});
    if (random() % 4 == 0) Drop(warmer, CaseId(number));
    ASSERT_OK_AND_ASSIGN(CachedCase* const cached, cache.Get(CaseId(number)));
    ASSERT_EQ(cached->file().last_sequence(), sequences[number]);
    // Prints of one row only.
    sequences[number] = (sequences[number] + 1) % 64;
    Write(number, sequences[number]);
    storage::v1::CaseFile& file = cached->file();
    file.set_last_sequence(sequences[number]);
    cache.NoteWritten(*cached, file.ByteSizeLong());
    if (random() % 2 == 0) cache.Trim();
  }
}

}  // namespace
}  // namespace referral::router::testing
