#include "services/referralctl/receipt_check.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/referralctl/made_log.h"
#include "tests/support/status_matchers.h"

namespace referral::referralctl {
namespace {

const std::string kCase = evidence::CaseId();

ShownLog ShownOf(const std::vector<v1::Record>& records) {
  ShownLog log;
  for (const v1::Record& record : records) {
    const auto shown = Show(record);
    EXPECT_OK(shown);
    log.insert_or_assign(shown->first, shown->second);
  }
  return log;
}

// The kind found for the receipt of sequence 2; "" if none.
std::string KindFor(const ShownLog& log, const v1::Receipt& receipt) {
  const absl::optional<Finding> finding = HoldAgainst(log, receipt);
  if (!finding.has_value()) return "";
  EXPECT_EQ(finding->case_id(), receipt.case_id());
  EXPECT_EQ(finding->sequence(), receipt.sequence());
  EXPECT_NE(finding->message(), "");
  EXPECT_NE(finding->reason_code(), "");
  return v1::FindingKind_Name(finding->kind());
}

TEST(ReceiptCheckTest, ALogThatKeptItsWordIsClean) {
  const MadeLog made = MakeLog(kCase, 3);
  const ShownLog log = ShownOf(made.records);
  for (const v1::Receipt& receipt : made.receipts) {
    EXPECT_EQ(KindFor(log, receipt), "");
  }
}

TEST(ReceiptCheckTest, WhatWasDoneToTheLogIsNamed) {
  const MadeLog made = MakeLog(kCase, 3);
  const v1::Receipt& receipt = made.receipts[1];
  ShownLog log = ShownOf({made.records[0]});
  EXPECT_EQ(KindFor(log, receipt), "FINDING_KIND_CUT");
  EXPECT_EQ(KindFor({}, receipt), "FINDING_KIND_CUT");
  log = ShownOf({made.records[0], made.records[2]});
  EXPECT_EQ(KindFor(log, receipt), "FINDING_KIND_MISSING");
  log.insert_or_assign(2, MakeError(Reason::kStoreCorrupt, "unread"));
  EXPECT_EQ(KindFor(log, receipt), "FINDING_KIND_UNREADABLE");
}

TEST(ReceiptCheckTest, ARewriteByTheHolderOfTheKeyIsFound) {
  const MadeLog made = MakeLog(kCase, 3);
  const ShownLog rewritten = ShownOf(MakeLog(kCase, 3).records);
  for (const v1::Receipt& receipt : made.receipts) {
    EXPECT_EQ(KindFor(rewritten, receipt), "FINDING_KIND_REWRITTEN");
  }
}

TEST(ReceiptCheckTest, TheSameRecordUnderAnotherRoundIsARewrite) {
  const MadeLog made = MakeLog(kCase, 2);
  v1::Record moved = made.records[1];
  const auto digest = crypto::FromBytes(made.receipts[1].record_digest());
  // Another round before it.
  v1::SignedRoundHead head = evidence::SampleRound(
      {*digest}, 2, crypto::Blake2b256("test", "another round"));
  evidence::SignRoundHead(RouterKey(), "r1", head);
  *moved.mutable_proof() =
      evidence::MakeRoundProof(evidence::HashTree({*digest}), 0, head);
  EXPECT_EQ(KindFor(ShownOf({moved}), made.receipts[1]),
            "FINDING_KIND_REWRITTEN");
  // A proof that proves nothing.
  moved.mutable_proof()->mutable_path()->set_leaf_count(2);
  EXPECT_EQ(KindFor(ShownOf({moved}), made.receipts[1]), "FINDING_KIND_ROUND");
}

TEST(ReceiptCheckTest, AReceiptThatSaysAnotherPlaceAccusesNobody) {
  const MadeLog made = MakeLog(kCase, 3);
  v1::Receipt receipt = made.receipts[1];
  receipt.set_sequence(3);
  EXPECT_EQ(KindFor(ShownOf(made.records), receipt),
            "FINDING_KIND_UNSPECIFIED");
}

TEST(ReceiptCheckTest, WhatIsNoRecordShowsNothing) {
  v1::Record record;
  record.set_head("\xff");
  EXPECT_THAT(Show(record), testing::IsReason(Reason::kMalformedMessage));
}

}  // namespace
}  // namespace referral::referralctl
