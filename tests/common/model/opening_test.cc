#include "common/model/opening.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

TEST(OpeningTest, AnAnnouncedCaseIsNotYetApplied) {  // [12]
  Story story;
  ASSERT_OK(story.Send("border", {acts::ArrivalAnnounced()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ANNOUNCED);
  EXPECT_EQ(story.file().lead(), "sms");
  EXPECT_EQ(story.file().programme_id(), "restart");
  EXPECT_EQ(story.file().announced_people_count(), 2);
  EXPECT_FALSE(story.file().has_applied_date());
  EXPECT_EQ(story.file().case_id(), kCaseId);
  EXPECT_EQ(story.file().last_sequence(), 1);
}

TEST(OpeningTest, TheApplicationGoesOnFromTheAnnouncement) {
  Story story;
  story.Announced();
  ASSERT_OK(story.Send("sms", {acts::ReturneeInformed()}));
  story.Applied(3);
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_APPLIED);
  EXPECT_TRUE(story.file().informed());
  EXPECT_EQ(story.file().people_size(), 3);
  EXPECT_EQ(story.file().applied_date().DebugString(),
            Day(2020, 3, 2).DebugString());
}

TEST(OpeningTest, TheThresholdGrowsWithTheFamily) {  // [15]
  Story story;
  story.Applied(4);
  EXPECT_EQ(story.file().budget_threshold().DebugString(),
            Azn(400'000).DebugString());
}

TEST(OpeningTest, ACaseKeepsTheVersionItWasOpenedUnder) {  // [14]
  Story story;
  story.Announced();
  config::v1::Programme dearer = TestProgramme();
  dearer.mutable_budget()->set_per_person_minor_units(900'000);
  story.Load(dearer);
  story.Applied(1);
  EXPECT_EQ(story.file().programme_version(), 1);
  EXPECT_EQ(story.file().budget_threshold().minor_units(), 100'000);

  Story later;
  later.Load(dearer).Applied(1);
  EXPECT_EQ(later.file().programme_version(), 2);
  EXPECT_EQ(later.file().budget_threshold().minor_units(), 900'000);
}

TEST(OpeningTest, OnlyOnceIsACaseOpened) {
  Story story;
  story.Announced();
  EXPECT_THAT(story.Send("border", {acts::ArrivalAnnounced()}),
              IsReason(Reason::kCaseExists));
  story.Applied();
  EXPECT_THAT(story.Send("sms", {acts::Application(1)}),
              IsReason(Reason::kCaseExists));
  EXPECT_THAT(story.Send("sms", {acts::ArrivalAnnounced()}),
              IsReason(Reason::kCaseExists));
}

TEST(OpeningTest, NothingElseOpensACase) {
  const Story story;
  for (const v1::Act& act :
       {acts::ReturneeInformed(), acts::Eligible(), acts::Consent("p1"),
        acts::Information(), acts::Request(Id(1), "medical.check")}) {
    EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kCaseNotFound));
  }
}

TEST(OpeningTest, SeveralActsOpenAndContinueInOneMessage) {
  Story story;
  ASSERT_OK(story.Send(
      "sms", {acts::ArrivalAnnounced(), acts::ReturneeInformed(),
              acts::Application(2), acts::ReviewStarted(), acts::Eligible()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_OPEN);
  EXPECT_EQ(story.file().last_sequence(), 1);
}

TEST(OpeningTest, AnnouncementIsChecked) {
  ExpectRefusals(
      Story(), "border", acts::ArrivalAnnounced(),
      {{"unknown programme",
        [](v1::Act& act) {
          act.mutable_arrival_announced()->set_programme_id("none");
        },
        Reason::kUnknownProgramme, "arrival_announced.programme_id"},
       {"no arrival date",
        [](v1::Act& act) {
          act.mutable_arrival_announced()->clear_arrival_date();
        },
        Reason::kInvalidDate, "arrival_announced.arrival_date"},
       {"lower-case country",
        [](v1::Act& act) {
          act.mutable_arrival_announced()->set_return_country_code("de");
        },
        Reason::kInvalidField, "arrival_announced.return_country_code"},
       {"nobody",
        [](v1::Act& act) {
          act.mutable_arrival_announced()->set_people_count(0);
        },
        Reason::kInvalidField, "arrival_announced.people_count"},
       {"65 people",
        [](v1::Act& act) {
          act.mutable_arrival_announced()->set_people_count(65);
        },
        Reason::kInvalidField, "arrival_announced.people_count"}});
}

TEST(OpeningTest, InformationIsChecked) {
  Story story;
  story.Announced();
  ExpectRefusals(
      story, "sms", acts::ReturneeInformed(),
      {{"no place",
        [](v1::Act& act) {
          act.mutable_returnee_informed()->clear_place_code();
        },
        Reason::kInvalidField, "returnee_informed.place_code"},
       {"a place in words",
        [](v1::Act& act) {
          act.mutable_returnee_informed()->set_place_code("at the airport");
        },
        Reason::kInvalidField},
       {"a language that the programme does not have",
        [](v1::Act& act) {
          act.mutable_returnee_informed()->set_language_code("fr");
        },
        Reason::kInvalidField, "returnee_informed.language_code"}});
}

v1::ApplicationRegistered& In(v1::Act& act) {
  return *act.mutable_application_registered();
}

TEST(OpeningTest, ApplicationIsChecked) {
  ExpectRefusals(
      Story(), "sms", acts::Application(2),
      {{"unknown programme",
        [](v1::Act& act) { In(act).set_programme_id("none"); },
        Reason::kUnknownProgramme},
       {"nobody", [](v1::Act& act) { In(act).clear_people(); },
        Reason::kInvalidField, "application_registered.people"},
       {"the same person twice",
        [](v1::Act& act) { In(act).mutable_people(1)->set_person_id("p1"); },
        Reason::kInvalidField, "application_registered.people[1]"},
       {"a person id in capitals",
        [](v1::Act& act) { In(act).mutable_people(0)->set_person_id("P"); },
        Reason::kInvalidField, "application_registered.people[0].person_id"},
       {"a sex that does not exist",
        [](v1::Act& act) {
          In(act).mutable_people(0)->set_sex(static_cast<v1::Sex>(99));
        },
        Reason::kInvalidField},
       {"an age group that does not exist",
        [](v1::Act& act) {
          In(act).mutable_people(0)->set_age_group(
              static_cast<v1::AgeGroup>(99));
        },
        Reason::kInvalidField},
       {"a country of birth in words",
        [](v1::Act& act) {
          In(act).mutable_people(0)->set_birth_country_code("Germany");
        },
        Reason::kInvalidField},
       {"no facts", [](v1::Act& act) { In(act).clear_return_facts(); },
        Reason::kInvalidField, "application_registered.return_facts"},
       {"no kind of return",
        [](v1::Act& act) {
          In(act).mutable_return_facts()->clear_return_kind();
        },
        Reason::kInvalidField,
        "application_registered.return_facts.return_kind"},
       {"returned on a day that never was",
        [](v1::Act& act) {
          *In(act).mutable_return_facts()->mutable_return_date() =
              Day(2019, 2, 30);
        },
        Reason::kInvalidDate,
        "application_registered.return_facts.return_date"},
       {"returned after the application",
        [](v1::Act& act) {
          *In(act).mutable_return_facts()->mutable_return_date() =
              Day(2020, 3, 3);
        },
        Reason::kInvalidDate},
       {"returns in the future",
        [](v1::Act& act) {
          *In(act).mutable_return_facts()->mutable_return_date() =
              Day(2090, 3, 3);
        },
        Reason::kFutureDate},
       {"a region of nowhere",
        [](v1::Act& act) { In(act).set_region_code("atlantis"); },
        Reason::kInvalidField, "application_registered.region_code"}});
}

TEST(OpeningTest, SixtyFourPeopleApplyAndNotOneMore) {
  EXPECT_THAT(Story().Try("sms", {acts::Application(64)}), IsOk());
  EXPECT_THAT(Story().Try("sms", {acts::Application(65)}),
              IsReason(Reason::kInvalidField));
}

TEST(OpeningTest, NobodyAppliesForAnotherProgrammeThanAnnounced) {
  Story story;
  config::v1::Programme other = TestProgramme();
  other.set_id("other");
  story.Load(other).Announced();
  v1::Act act = acts::Application(1);
  In(act).set_programme_id("other");
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kInvalidField));
}

TEST(OpeningTest, WhatIsNotKnownOfAPersonMayStayOpen) {  // [6]
  v1::Act act = acts::Application(1);
  In(act).mutable_people(0)->clear_sex();
  In(act).mutable_people(0)->clear_age_group();
  In(act).mutable_people(0)->clear_birth_country_code();
  EXPECT_THAT(Story().Try("sms", {act}), IsOk());
}

}  // namespace
}  // namespace referral::model
