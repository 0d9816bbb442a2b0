// Looking after the programme itself, with real processes and a clock that
// moves: money that ends [22], and who answers in time [23].
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::Notice;

constexpr int kFundedDays = 10;

class MonitoringTest : public ::testing::Test {
 protected:
  void SetUp() override {
    system_.UseClock();
    const std::string programme = system_.dir().Join("funded.textproto");
    std::ofstream(programme) << FundedUntil(Yesterday() + kFundedDays);
    system_.UseProgramme(programme);
    for (const char* name : {kRouter, "sms-intake", "health"}) {
      ASSERT_OK(system_.Start(name));
    }
    story_.set_day(Yesterday());
  }
  void TearDown() override { EXPECT_OK(system_.StopAll()); }

  // It has come in every time zone.
  absl::CivilDay Yesterday() const {
    return absl::ToCivilDay(system_.Now(), absl::UTCTimeZone()) - 1;
  }
  // The shipped programme, with money until `day`.
  static std::string FundedUntil(absl::CivilDay day) {
    return absl::StrReplaceAll(
        ReadFile(SourcePath("deploy/programmes/az-restart.textproto")),
        {{"end_date { year: 2021 month: 12 day: 31 }",
          absl::StrCat("end_date ", TextOf(day))}});
  }
  v1::Case CaseFor(const std::string& agency, const std::string& case_id) {
    const auto shown = story_.CaseFor(agency, case_id);
    EXPECT_OK(shown);
    return shown.value_or(v1::Case());
  }
  // The row of the service among the report's response times.
  nlohmann::json TimesOf(const std::string& service) {
    const nlohmann::json report = story_.Ctl({"report"});
    if (!report.contains("response_times")) return {};
    for (const nlohmann::json& row : report["response_times"]) {
      if (row["service"] == service) return row;
    }
    return {};
  }
  std::string OverdueList() {
    return system_.Ctl({"referral", "list", "--overdue", "--output", "json"})
        .out;
  }

  System system_;
  Story story_{system_};
};

TEST_F(MonitoringTest, TheLeadIsToldWhenTheMoneyEndsAndTheCaseGoesOn22) {
  const std::string case_id = story_.OpenActiveCase(NewUuid());
  v1::Case shown = CaseFor("sms", case_id);
  EXPECT_EQ(shown.funding_source_code(), "eu-restart");
  EXPECT_EQ(TextOf(absl::CivilDay(shown.funding_end_date().year(),
                                  shown.funding_end_date().month(),
                                  shown.funding_end_date().day())),
            TextOf(story_.day() + kFundedDays));

  system_.MoveClock(absl::Hours(24 * (kFundedDays + 2)));
  const Notice told = story_.AwaitNotice("sms", [](const Notice& notice) {
    return notice.clock() == v1::CLOCK_FUNDING_END;
  });
  EXPECT_EQ(told.kind(), Notice::KIND_OVERDUE);
  EXPECT_EQ(told.case_id(), case_id);
  EXPECT_EQ(told.agency(), "sms");

  EXPECT_OK(story_.Lead(
      case_id, {absl::StrCat("referral_requested { ",
                             TextOf(NewReferral{.referral_id = NewUuid(),
                                                .service = "medical.check"}),
                             " }")}));
  shown = CaseFor("sms", case_id);
  EXPECT_EQ(shown.summary().status(), v1::CASE_STATUS_ACTIVE);
  EXPECT_EQ(shown.referrals_size(), 2);
}

TEST_F(MonitoringTest, TheLeadSeesWhoAnswersAndOversightThatItHappened23) {
  const std::string case_id = story_.OpenCase({});
  const std::string answered = NewUuid();
  const std::string silent = NewUuid();
  ASSERT_OK(story_.Say<v1::ReferRequest>(
      "sms", "SmsIntakeService/Refer", case_id,
      absl::StrCat("referrals { ",
                   TextOf(NewReferral{.referral_id = answered,
                                      .service = "medical.check"}),
                   " } referrals { ",
                   TextOf(NewReferral{.referral_id = silent,
                                      .service = "medical.psychosocial"}),
                   " } sections { person_id: 'p1'"
                   "  medical { text: 'asthma bronchiale' } }")));
  ASSERT_OK(story_.TakeUp("health", case_id, answered));

  // A working day is over, whatever day it is [17].
  system_.MoveClock(absl::Hours(24 * 5));
  const Notice told = story_.AwaitNotice("sms", [](const Notice& notice) {
    return notice.clock() == v1::CLOCK_RESPONSE;
  });
  EXPECT_EQ(told.referral_id(), silent);
  EXPECT_EQ(told.agency(), "health");
  EXPECT_THAT(OverdueList(),
              AllOf(HasSubstr(silent), Not(HasSubstr(answered))));
  const nlohmann::json good = TimesOf("medical.check");
  EXPECT_EQ(good.value("answered", 0), 1) << good;
  EXPECT_EQ(good.value("in_time_percent", ""), "100.00") << good;
  EXPECT_TRUE(good.contains("median_seconds")) << good;
  const nlohmann::json bad = TimesOf("medical.psychosocial");
  EXPECT_EQ(bad.value("answered", 1), 0) << bad;
  EXPECT_EQ(bad.value("overdue", 0), 1) << bad;

  v1::GetCaseTimelineRequest request;
  request.set_case_id(case_id);
  ASSERT_OK_AND_ASSIGN(
      const v1::CaseTimeline timeline,
      story_.Agency("ombudsman")
          .Call<v1::CaseTimeline>("referral.v1.RouterService/GetCaseTimeline",
                                  request));
  std::vector<std::string> steps;
  for (const v1::CaseTimeline::Entry& entry : timeline.entries()) {
    steps.push_back(absl::StrCat(entry.sender(), " ", entry.act()));
  }
  EXPECT_THAT(
      steps,
      ElementsAre("sms application_registered",
                  "sms eligibility_review_started", "sms eligibility_decided",
                  "sms consent_given", "sms referral_requested",
                  "sms referral_requested", "health referral_accepted",
                  "health referral_started", "AZ deadline_passed"));
  for (const std::string& text :
       {timeline.DebugString(), CaseFor("ombudsman", case_id).DebugString()}) {
    EXPECT_THAT(text, HasSubstr(case_id));
    for (const char* medical : {"medical", "psychosocial", "asthma"}) {
      EXPECT_THAT(text, Not(HasSubstr(medical)));
    }
  }
}

}  // namespace
}  // namespace referral::testing
