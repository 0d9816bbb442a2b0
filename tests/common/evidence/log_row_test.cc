// What lies in the log of a record, and the head that follows from it.
#include "common/evidence/log_row.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/evidence/digests.h"
#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using referral::testing::IsReason;
using storage::v1::LogRow;
using storage::v1::StoredRecord;

TEST(LogRowTest, GivesTheHeadThatWasMade) {
  for (const MadeRecord& made : SampleChain(2)) {
    ASSERT_OK_AND_ASSIGN(const StoredRecord record,
                         ReadLogRow(made.row.SerializeAsString()));
    EXPECT_EQ(record.head(), made.head_bytes);
    EXPECT_EQ(RecordDigest(record.head()), made.digest);
    EXPECT_EQ(record.envelope(), made.row.envelope());
    EXPECT_EQ(record.effects(), made.row.effects());
    ASSERT_EQ(record.parts_size(), made.row.parts_size());
    for (int i = 0; i < record.parts_size(); ++i) {
      EXPECT_EQ(record.parts(i).index(), i);
      EXPECT_EQ(record.parts(i).content(), made.row.parts(i));
    }
  }
}

TEST(LogRowTest, TheProofIsKept) {
  OpenedMessage message = Open(Build(SampleSpec()));
  message.proof.set_key_id("key");
  const MadeRecord made =
      MakeRecord(message, PlainBytes(message, "effects"), {1, 1, SampleTime()});
  ASSERT_OK_AND_ASSIGN(const StoredRecord record,
                       ReadLogRow(made.row.SerializeAsString()));
  EXPECT_EQ(record.proof().key_id(), "key");
}

// The proof alone is bound by no digest: it says itself what it proves.
TEST(LogRowTest, EveryFlippedBitMakesAnotherRecord) {
  const MadeRecord made = SampleChain(2)[1];
  ForEveryFlippedBit(made.row.SerializeAsString(), [&](const std::string& row) {
    const absl::StatusOr<StoredRecord> record = ReadLogRow(row);
    EXPECT_TRUE(!record.ok() || RecordDigest(record->head()) != made.digest);
  });
}

TEST(LogRowTest, APartTooFewOrInAnotherPlaceMakesAnotherRecord) {
  const MadeRecord made = SampleChain(1)[0];
  LogRow fewer = made.row;
  fewer.mutable_parts()->RemoveLast();
  LogRow more = made.row;
  more.add_parts("");
  LogRow swapped = made.row;
  swapped.mutable_parts()->SwapElements(0, 1);
  for (const LogRow& wrong : {fewer, more, swapped}) {
    ASSERT_OK_AND_ASSIGN(const StoredRecord record,
                         ReadLogRow(wrong.SerializeAsString()));
    EXPECT_NE(RecordDigest(record.head()), made.digest);
  }
}

TEST(LogRowTest, WhatWasNeverMadeIsRefused) {
  const LogRow row = SampleChain(2)[1].row;
  const struct {
    const char* what;
    void (*spoil)(LogRow&);
    Reason reason;
  } kRows[] = {
      {"no position", [](LogRow& r) { r.clear_position(); },
       Reason::kInvalidField},
      {"no sequence", [](LogRow& r) { r.clear_sequence(); },
       Reason::kInvalidField},
      {"no envelope", [](LogRow& r) { r.clear_envelope(); },
       Reason::kMalformedMessage},
      {"an envelope of no case", [](LogRow& r) { r.set_envelope("\x08\x01"); },
       Reason::kMalformedMessage},
      {"an envelope of a case whose id is no text",
       [](LogRow& r) { r.set_envelope("\x1a\x02\xc3\x28"); },
       Reason::kMalformedMessage},
      {"half a digest", [](LogRow& r) { r.set_previous_digest("half"); },
       Reason::kDigestMismatch},
      {"a time that is none",
       [](LogRow& r) { r.mutable_recorded_time()->set_nanos(-1); },
       Reason::kInvalidField},
  };
  for (const auto& spoilt : kRows) {
    LogRow wrong = row;
    spoilt.spoil(wrong);
    EXPECT_THAT(ReadLogRow(wrong.SerializeAsString()), IsReason(spoilt.reason))
        << spoilt.what;
  }
  EXPECT_THAT(ReadLogRow("\x0a"), IsReason(Reason::kMalformedMessage));
}

// What both say, as text.
std::string TextOf(const LogRowView& view) {
  std::string text = absl::StrCat(view.position, "|", view.sequence, "|",
                                  absl::CHexEscape(view.previous_digest), "|",
                                  absl::CHexEscape(view.envelope), "|",
                                  absl::CHexEscape(view.effects));
  for (const absl::string_view part : view.parts) {
    absl::StrAppend(&text, "|", absl::CHexEscape(part));
  }
  return text;
}
std::string TextOf(const LogRow& row) {
  LogRowView view;
  view.position = row.position();
  view.sequence = row.sequence();
  view.previous_digest = row.previous_digest();
  view.envelope = row.envelope();
  view.effects = row.effects();
  for (const std::string& part : row.parts()) view.parts.push_back(part);
  return TextOf(view);
}

// Whatever the library reads is viewed as the same.
void ExpectViewedAsParsed(const std::string& bytes) {
  LogRow parsed;
  if (!parsed.ParseFromString(bytes)) {
    ViewLogRow(bytes).IgnoreError();  // no more than that it ends
    return;
  }
  const absl::StatusOr<LogRowView> view = ViewLogRow(bytes);
  ASSERT_OK(view);
  EXPECT_EQ(TextOf(*view), TextOf(parsed));
}

TEST(LogRowTest, AViewSaysWhatIsThere) {
  const std::string bytes = SampleChain(2)[1].row.SerializeAsString();
  ExpectViewedAsParsed(bytes);
  ForEveryFlippedBit(bytes, ExpectViewedAsParsed);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ExpectViewedAsParsed(bytes.substr(0, size));
  }
  EXPECT_THAT(ViewLogRow("\x0a"), IsReason(Reason::kMalformedMessage));
  EXPECT_THAT(ViewLogRow(absl::string_view("\0", 1)),
              IsReason(Reason::kMalformedMessage));
}

}  // namespace
}  // namespace referral::evidence
