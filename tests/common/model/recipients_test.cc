#include "common/model/recipients.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RecipientsTest, TheLeadGetsWhatOthersSend) {
  Story story;
  ASSERT_OK(story.Send("border", {acts::ArrivalAnnounced()}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("sms"));
}

TEST(RecipientsTest, NobodyGetsItsOwnMessages) {
  Story story;
  story.Announced();
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
  story.Applied();
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
}

TEST(RecipientsTest, AReferralGoesToItsParties) {
  Story story;
  story.Active();
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health"));
  ASSERT_OK(story.Send("health", {acts::Accepted(Id(1))}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("sms"));
  ASSERT_OK(
      story.Send("health", {acts::Request(Id(2), "accommodation.temporary")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo", "sms"));
  ASSERT_OK(story.Send("ngo", {acts::Accepted(Id(2))}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health", "sms"));
}

TEST(RecipientsTest, ABundleGoesToAllItsReceivers) {
  Story story;
  story.Open().Consented();
  ASSERT_OK(story.Send("sms", {acts::Request(Id(1), "medical.check"),
                               acts::Request(Id(2), "documents.passport"),
                               acts::Request(Id(3), "education.school")}));
  EXPECT_THAT(story.effects().recipients(),
              ElementsAre("education", "health", "ngo"));
}

TEST(RecipientsTest, ACorrectionGoesToWhoeverMayHoldWhatItCorrects) {
  Story story;
  story.Active(2).Referred(Id(2), "education.school", {"p1", "p2"});
  ASSERT_OK(story.Send("sms", {acts::Information()}, {Medical("p1")}));
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
  const std::string wrong = story.records().back().message_id;
  ASSERT_OK(story.Send("sms", {acts::Information()},
                       {Correcting(wrong, Medical("p1"))}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health"));
}

TEST(RecipientsTest, ACorrectionDoesNotReachWhomADroppedDraftNamed) {  // [30]
  Story story;
  story.Open().Consented().Planned();
  v1::Act request = acts::Request(Id(1), "medical.check");
  request.mutable_referral_requested()->set_region_code("ganja");
  ASSERT_OK(story.Send("sms", {request}));
  ASSERT_EQ(story.file().referrals_size(), 2) << "lodging by ngo is proposed";
  ASSERT_OK(story.Send(
      "sms", {acts::Cancelled(story.file().referrals(1).referral_id())}));
  v1::Section family;
  family.set_person_id("p1");
  family.mutable_family();
  ASSERT_OK(story.Send("sms", {acts::Information()}, {family}));
  const std::string wrong = story.records().back().message_id;
  ASSERT_OK(
      story.Send("sms", {acts::Information()}, {Correcting(wrong, family)}));
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
}

TEST(RecipientsTest, InformationGoesToThePartiesOfItsReferral) {
  Story story;
  story.Active();
  ASSERT_OK(story.Send("sms", {acts::Information(Id(1))}, {Note("p1")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health"));
  ASSERT_OK(story.Send("sms", {acts::Information()}, {Note("p1")}));
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
}

TEST(RecipientsTest, AWithdrawalReachesWhoeverLosesByIt) {  // [27]
  Story story;
  story.Active(2).Referred(Id(2), "education.school", {"p2"});
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p2")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("education"));
  story.Referred(Id(3), "accommodation.temporary", {"p1"});
  v1::Act act = acts::Withdrawal("p1");
  act.mutable_consent_withdrawn()->add_recipients("ngo");
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo"));
}

}  // namespace
}  // namespace referral::model
