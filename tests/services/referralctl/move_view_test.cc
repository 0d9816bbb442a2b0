#include "services/referralctl/move_view.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace referral::referralctl {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::ResultOf;

v1::MoveCasesResponse Result() {
  v1::MoveCasesResponse result;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        moves {
          case_id: "AZ-7K3QX-9M2TF-9"
          from_version: 1
          changes {
            what: "budget_threshold"
            from: "AZN 4000.00"
            to: "AZN 8000.00"
          }
          changes {
            what: "services"
            from: "documents.passport, education.school"
          }
        }
        moves { case_id: "AZ-8K3QX-9M2TF-7" from_version: 1 }
        moves {
          case_id: "AZ-9K3QX-9M2TF-5"
          from_version: 2
          reason_code: "VERSION_NOT_FITTING"
          message: "the version lacks the service of an open referral, x.y"
        }
        done: true
      )pb",
      &result));
  return result;
}

MoveOrder Order(bool dry_run) {
  MoveOrder order;
  order.programme = "az-restart";
  order.to = 3;
  order.dry_run = dry_run;
  return order;
}

TEST(MoveViewTest, SaysWhatChangesWhereAndWhoStays) {
  EXPECT_EQ(
      MovesText(Result(), Order(true), Style{200, false}),
      "CASE              FROM  WHAT CHANGES      WAS                           "
      "        WILL BE\n"
      "AZ-7K3QX-9M2TF-9     1  budget threshold  AZN 4000.00                   "
      "        AZN 8000.00\n"
      "                            services          documents.passport, "
      "education.school  -\n"
      "AZ-8K3QX-9M2TF-7     1  nothing\n"
      "\n"
      "CASE              FROM  STAYS                WHY\n"
      "AZ-9K3QX-9M2TF-5     2  VERSION_NOT_FITTING  the version lacks the "
      "service of an open referral, x.y\n"
      "\n"
      "2 cases would move to version 3 of az-restart; 1 case cannot follow "
      "it.\n");
}

TEST(MoveViewTest, FitsANarrowTerminal) {
  const std::vector<std::string> lines =
      absl::StrSplit(MovesText(Result(), Order(false), Style{80, false}), '\n');
  EXPECT_THAT(lines, Each(ResultOf(DisplayWidth, Le(80))));
  EXPECT_THAT(lines[lines.size() - 2], HasSubstr("2 cases moved"));
}

TEST(MoveViewTest, NothingToMoveIsOneLine) {
  EXPECT_EQ(MovesText({}, Order(false), Style{80, false}),
            "0 cases moved to version 3 of az-restart.\n");
}

}  // namespace
}  // namespace referral::referralctl
