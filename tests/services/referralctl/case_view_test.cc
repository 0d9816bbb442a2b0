#include "services/referralctl/case_view.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace referral::referralctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Case Shown(const std::string& text) {
  v1::Case shown;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &shown));
  return shown;
}

TEST(CaseViewTest, SaysWhatGoesOnAndWhoComplained) {
  const std::string text = CaseText(Shown(R"pb(
    summary { case_id: "AZ-1" status: CASE_STATUS_CLOSED people_count: 3 }
    returned_again_count: 2
    continuation {
      owner: "ngo"
      follow_up_date { year: 2020 month: 12 day: 1 }
    }
    complaints { answer: COMPLAINT_ANSWER_UPHELD }
    complaints {}
    complaints {}
  )pb"));
  EXPECT_THAT(text, HasSubstr("Returned again  2\n"));
  EXPECT_THAT(text, HasSubstr("Goes on with    ngo\n"));
  EXPECT_THAT(text, HasSubstr("Follow-up       2020-12-01\n"));
  EXPECT_THAT(text, HasSubstr("Complaints      3, 2 unanswered\n"));
}

TEST(CaseViewTest, WhatIsAbsentHasNoLine) {
  const std::string text = CaseText(Shown(R"pb(
    summary { case_id: "AZ-1" status: CASE_STATUS_OPEN lead: "sms" }
    complaints { answer: COMPLAINT_ANSWER_UPHELD }
  )pb"));
  EXPECT_THAT(text, HasSubstr("Complaints      1, all answered\n"));
  for (const char* name : {"Returned", "Goes on", "Follow-up", "Budget",
                           "Funding", "Programme", "Closed"}) {
    EXPECT_THAT(text, Not(HasSubstr(name)));
  }
}

TEST(CaseViewTest, OfAnErasedCaseHardlyAnythingIsLeft31) {
  const std::string text = CaseText(Shown(R"pb(
    summary { case_id: "AZ-1" status: CASE_STATUS_ERASED last_sequence: 9 }
  )pb"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
  EXPECT_THAT(text, HasSubstr("Status          erased\n"));
  EXPECT_THAT(text, HasSubstr("Last record     9, "));
}

TEST(CaseViewTest, FitsTheScreen) {
  v1::Case shown = Shown(R"pb(
    summary {
      case_id: "AZ-00000000-0000-4000-8000-000000000001"
      status: CASE_STATUS_FOLLOW_UP
      people_count: 64
    }
    budget_threshold { minor_units: 12800000 currency_code: "AZN" }
    budget_reserved { minor_units: 1200000 currency_code: "AZN" }
    budget_spent { minor_units: 1200000 currency_code: "AZN" }
    continuation { follow_up_date { year: 2020 month: 12 day: 1 } }
    complaints {}
  )pb");
  shown.mutable_continuation()->set_owner(std::string(63, 'a'));
  for (absl::string_view line : absl::StrSplit(CaseText(shown), '\n')) {
    EXPECT_LE(line.size(), 80u) << line;
  }
}

}  // namespace
}  // namespace referral::referralctl
