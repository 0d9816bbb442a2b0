// Much at once [19], with real processes: what a family needs on arrival is
// asked for in one call, and a movement restriction holds the referrals of many
// cases with one call, too.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
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

constexpr char kMentoring[] = "mentoring.individual";
constexpr int kCases = 10;

TEST(BundleTest, UrgentNeedsAreReferredAllTogetherOrNotAtAll19) {
  System system;
  ASSERT_OK(system.StartAll());
  const Story story(system);
  const std::string case_id = story.OpenCase({.adults = 2, .minors = 1});
  const auto refer = [&](const std::string& school, const std::string& flaw) {
    const std::string home =
        TextOf(NewReferral{.referral_id = NewUuid(),
                           .service = "accommodation.temporary",
                           .people = "['p1', 'p2', 'p3']"});
    const std::string treatment = TextOf(
        NewReferral{.referral_id = NewUuid(), .service = "medical.treatment"});
    const std::string schooling =
        TextOf(NewReferral{.referral_id = school,
                           .service = "education.school-placement",
                           .people = "['p3']",
                           .more = flaw});
    return story.Say<v1::ReferRequest>(
        "sms", "SmsIntakeService/Refer", case_id,
        absl::StrCat("referrals { ", home, " } referrals { ", treatment,
                     " } referrals { ", schooling, " }"));
  };

  const absl::Status refused = refer(NewUuid(), "form: SUPPORT_FORM_CASH");
  EXPECT_THAT(refused, IsReason(Reason::kCashRefused));
  EXPECT_EQ(Where(refused), "acts[2].referral_requested.form");
  ASSERT_OK_AND_ASSIGN(v1::Case shown, story.CaseFor("sms", case_id));
  EXPECT_EQ(shown.referrals_size(), 0) << shown.DebugString();

  const std::string school = NewUuid();
  EXPECT_OK(refer(school, ""));
  ASSERT_OK_AND_ASSIGN(shown, story.CaseFor("sms", case_id));
  EXPECT_EQ(shown.referrals_size(), 3) << shown.DebugString();
  for (const v1::ReferralSummary& referral : shown.referrals()) {
    SCOPED_TRACE(referral.receiver());
    EXPECT_TRUE(Await([&] {
      return story.ItemOf(referral.receiver(), referral.referral_id()).ok();
    }));
  }
  EXPECT_OK(system.StopAll());
}

class BulkHoldTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(system_.StartRouter());
    ASSERT_OK(system_.Start("ngo"));
  }
  void TearDown() override { EXPECT_OK(system_.StopAll()); }

  // A case of one person who is being mentored in the region; the referral.
  std::string Mentored(const std::string& region) {
    const std::string case_id = story_.OpenCase({});
    const std::string referral_id = NewUuid();
    EXPECT_OK(story_.Lead(
        case_id, {absl::StrCat("referral_requested { ",
                               TextOf(NewReferral{.referral_id = referral_id,
                                                  .service = kMentoring,
                                                  .region = region}),
                               " }")}));
    EXPECT_OK(story_.TakeUp("ngo", case_id, referral_id));
    return referral_id;
  }
  // Its case, as the provider knows it.
  std::string CaseOf(const std::string& referral_id) {
    const auto item = story_.ItemOf("ngo", referral_id);
    EXPECT_OK(item);
    return item.ok() ? item->case_id() : "";
  }
  v1::ReferralStatus StatusOf(const std::string& referral_id) {
    const auto item = story_.ItemOf("ngo", referral_id);
    EXPECT_OK(item);
    return item.value_or(v1::WorklistItem()).status();
  }

  // How many referrals the router has in this status.
  int CountAtRouter(v1::ReferralStatus status) {
    v1::ListReferralsRequest request;
    request.add_statuses(status);
    const auto page = story_.Agency("sms").Call<v1::ListReferralsResponse>(
        "referral.v1.RouterService/ListReferrals", request);
    EXPECT_OK(page);
    return page.ok() ? page->referrals_size() : -1;
  }

  // Runs a batch at the provider's desk and looks at what is told meanwhile.
  void ExpectDone(const std::string& method,
                  const google::protobuf::Message& request, std::uint32_t all) {
    const auto frames = story_.Desk("ngo").Stream<v1::BatchProgress>(
        absl::StrCat("referral.v1.ReferralDesk/", method), request);
    ASSERT_OK(frames);
    ASSERT_FALSE(frames->empty());
    std::uint32_t recorded = 0;
    for (const v1::BatchProgress& frame : *frames) {
      EXPECT_GE(frame.recorded(), recorded);
      EXPECT_LE(frame.recorded(), frame.queued());
      EXPECT_LE(frame.queued(), frame.referrals());
      recorded = frame.recorded();
    }
    const v1::BatchProgress& last = frames->back();
    EXPECT_TRUE(last.done()) << last.DebugString();
    EXPECT_EQ(last.referrals(), all);
    EXPECT_EQ(last.recorded(), all);
    EXPECT_EQ(last.refused(), 0u);
  }

  static std::string Batch(const Story& story) {
    return absl::StrCat(story.Header(""), " service_code: '", kMentoring,
                        "' region_code: 'baku'"
                        " reason: HOLD_REASON_MOVEMENT_RESTRICTION ");
  }

  System system_;
  const Story story_{system_};
};

TEST_F(BulkHoldTest, AMovementRestrictionHoldsManyCasesAndIsLifted19) {
  std::vector<std::string> referrals;
  for (int i = 0; i < kCases; ++i) referrals.push_back(Mentored("baku"));
  const std::string elsewhere = Mentored("absheron");
  const std::string ill = Mentored("baku");
  ASSERT_OK(story_.Say<v1::HoldReferralRequest>(
      "ngo", "ReferralDesk/HoldReferral", CaseOf(ill),
      absl::StrCat("referral_id: '", ill,
                   "' reason: HOLD_REASON_HEALTH"
                   " resume_date { year: 2020 month: 3 day: 2 }")));

  const auto hold = Parsed<v1::HoldReferralsRequest>(absl::StrCat(
      Batch(story_), "resume_date { year: 2020 month: 4 day: 30 }"));
  ExpectDone("HoldReferrals", hold, kCases);
  EXPECT_EQ(CountAtRouter(v1::REFERRAL_STATUS_ON_HOLD), kCases + 1);
  EXPECT_EQ(StatusOf(elsewhere), v1::REFERRAL_STATUS_IN_PROGRESS);
  ASSERT_OK_AND_ASSIGN(const v1::WorklistItem held,
                       story_.ItemOf("ngo", referrals[0]));
  EXPECT_EQ(held.status(), v1::REFERRAL_STATUS_ON_HOLD);
  EXPECT_EQ(held.resume_date().month(), 4);

  // The same call again, as after a lost connection.
  ASSERT_OK_AND_ASSIGN(const std::uint64_t position,
                       story_.Operator().LastPosition());
  ExpectDone("HoldReferrals", hold, kCases);
  EXPECT_THAT(story_.Operator().LastPosition(), IsOkAndHolds(position));

  // Who is ill stays at home.
  ExpectDone("ResumeReferrals",
             Parsed<v1::ResumeReferralsRequest>(Batch(story_)), kCases);
  EXPECT_EQ(CountAtRouter(v1::REFERRAL_STATUS_IN_PROGRESS), kCases + 1);
  EXPECT_EQ(CountAtRouter(v1::REFERRAL_STATUS_ON_HOLD), 1);
  EXPECT_EQ(StatusOf(ill), v1::REFERRAL_STATUS_ON_HOLD);
  story_.ExpectVerified();
}

}  // namespace
}  // namespace referral::testing
