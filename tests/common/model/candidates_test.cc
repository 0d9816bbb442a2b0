// Whom the router asks where the requester names nobody [33].
#include "common/model/candidates.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

constexpr char kService[] = "documents.passport";

config::v1::Service& Passport(config::v1::Programme& programme) {
  return *programme.mutable_services(4);
}

// Three providers, in this order: ngo, police, education.
config::v1::Programme ThreeProviders() {
  config::v1::Programme programme = TestProgramme();
  Passport(programme).add_providers("education");
  return programme;
}

Story Begin(const config::v1::Programme& programme = ThreeProviders()) {
  Story story(programme);
  story.Open().Consented();
  return story;
}

// Who gets the next request; empty if it is refused.
std::string Chosen(const Story& story, absl::string_view sender = "sms") {
  const auto effects = story.Try(sender, {acts::Request(Id(50), kService)});
  return effects.ok() ? effects->acts(0).receiver() : "";
}

TEST(CandidatesTest, WithoutAWordOnPlacesTheProgrammesOrderHolds) {
  EXPECT_EQ(Chosen(Begin()), "ngo");
}

struct Ranking {
  const char* name;
  v1::CapacityState ngo;
  v1::CapacityState police;
  v1::CapacityState education;
  const char* want;
};

TEST(CandidatesTest, PlacesComeFirstThenTheProgrammesOrder33) {
  constexpr auto kSilent = v1::CAPACITY_STATE_UNSPECIFIED;
  constexpr auto kPlaces = v1::CAPACITY_STATE_HAS_PLACES;
  constexpr auto kNone = v1::CAPACITY_STATE_NONE;
  constexpr auto kList = v1::CAPACITY_STATE_WAITING_LIST;
  constexpr auto kAssess = v1::CAPACITY_STATE_MUST_ASSESS;
  const Ranking table[] = {
      {"places before silence", kSilent, kPlaces, kSilent, "police"},
      {"silence before assessment", kAssess, kList, kSilent, "education"},
      {"assessment before a list", kList, kAssess, kNone, "police"},
      {"a list before nothing", kNone, kNone, kList, "education"},
      {"the order among equals", kNone, kPlaces, kPlaces, "police"},
  };
  for (const Ranking& row : table) {
    SCOPED_TRACE(row.name);
    Story story = Begin();
    story.Publish(kService, "baku", "ngo", row.ngo)
        .Publish(kService, "baku", "police", row.police)
        .Publish(kService, "baku", "education", row.education);
    EXPECT_EQ(Chosen(story), row.want);
  }
}

TEST(CandidatesTest, WordsOnOtherRegionsAndServicesDoNotCount) {
  Story story = Begin();
  story.Publish(kService, "ganja", "ngo", v1::CAPACITY_STATE_NONE)
      .Publish("medical.check", "baku", "ngo", v1::CAPACITY_STATE_NONE);
  EXPECT_EQ(Chosen(story), "ngo");
}

TEST(CandidatesTest, NoPlacesAnywhereIsSaidAndOneMayBeAskedAllTheSame) {
  Story story = Begin(TestProgramme());
  story.Publish(kService, "baku", "ngo", v1::CAPACITY_STATE_NONE)
      .Publish(kService, "baku", "police", v1::CAPACITY_STATE_NONE);
  v1::Act act = acts::Request(Id(50), kService);
  EXPECT_THAT(story.Send("sms", {act}), IsReason(Reason::kNoCapacity));
  act.mutable_referral_requested()->set_receiver("police");
  EXPECT_THAT(story.Send("sms", {act}), IsOk());
}

TEST(CandidatesTest, WhoeverDoesNotServeTheRegionOrHasLeftIsPassedOver) {
  Story story = Begin();
  config::v1::Deployment deployment = TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    if (agency.id() == "ngo") agency.add_region_codes("ganja");
    if (agency.id() == "police") agency.set_successor("health");
  }
  story.Deploy(deployment);
  EXPECT_EQ(Chosen(story), "education");
  v1::Act act = acts::Request(Id(50), kService);
  act.mutable_referral_requested()->set_receiver("police");
  EXPECT_THAT(story.Send("sms", {act}), IsReason(Reason::kProviderNotFound))
      << "nobody is referred to an agency that has left";
}

TEST(CandidatesTest, NobodyAtAllIsSaid) {
  Story story = Begin();
  config::v1::Deployment deployment = TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    agency.add_region_codes("ganja");
  }
  story.Deploy(deployment);
  EXPECT_THAT(story.Send("sms", {acts::Request(Id(50), kService)}),
              IsReason(Reason::kProviderNotFound));
}

TEST(CandidatesTest, TheFirstThatEverybodyAgreedToIsAsked) {
  Story story(ThreeProviders());
  story.Open(2);
  for (const char* person : {"p1", "p2"}) {
    v1::Act consent = acts::Consent(person);
    consent.mutable_consent_given()->add_recipients("education");
    if (person == std::string("p1")) {
      consent.mutable_consent_given()->add_recipients("police");
    }
    ASSERT_OK(story.Send("sms", {consent}));
  }
  EXPECT_EQ(Chosen(story), "police") << "for p1 alone";
  const v1::Act both = acts::Request(Id(50), kService, {"p1", "p2"});
  ASSERT_OK(story.Send("sms", {both}));
  EXPECT_EQ(story.referral(Id(50)).receiver(), "education");
}

TEST(CandidatesTest, ConsentIsMissingWhereNothingElseIs) {
  Story story(ThreeProviders());
  story.Open();
  EXPECT_THAT(story.Send("sms", {acts::Request(Id(50), kService)}),
              IsReason(Reason::kConsentMissing));
}

TEST(CandidatesTest, AnAgencyIsNotReferredToItself) {
  Story story = Begin();
  story.Referred(Id(1), kService);
  ASSERT_EQ(story.referral(Id(1)).receiver(), "ngo");
  EXPECT_EQ(Chosen(story, "ngo"), "police");
}

TEST(CandidatesTest, AServiceIsOfferedForItsAges) {
  config::v1::Programme programme = ThreeProviders();
  Passport(programme).add_age_groups(v1::AGE_GROUP_MINOR);
  Story story(programme);
  v1::Act application = acts::Application(3);
  auto& people =
      *application.mutable_application_registered()->mutable_people();
  people[0].set_age_group(v1::AGE_GROUP_ADULT);
  people[1].set_age_group(v1::AGE_GROUP_MINOR);
  people[2].clear_age_group();
  ASSERT_OK(story.Send("sms", {application}));
  ASSERT_OK(story.Send("sms", {acts::ReviewStarted(), acts::Eligible()}));
  story.Consented();
  EXPECT_THAT(story.Try("sms", {acts::Request(Id(50), kService, {"p1"})}),
              IsReason(Reason::kNotOffered));
  EXPECT_THAT(story.Try("sms", {acts::Request(Id(50), kService, {"p2"})}),
              IsOk());
  EXPECT_THAT(story.Try("sms", {acts::Request(Id(50), kService, {"p3"})}),
              IsOk())
      << "an age that is not recorded [6]";
}

}  // namespace
}  // namespace referral::model
