#include "common/model/lodging.h"

#include "common/model/case_file.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using storage::v1::CaseReferral;
using ::testing::ElementsAre;

v1::Act CheckIn(const std::string& region, const std::string& id = Id(1),
                std::vector<std::string> people = {"p1"}) {
  v1::Act act = acts::Request(id, "medical.check", std::move(people));
  act.mutable_referral_requested()->set_region_code(region);
  return act;
}

v1::Act LodgingFor(const std::string& treatment, const std::string& id) {
  v1::Act act = acts::Request(id, "accommodation.temporary");
  act.mutable_referral_requested()->set_region_code("ganja");
  act.mutable_referral_requested()->set_linked_referral_id(treatment);
  return act;
}

Story Planned(int people = 1) {
  Story story;
  story.Open(people).Consented().Planned();
  return story;
}

std::vector<CaseReferral> Drafts(const Story& story) {
  std::vector<CaseReferral> drafts;
  for (const CaseReferral& referral : story.file().referrals()) {
    if (referral.status() == v1::REFERRAL_STATUS_DRAFT) {
      drafts.push_back(referral);
    }
  }
  return drafts;
}

bool Missing(const Story& story, const std::string& id = Id(1)) {
  return LodgingMissing(story.file(), story.referral(id));
}

TEST(LodgingTest, TreatmentAwayFromHomeProposesIt) {  // [16]
  Story story = Planned(2);
  ASSERT_OK(story.Send("sms", {CheckIn("ganja", Id(1), {"p1", "p2"})}));
  EXPECT_EQ(story.referral(Id(1)).lodging_service_code(),
            "accommodation.temporary");
  const std::vector<CaseReferral> drafts = Drafts(story);
  ASSERT_EQ(drafts.size(), 1u);
  EXPECT_EQ(drafts[0].draft_reason(), v1::DRAFT_REASON_LODGING);
  EXPECT_EQ(drafts[0].service_code(), "accommodation.temporary");
  EXPECT_EQ(drafts[0].report_group(), "accommodation");
  EXPECT_THAT(drafts[0].person_ids(), ElementsAre("p1", "p2"));
  EXPECT_EQ(drafts[0].requester(), "sms");
  EXPECT_EQ(drafts[0].receiver(), "ngo");
  EXPECT_EQ(drafts[0].region_code(), "ganja");
  EXPECT_EQ(drafts[0].linked_referral_id(), Id(1));
  EXPECT_EQ(drafts[0].reserved().minor_units(), 40'000);
  EXPECT_EQ(drafts[0].reserved().currency_code(), "AZN");
  EXPECT_THAT(drafts[0].categories(), ElementsAre(v1::DATA_CATEGORY_IDENTITY,
                                                  v1::DATA_CATEGORY_FAMILY));
}

TEST(LodgingTest, NobodyNeedsItAtHomeOrForOtherServices) {
  Story story = Planned();
  ASSERT_OK(story.Send("sms", {CheckIn("baku")}));
  v1::Act school = acts::Request(Id(2), "education.school");
  school.mutable_referral_requested()->set_region_code("ganja");
  ASSERT_OK(story.Send("sms", {school}));
  EXPECT_TRUE(Drafts(story).empty());
  EXPECT_FALSE(Missing(story));
  EXPECT_FALSE(Missing(story, Id(2)));
}

TEST(LodgingTest, IsMissingUntilSomebodyIsAsked) {
  Story story = Planned();
  ASSERT_OK(story.Send("sms", {CheckIn("ganja")}));
  EXPECT_TRUE(Missing(story)) << "a draft lodges nobody";
  const CaseReferral draft = Drafts(story)[0];
  ASSERT_OK(story.Send("sms", {acts::Adoption(draft)}));
  EXPECT_FALSE(Missing(story));
  EXPECT_FALSE(Missing(story, draft.referral_id()));
  ASSERT_OK(story.Send("ngo", {acts::Declined(draft.referral_id())}));
  EXPECT_TRUE(Missing(story)) << "declined";
  ASSERT_OK(story.Send("sms", {LodgingFor(Id(1), Id(5))}));
  story.BroughtTo(Id(5), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_FALSE(Missing(story));
}

TEST(LodgingTest, IsNotMissedOnceTheTreatmentIsOver) {
  Story story = Planned();
  ASSERT_OK(story.Send("sms", {CheckIn("ganja")}));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_TRUE(Missing(story));
  ASSERT_OK(story.Send("health", {acts::Completed(Id(1))}));
  EXPECT_FALSE(Missing(story));
}

TEST(LodgingTest, WhoAsksForItThemselvesNeedsNoProposal) {
  Story story = Planned();
  ASSERT_OK(story.Send("sms", {CheckIn("ganja"), LodgingFor(Id(1), Id(2))}))
      << "one message for both [19]";
  EXPECT_TRUE(Drafts(story).empty());
  EXPECT_FALSE(Missing(story));
  ASSERT_EQ(story.file().referrals_size(), 3);
  const CaseReferral& dropped = story.file().referrals(1);
  EXPECT_EQ(dropped.status(), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_TRUE(dropped.outcome_settled());

  ASSERT_OK(story.Send("sms", {CheckIn("ganja", Id(3))}));
  ASSERT_EQ(Drafts(story).size(), 1u);
  ASSERT_OK(story.Send("sms", {LodgingFor(Id(3), Id(4))})) << "or later";
  EXPECT_TRUE(Drafts(story).empty());
}

TEST(LodgingTest, GoesOnWhenTheTreatmentIsReplaced) {
  Story story = Planned();
  ASSERT_OK(story.Send("sms", {CheckIn("ganja"), LodgingFor(Id(1), Id(2))}));
  ASSERT_OK(story.Send("health", {acts::Declined(Id(1))}));
  v1::Act again = CheckIn("ganja", Id(3));
  again.mutable_referral_requested()->set_replaces_referral_id(Id(1));
  ASSERT_OK(story.Send("sms", {again}));
  EXPECT_TRUE(Drafts(story).empty());
  EXPECT_FALSE(Missing(story, Id(3)));
  ASSERT_OK(story.Send("sms", {acts::Cancelled(Id(2))}));
  EXPECT_TRUE(Missing(story, Id(3)));
}

TEST(LodgingTest, NoProviderNoProposal) {
  config::v1::Programme programme = TestProgramme();
  for (auto& service : *programme.mutable_services()) {
    if (service.code() == "accommodation.temporary") {
      service.set_providers(0, "gone");
    }
  }
  Story story(programme);
  story.Open().Consented().Planned();
  ASSERT_OK(story.Send("sms", {CheckIn("ganja")}));
  EXPECT_TRUE(Drafts(story).empty());
  EXPECT_TRUE(Missing(story)) << "it is missed all the same";
}

TEST(LodgingTest, IsProposedOfWhoeverIsThereAndHasPlaces) {  // [33]
  config::v1::Programme programme = TestProgramme();
  for (auto& service : *programme.mutable_services()) {
    if (service.code() != "accommodation.temporary") continue;
    service.add_providers("police");
    service.add_providers("quiet");
  }
  Story story(programme);
  story.Open().Consented().Planned();
  story.Publish("accommodation.temporary", "ganja", "ngo",
                v1::CAPACITY_STATE_NONE);
  ASSERT_OK(story.Send("sms", {CheckIn("ganja")}));
  ASSERT_EQ(Drafts(story).size(), 1u);
  EXPECT_EQ(Drafts(story)[0].receiver(), "police") << "ngo is full";
  config::v1::Deployment deployment = TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    if (agency.id() == "police") agency.set_successor("ngo");
  }
  story.Deploy(deployment);
  ASSERT_OK(story.Send("sms", {CheckIn("ganja", Id(2))}));
  ASSERT_EQ(Drafts(story).size(), 2u);
  EXPECT_EQ(Drafts(story)[1].receiver(), "quiet") << "police has left";
}

TEST(LodgingTest, TheProviderThatRefersOnwardGetsTheProposal) {
  Story story = Planned();
  ASSERT_OK(story.Send("sms", {acts::Request(Id(1), "education.school")}));
  ASSERT_OK(story.Send("education", {CheckIn("ganja", Id(2))}));
  ASSERT_EQ(Drafts(story).size(), 1u);
  EXPECT_EQ(Drafts(story)[0].requester(), "education");
  EXPECT_THAT(story.effects().recipients(),
              ElementsAre("education", "health", "sms"));
  ASSERT_OK(story.Send("sms", {LodgingFor(Id(2), Id(3))}));
  EXPECT_EQ(Drafts(story).size(), 1u) << "its own to drop";
  EXPECT_FALSE(Missing(story, Id(2)));
}

}  // namespace
}  // namespace referral::model
