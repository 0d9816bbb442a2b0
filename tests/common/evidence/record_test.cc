#include "common/evidence/record.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsReason;

TEST(RecordTest, AHeadSaysWhatItWasMadeOf) {
  RecordHeadSpec spec;
  spec.position = 12;
  spec.case_id = CaseId();
  spec.sequence = 3;
  spec.recorded_time = SampleTime();
  spec.envelope_digest = Digests(5)[0];
  spec.stored_part_digests = {Digests(5)[1], Digests(5)[2]};
  spec.stored_effects_digest = Digests(5)[3];
  spec.previous_digest = Digests(5)[4];
  ASSERT_OK_AND_ASSIGN(const RecordHeadSpec parsed,
                       ParseRecordHead(MakeRecordHead(spec)));
  EXPECT_EQ(parsed.position, spec.position);
  EXPECT_EQ(parsed.case_id, spec.case_id);
  EXPECT_EQ(parsed.sequence, spec.sequence);
  EXPECT_EQ(parsed.recorded_time, spec.recorded_time);
  EXPECT_EQ(parsed.envelope_digest, spec.envelope_digest);
  EXPECT_EQ(parsed.stored_part_digests, spec.stored_part_digests);
  EXPECT_EQ(parsed.stored_effects_digest, spec.stored_effects_digest);
  EXPECT_EQ(parsed.previous_digest, spec.previous_digest);
}

TEST(RecordTest, WhatIsNoHeadIsRefused) {
  EXPECT_THAT(ParseRecordHead("\xff"), IsReason(Reason::kMalformedMessage));
  EXPECT_THAT(ParseRecordHead(""), IsReason(Reason::kInvalidField));
  v1::RecordHead head;
  ASSERT_TRUE(head.ParseFromString(SampleChain(1)[0].head_bytes));
  head.mutable_previous_digest()->pop_back();
  EXPECT_THAT(ParseRecordHead(head.SerializeAsString()),
              IsReason(Reason::kDigestMismatch));
}

TEST(ChainTest, TheRecordsOfACaseFollowEachOther) {
  ChainLink link;
  for (const MadeRecord& record : SampleChain(5)) {
    ASSERT_OK_AND_ASSIGN(link, VerifyLink(record.head_bytes, link));
    EXPECT_EQ(link.digest, record.digest);
  }
  EXPECT_EQ(link.sequence, 5u);
  EXPECT_EQ(link.position, 50u);
}

TEST(ChainTest, ARecordLeftOutTwiceOrSwappedIsNoticed) {
  const std::vector<MadeRecord> records = SampleChain(3);
  const auto head = [&](size_t i) { return records[i].head_bytes; };
  ASSERT_OK_AND_ASSIGN(const ChainLink first, VerifyLink(head(0), {}));
  ASSERT_OK_AND_ASSIGN(const ChainLink second, VerifyLink(head(1), first));
  EXPECT_THAT(VerifyLink(head(1), {}), IsReason(Reason::kStoreCorrupt));
  EXPECT_THAT(VerifyLink(head(2), first), IsReason(Reason::kStoreCorrupt));
  EXPECT_THAT(VerifyLink(head(1), second), IsReason(Reason::kStoreCorrupt));
}

// Offline tools print what they find in a damaged log.
TEST(ChainTest, ABreakIsNamedPrintablyWhateverTheRecordSays) {
  RecordHeadSpec spec;
  spec.position = 1;
  spec.case_id = "AZ-\x1b[2J";
  spec.sequence = 7;
  spec.recorded_time = SampleTime();
  const absl::Status status = VerifyLink(MakeRecordHead(spec), {}).status();
  EXPECT_THAT(status, IsReason(Reason::kStoreCorrupt));
  EXPECT_EQ(Where(status), "AZ-\\x1b[2J sequence 7");
}

TEST(ChainTest, AFlippedBitInAnyHeadBreaksTheChain) {
  const std::vector<MadeRecord> records = SampleChain(2);
  ForEveryFlippedBit(records[0].head_bytes, [&](const std::string& head) {
    const absl::StatusOr<ChainLink> first = VerifyLink(head, {});
    if (!first.ok()) return;
    EXPECT_THAT(VerifyLink(records[1].head_bytes, *first),
                IsReason(Reason::kStoreCorrupt));
  });
}

TEST(ChainTest, PositionAndTimeNeverGoBackwards) {
  RecordHeadSpec spec;
  spec.position = 2;
  spec.case_id = CaseId();
  spec.sequence = 1;
  spec.recorded_time = SampleTime();
  ASSERT_OK_AND_ASSIGN(const ChainLink first,
                       VerifyLink(MakeRecordHead(spec), {}));
  spec.sequence = 2;
  spec.previous_digest = first.digest;
  EXPECT_THAT(VerifyLink(MakeRecordHead(spec), first),
              IsReason(Reason::kStoreCorrupt));
  spec.position = 3;
  EXPECT_OK(VerifyLink(MakeRecordHead(spec), first));
  spec.recorded_time -= absl::Nanoseconds(1);
  EXPECT_THAT(VerifyLink(MakeRecordHead(spec), first),
              IsReason(Reason::kStoreCorrupt));
}

TEST(DeliveredRecordTest, AReaderVerifiesPartEnvelopeHeadAndRound) {
  ASSERT_OK_AND_ASSIGN(const RecordHeadSpec head, VerifyRecord(SampleRecord()));
  EXPECT_EQ(head.position, 5u);
}

TEST(DeliveredRecordTest, WithheldPartsAndHeadOnlyStillVerify) {
  v1::Record record = SampleRecord();
  record.mutable_message()->mutable_parts()->DeleteSubrange(0, 2);
  EXPECT_OK(VerifyRecord(record));
  record.clear_message();
  EXPECT_OK(VerifyRecord(record));
}

TEST(DeliveredRecordTest, AnotherMessageInThePlaceOfTheRecordedIsNoticed) {
  v1::Record record = SampleRecord();
  *record.mutable_message() = Build(SampleSpec());
  EXPECT_THAT(VerifyRecord(record), IsReason(Reason::kDigestMismatch));
}

TEST(DeliveredRecordTest, EveryFlippedBitIsNoticed) {
  const v1::Record record = SampleRecord();
  ForEveryFlippedBit(record.SerializeAsString(), [&](const std::string&
                                                         flipped) {
    v1::Record wrong;
    if (!wrong.ParseFromString(flipped)) return;
    // A bit of a tag may hide the message, which is allowed: the head
    // remains. Nothing may pass that says something else.
    if (!VerifyRecord(wrong).ok()) return;
    EXPECT_EQ(wrong.head(), record.head());
    for (const v1::Part& part : wrong.message().parts()) {
      EXPECT_EQ(
          part.disclosure(),
          record.message().parts(static_cast<int>(part.index())).disclosure());
    }
    if (wrong.has_message()) {
      EXPECT_EQ(wrong.message().envelope(), record.message().envelope());
    }
  });
}

}  // namespace
}  // namespace referral::evidence
