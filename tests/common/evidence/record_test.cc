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
  ASSERT_TRUE(head.ParseFromString(SampleChain(1)[0].stored.head()));
  head.mutable_previous_digest()->pop_back();
  EXPECT_THAT(ParseRecordHead(head.SerializeAsString()),
              IsReason(Reason::kDigestMismatch));
}

TEST(RecordTest, AStoredRecordVerifiesAgainstItsHead) {
  const MadeRecord record = SampleChain(1)[0];
  ASSERT_OK_AND_ASSIGN(const RecordHeadSpec head,
                       VerifyStoredRecord(record.stored));
  EXPECT_EQ(head.case_id, CaseId());
  EXPECT_EQ(record.digest, RecordDigest(record.stored.head()));
}

TEST(RecordTest, EveryFlippedBitOfAStoredRecordIsNoticed) {
  const MadeRecord record = SampleChain(1)[0];
  const auto edits = {&storage::v1::StoredRecord::mutable_head,
                      &storage::v1::StoredRecord::mutable_envelope,
                      &storage::v1::StoredRecord::mutable_effects};
  for (const auto edit : edits) {
    storage::v1::StoredRecord wrong = record.stored;
    std::string& bytes = *(wrong.*edit)();
    ForEveryFlippedBit(std::string(bytes), [&](const std::string& flipped) {
      bytes = flipped;
      EXPECT_TRUE(!VerifyStoredRecord(wrong).ok() ||
                  RecordDigest(wrong.head()) != record.digest);
    });
  }
  for (int i = 0; i < record.stored.parts_size(); ++i) {
    storage::v1::StoredRecord wrong = record.stored;
    std::string& bytes = *wrong.mutable_parts(i)->mutable_content();
    ForEveryFlippedBit(std::string(bytes), [&](const std::string& flipped) {
      bytes = flipped;
      EXPECT_THAT(VerifyStoredRecord(wrong), IsReason(Reason::kDigestMismatch));
    });
  }
}

TEST(RecordTest, APartTooFewOrInAnotherPlaceIsNoticed) {
  const MadeRecord record = SampleChain(1)[0];
  storage::v1::StoredRecord fewer = record.stored;
  fewer.mutable_parts()->RemoveLast();
  storage::v1::StoredRecord swapped = record.stored;
  swapped.mutable_parts()->SwapElements(0, 1);
  storage::v1::StoredRecord renumbered = record.stored;
  renumbered.mutable_parts(0)->set_index(1);
  for (const auto& wrong : {fewer, swapped, renumbered}) {
    EXPECT_THAT(VerifyStoredRecord(wrong), IsReason(Reason::kDigestMismatch));
  }
}

// What both say, as text.
std::string TextOf(const RecordView& view) {
  std::string text = absl::StrCat(absl::CHexEscape(view.head), "|",
                                  absl::CHexEscape(view.envelope), "|",
                                  absl::CHexEscape(view.effects));
  for (const RecordView::Part& part : view.parts) {
    absl::StrAppend(&text, "|", part.index, ":",
                    absl::CHexEscape(part.content));
  }
  return text;
}

// Whatever the library reads is viewed as the same.
void ExpectViewedAsParsed(const std::string& bytes) {
  storage::v1::StoredRecord parsed;
  if (!parsed.ParseFromString(bytes)) {
    ViewRecord(bytes).IgnoreError();  // no more than that it ends
    return;
  }
  const absl::StatusOr<RecordView> view = ViewRecord(bytes);
  ASSERT_OK(view);
  EXPECT_EQ(TextOf(*view), TextOf(ViewRecord(parsed)));
}

TEST(RecordTest, AViewSaysWhatIsThere) {
  const std::string bytes = SampleChain(1)[0].stored.SerializeAsString();
  ExpectViewedAsParsed(bytes);
  ForEveryFlippedBit(bytes, ExpectViewedAsParsed);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ExpectViewedAsParsed(bytes.substr(0, size));
  }
  EXPECT_THAT(ViewRecord("\x0a"), IsReason(Reason::kMalformedMessage));
  EXPECT_THAT(ViewRecord(absl::string_view("\0", 1)),
              IsReason(Reason::kMalformedMessage));
}

TEST(ChainTest, TheRecordsOfACaseFollowEachOther) {
  ChainLink link;
  for (const MadeRecord& record : SampleChain(5)) {
    ASSERT_OK_AND_ASSIGN(link, VerifyLink(record.stored.head(), link));
    EXPECT_EQ(link.digest, record.digest);
  }
  EXPECT_EQ(link.sequence, 5u);
  EXPECT_EQ(link.position, 50u);
}

TEST(ChainTest, ARecordLeftOutTwiceOrSwappedIsNoticed) {
  const std::vector<MadeRecord> records = SampleChain(3);
  const auto head = [&](size_t i) { return records[i].stored.head(); };
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
  ForEveryFlippedBit(records[0].stored.head(), [&](const std::string& head) {
    const absl::StatusOr<ChainLink> first = VerifyLink(head, {});
    if (!first.ok()) return;
    EXPECT_THAT(VerifyLink(records[1].stored.head(), *first),
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
