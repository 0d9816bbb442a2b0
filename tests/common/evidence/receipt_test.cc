#include "common/evidence/receipt.h"

#include <string>

#include "common/evidence/digests.h"
#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsReason;

class ReceiptTest : public ::testing::Test {
 protected:
  v1::Receipt Made() const {
    const absl::StatusOr<RecordHeadSpec> head = ParseRecordHead(record_.head());
    return MakeReceipt(head.value(), RecordDigest(record_.head()), kMessageId,
                       record_.proof());
  }

  const v1::Record record_ = SampleRecord();
  const v1::Receipt receipt_ = Made();
};

TEST_F(ReceiptTest, AReceiptProvesItselfAndItsRecord) {
  EXPECT_OK(VerifyReceipt(receipt_));
  EXPECT_OK(VerifyReceiptOf(receipt_, record_));
  EXPECT_EQ(receipt_.case_id(), CaseId());
  EXPECT_EQ(receipt_.position(), 5u);
  EXPECT_EQ(receipt_.sequence(), 1u);
}

TEST_F(ReceiptTest, TheSameRecordGivesTheSameReceipt) {
  EXPECT_EQ(receipt_.SerializeAsString(), Made().SerializeAsString());
}

TEST_F(ReceiptTest, EveryFlippedBitBelowTheRoundHeadIsNoticed) {
  ForEveryFlippedBit(receipt_.SerializeAsString(), [&](std::string flipped) {
    v1::Receipt wrong;
    if (!wrong.ParseFromString(flipped)) return;
    if (!VerifyReceiptOf(wrong, record_).ok()) return;
    // Another round head has another digest, which the signature is over.
    if (wrong.proof().round_head().head() !=
        receipt_.proof().round_head().head()) {
      return;
    }
    wrong.DiscardUnknownFields();
    wrong.mutable_proof()->mutable_round_head()->clear_signature();
    wrong.mutable_proof()->mutable_round_head()->clear_key_id();
    EXPECT_EQ(wrong.SerializeAsString(), receipt_.SerializeAsString());
  });
}

TEST_F(ReceiptTest, AWrongFieldIsRefused) {
  struct {
    const char* name;
    void (*edit)(v1::Receipt&);
    bool alone;  // noticed without the record
  } const cases[] = {
      {"case", [](auto& r) { r.set_case_id(CaseId(9)); }, false},
      {"another home", [](auto& r) { r.set_case_id("TJ-ROUTER"); }, true},
      {"no case", [](auto& r) { r.clear_case_id(); }, true},
      {"sequence", [](auto& r) { r.set_sequence(2); }, false},
      {"message",
       [](auto& r) {
         r.set_message_id("ffffffff-d9cb-469f-a165-70867728950e");
       },
       false},
      {"no message", [](auto& r) { r.clear_message_id(); }, true},
      {"position", [](auto& r) { r.set_position(6); }, true},
      {"digest", [](auto& r) { r.set_record_digest(std::string(32, 'x')); },
       true},
      {"time", [](auto& r) { r.mutable_recorded_time()->set_nanos(1); }, true},
      {"no proof", [](auto& r) { r.clear_proof(); }, true},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    v1::Receipt wrong = receipt_;
    test.edit(wrong);
    EXPECT_FALSE(VerifyReceiptOf(wrong, record_).ok());
    EXPECT_EQ(VerifyReceipt(wrong).ok(), !test.alone);
  }
}

TEST_F(ReceiptTest, TheReceiptOfAnotherRecordIsRefused) {
  EXPECT_THAT(VerifyReceiptOf(receipt_, SampleRecord()),
              IsReason(Reason::kDigestMismatch));
}

}  // namespace
}  // namespace referral::evidence
