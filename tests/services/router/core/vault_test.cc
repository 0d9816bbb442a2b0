#include "services/router/core/vault.h"

#include <string>

#include "common/base/errors.h"
#include "common/crypto/digest.h"
#include "gtest/gtest.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/round_prover.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using storage::v1::StoredRecord;

// A log with two messages each of two cases.
class VaultTest : public ::testing::Test {
 protected:
  VaultTest() {
    Sequencer::Options options;
    options.home = kHome;
    Sequencer sequencer(options, clock_, ledger_);
    EXPECT_OK(sequencer.Start());
    LoadConfiguration(sequencer);
    for (const std::uint32_t number : {1u, 2u}) {
      EXPECT_OK(SubmitAndWait(sequencer, ledger_.vault(),
                              Message("border", CaseId(number),
                                      MessageId(10 * number), Announce())));
      EXPECT_OK(
          SubmitAndWait(sequencer, ledger_.vault(),
                        Message("sms", CaseId(number),
                                MessageId(10 * number + 1), Inform("NAJ"))));
    }
  }
  StoredRecord Read(std::uint32_t number, std::uint64_t sequence) const {
    return *ledger_.ReadRecord(CaseId(number), sequence);
  }
  absl::Status Open(const StoredRecord& record) const {
    return ledger_.vault().Open(record).status();
  }

  referral::testing::ManualClock clock_;
  FakeLedger ledger_;
};

TEST_F(VaultTest, WhatLiesOnTheDiskTellsNothingAndOpensAgain) {
  const StoredRecord stored = Read(1, 2);
  EXPECT_EQ(stored.SerializeAsString().find("NAJ"), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const StoredRecord opened, ledger_.vault().Open(stored));
  EXPECT_NE(opened.SerializeAsString().find("NAJ"), std::string::npos);
  EXPECT_EQ(opened.head(), stored.head());
  ASSERT_OK_AND_ASSIGN(const v1::Effects effects,
                       ledger_.vault().OpenEffects(stored));
  EXPECT_EQ(effects.SerializeAsString(), opened.effects());
  EXPECT_OK(OpenRecord(stored, ledger_.vault()));
}

TEST_F(VaultTest, EveryCaseHasAKeyOfItsOwnAndTheRouterToo) {
  std::vector<std::string> cases;
  EXPECT_OK(ledger_.VisitCaseKeys({}, [&](const storage::v1::CaseKeyRow& row) {
    cases.push_back(row.case_id());
    return true;
  }));
  EXPECT_EQ(cases.size(), 3u);
}

TEST_F(VaultTest, KeyIsCommittedWithTheFirstRoundThatUsesItAndOnlyThen) {
  for (const storage::v1::CommitBatch& batch : ledger_.commits()) {
    for (const storage::v1::CaseKeyRow& key : batch.case_keys()) {
      ASSERT_FALSE(batch.records().empty());
      bool first = false;
      for (const storage::v1::RecordRow& row : batch.records()) {
        first =
            first || (row.case_id() == key.case_id() && row.sequence() == 1);
      }
      EXPECT_TRUE(first) << key.case_id();
    }
  }
}

TEST_F(VaultTest, SwappedOrReplayedCiphertextDoesNotOpen) {
  const StoredRecord first = Read(1, 1);
  const StoredRecord second = Read(1, 2);
  const StoredRecord foreign = Read(2, 2);
  const struct {
    const char* name;
    std::function<void(StoredRecord&)> edit;
  } kEdits[] = {
      {"part of an earlier record",
       [&](auto& r) { *r.mutable_parts(0) = first.parts(0); }},
      {"part of another case",
       [&](auto& r) { *r.mutable_parts(0) = foreign.parts(0); }},
      {"part at another index",
       [](auto& r) { r.mutable_parts(0)->set_index(1); }},
      {"effects of an earlier record",
       [&](auto& r) { r.set_effects(first.effects()); }},
      {"effects of another case",
       [&](auto& r) { r.set_effects(foreign.effects()); }},
      {"effects in the place of a part",
       [](auto& r) { r.mutable_parts(0)->set_content(r.effects()); }},
      {"plain bytes", [](auto& r) { r.set_effects("plain"); }},
      {"nothing", [](auto& r) { r.clear_effects(); }},
      {"a changed byte", [](auto& r) { r.mutable_effects()->back() ^= 1; }},
  };
  for (const auto& edit : kEdits) {
    SCOPED_TRACE(edit.name);
    StoredRecord record = second;
    edit.edit(record);
    EXPECT_THAT(Open(record), IsReason(Reason::kStoreCorrupt));
  }
}

TEST_F(VaultTest, WithoutTheKeyTheChainStillVerifiesAndNothingOpens) {
  ledger_.EraseKey(CaseId(1));
  for (const std::uint64_t sequence : {1u, 2u}) {
    const StoredRecord stored = Read(1, sequence);
    EXPECT_OK(RoundProver(ledger_).ReadReceipt(CaseId(1), sequence));
    EXPECT_THAT(Open(stored), IsReason(Reason::kKeyMissing));
  }
  EXPECT_OK(Open(Read(2, 1)));
}

TEST_F(VaultTest, InsecureStoreKeepsPlainBytes) {
  const Vault plain;
  const evidence::OpenedMessage message =
      testing::Open(Message("sms", CaseId(1), MessageId(1), Announce()));
  ASSERT_OK_AND_ASSIGN(const SealedParts sealed, plain.SealParts(message));
  EXPECT_EQ(sealed.key, nullptr);
  EXPECT_EQ(sealed.parts[0], message.parts[0].disclosure());
  EXPECT_EQ(plain.SealEffects(nullptr, message, "effects"), "effects");
}

}  // namespace
}  // namespace referral::router::testing
