#include "services/referralctl/findings_view.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace referral::referralctl {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;
using ::testing::ResultOf;

v1::VerifyCasesResponse Parse(const char* text) {
  v1::VerifyCasesResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
  return response;
}

constexpr char kFound[] = R"pb(
  cases_checked: 1
  records_checked: 1200
  cases_total: 4
  findings {
    case_id: "AZ-7K3QX-9M2TF-9"
    sequence: 3
    kind: FINDING_KIND_SENDER_SIGNATURE
    reason_code: "SIGNATURE_INVALID"
    message: "the signature is not that of this envelope: "
             "signed_message.proof.signature"
  }
  findings {
    case_id: "AZ-ROUTER"
    kind: FINDING_KIND_ROUND
    reason_code: "STORE_CORRUPT"
    message: "no round can be read at position 4"
  }
  findings { reason_code: "MALFORMED_MESSAGE" message: "no receipt: a.json" }
)pb";

TEST(FindingsViewTest, NamesCaseSequenceAndKindInWords) {
  EXPECT_EQ(
      FindingsText(Parse(kFound), 12, Style{200, false}),
      "CASE              SEQ  KIND              FOUND                     "
      "                                                  REASON\n"
      "AZ-7K3QX-9M2TF-9    3  sender signature  the signature is not that "
      "of this envelope: signed_message.proof.signature  "
      "SIGNATURE_INVALID\n"
      "AZ-ROUTER           -  round             no round can be read at "
      "position 4                                          "
      "STORE_CORRUPT\n"
      "-                   -  bad receipt       no receipt: a.json        "
      "                                                  "
      "MALFORMED_MESSAGE\n"
      "\n"
      "1 log with 1,200 records checked,\n"
      "12 receipts held against them: 3 findings\n");
}

TEST(FindingsViewTest, GivesWayToTheTerminalButKeepsCaseSequenceAndKind) {
  const std::string text =
      FindingsText(Parse(kFound), absl::nullopt, Style{80, false});
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_THAT(lines, Each(ResultOf(DisplayWidth, Le(80))));
  EXPECT_THAT(text, HasSubstr("AZ-7K3QX-9M2TF-9    3  sender signature  the "));
  EXPECT_THAT(text, Not(HasSubstr("receipts")));
}

TEST(FindingsViewTest, NothingFoundIsSaidInOneLine) {
  EXPECT_EQ(FindingsText(Parse("cases_checked: 2 records_checked: 9"),
                         absl::nullopt, Style{80, false}),
            "2 logs with 9 records checked: every record is as it was "
            "written\n");
}

TEST(FindingsViewTest, ProgressSaysHowFarItHasCome) {
  EXPECT_EQ(ProgressText(Parse("")), "reading the chain of rounds");
  EXPECT_EQ(ProgressText(Parse(kFound)),
            "1 of 4 logs, 1,200 records, 3 findings");
}

}  // namespace
}  // namespace referral::referralctl
