// People who come by themselves and ask for support [27].
#include "common/model/need_to_know.h"
#include "common/model/report.h"
#include "common/model/senders.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

// The programme takes self-referrals at ngo, and at no other provider.
Story SelfReferrals() {
  config::v1::Programme programme = TestProgramme();
  programme.clear_self_referral_agencies();
  programme.add_self_referral_agencies("ngo");
  return Story(programme);
}

View Read(const Story& story, const std::string& agency, const v1::Act& act) {
  const Directory directory(TestDeployment());
  v1::Disclosure part;
  *part.mutable_act() = act;
  return NeedToKnow(story.file(), {"ngo", Id(7)}, {part},
                    {Reader::Kind::kAgency, agency, directory.RoleOf(agency)},
                    Day(2026, 5, 4));
}

TEST(SelfReferralTest, OpensACaseThatTheLeadGoesOnWith) {
  Story story = SelfReferrals();
  ASSERT_OK(story.Send("ngo", {acts::SelfReferral()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ANNOUNCED);
  EXPECT_TRUE(story.file().self_referred());
  EXPECT_EQ(story.file().lead(), "sms");
  EXPECT_THAT(story.effects().recipients(), ElementsAre("sms"));

  ASSERT_OK(story.Send("sms", {acts::ReturneeInformed()}));
  story.Applied(2);
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_APPLIED);
  EXPECT_TRUE(story.file().self_referred());
}

TEST(SelfReferralTest, ComesFromANamedProviderAndNobodyElse) {
  const Story story = SelfReferrals();
  for (const char* sender :
       {"health", "sms", "border", "ombudsman", "iom", "quiet"}) {
    SCOPED_TRACE(sender);
    EXPECT_THAT(story.Try(sender, {acts::SelfReferral()}),
                IsReason(Reason::kRoleNotAllowed));
  }
  EXPECT_EQ(Where(story.Try("health", {acts::SelfReferral()}).status()),
            "acts[0].arrival_announced.self_referral");
  config::v1::Programme nowhere = TestProgramme();
  nowhere.clear_self_referral_agencies();
  EXPECT_THAT(Story(nowhere).Try("ngo", {acts::SelfReferral()}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST(SelfReferralTest, ACentreAnnouncesNoOtherArrival) {
  EXPECT_THAT(SelfReferrals().Try("ngo", {acts::ArrivalAnnounced()}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST(SelfReferralTest, TheCentreSeesItsAnnouncementAndNothingElse) {
  Story story = SelfReferrals();
  ASSERT_OK(story.Send("ngo", {acts::SelfReferral()}));
  EXPECT_EQ(Read(story, "ngo", acts::SelfReferral()).extent,
            View::Extent::kParts);
  EXPECT_EQ(Read(story, "health", acts::SelfReferral()).extent,
            View::Extent::kNothing);
  const Reader centre{Reader::Kind::kAgency, "ngo", v1::AGENCY_ROLE_PROVIDER};
  EXPECT_FALSE(MaySeeCase(story.file(), centre));
  story.Applied(1);
  EXPECT_THAT(story.effects().recipients(), ::testing::IsEmpty());
}

TEST(SelfReferralTest, AreCountedWhateverCameOfThem) {
  Story announced = SelfReferrals(), applied = SelfReferrals(), other;
  ASSERT_OK(announced.Send("ngo", {acts::SelfReferral()}));
  ASSERT_OK(applied.Send("ngo", {acts::SelfReferral()}));
  applied.Applied(2);
  other.Announced();
  const Programme programme(TestProgramme(), 1);
  ReportBuilder builder(programme);
  for (const Story* story : {&announced, &applied, &other}) {
    builder.Add(story->file());
  }
  const v1::Report report = builder.Finish();
  EXPECT_EQ(report.self_referred_cases(), 2);
  EXPECT_EQ(report.announced().cases(), 2);
  EXPECT_EQ(report.applied().cases(), 1);
}

TEST(SelfReferralTest, OnlyProvidersMaySayIt) {
  for (int i = v1::AgencyRole_MIN; i <= v1::AgencyRole_MAX; ++i) {
    const auto role = static_cast<v1::AgencyRole>(i);
    SCOPED_TRACE(v1::AgencyRole_Name(role));
    EXPECT_EQ(CheckRole(acts::SelfReferral(), role, "acts[0]").ok(),
              role == v1::AGENCY_ROLE_PROVIDER);
  }
}

}  // namespace
}  // namespace referral::model
