// Who agrees, for what, and for how long [27].
#include "common/model/consent_terms.h"

#include "common/model/case_file.h"
#include "common/model/consent.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

constexpr auto kIdentity = v1::DATA_CATEGORY_IDENTITY;
constexpr auto kMedical = v1::DATA_CATEGORY_MEDICAL;

v1::ConsentGiven& Given(v1::Act& act) { return *act.mutable_consent_given(); }
v1::ConsentRenewed& Renewed(v1::Act& act) {
  return *act.mutable_consent_renewed();
}

Coverage Of(const Story& story, absl::string_view person,
            v1::DataCategory category, absl::CivilDay day,
            absl::string_view agency = "health") {
  return CoverageOf(*FindPerson(story.file(), person), agency, category, day);
}

v1::Act For(std::vector<v1::ConsentPurpose> purposes) {
  v1::Act act = acts::Consent("p1");
  for (const auto purpose : purposes) Given(act).add_purposes(purpose);
  return act;
}

v1::Act By(v1::Act act, v1::ConsentGiver giver) {
  if (act.has_consent_given()) Given(act).set_given_by(giver);
  if (act.has_consent_renewed()) Renewed(act).set_given_by(giver);
  return act;
}

// p2, a minor without parents, whose guardian is agency ngo.
v1::Act Unaccompanied() {
  v1::Act act = acts::Protection("p2");
  act.mutable_protection_recorded()->set_unaccompanied_minor(true);
  act.mutable_protection_recorded()->set_guardian_agency("ngo");
  return act;
}

TEST(ConsentPurposeTest, OnlyAConsentToBeServedLetsOneBeReferred) {
  const struct {
    const char* name;
    std::vector<v1::ConsentPurpose> purposes;
    bool served;
  } kTable[] = {
      {"by default", {}, true},
      {"to be served", {v1::CONSENT_PURPOSE_SERVICE}, true},
      {"to be asked later", {v1::CONSENT_PURPOSE_FOLLOW_UP}, false},
      {"to be counted", {v1::CONSENT_PURPOSE_STUDY}, false},
      {"to be served and counted",
       {v1::CONSENT_PURPOSE_STUDY, v1::CONSENT_PURPOSE_SERVICE},
       true},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Story story;
    story.Open();
    ASSERT_OK(story.Send("sms", {For(row.purposes)}));
    const auto asked =
        story.Try("sms", {acts::Request(Id(1), "medical.check")});
    if (row.served) {
      EXPECT_OK(asked.status());
    } else {
      EXPECT_THAT(asked, IsReason(Reason::kConsentMissing));
    }
  }
}

TEST(ConsentPurposeTest, IsKeptWithWhoAgreed) {
  Story story;
  story.Open();
  ASSERT_OK(story.Send(
      "sms", {For({v1::CONSENT_PURPOSE_STUDY, v1::CONSENT_PURPOSE_SERVICE})}));
  const auto& consent = FindPerson(story.file(), "p1")->consents(0);
  EXPECT_THAT(consent.purposes(), ElementsAre(v1::CONSENT_PURPOSE_SERVICE,
                                              v1::CONSENT_PURPOSE_STUDY));
  EXPECT_EQ(consent.given_by(), v1::CONSENT_GIVER_SELF);
  EXPECT_TRUE(HasPurpose(consent, v1::CONSENT_PURPOSE_STUDY));
  EXPECT_FALSE(HasPurpose(consent, v1::CONSENT_PURPOSE_FOLLOW_UP));
}

TEST(ConsentPurposeTest, IsChecked) {
  Story story;
  story.Applied();
  ExpectRefusals(story, "sms", For({v1::CONSENT_PURPOSE_SERVICE}),
                 {{"twice the same",
                   [](v1::Act& act) {
                     Given(act).add_purposes(v1::CONSENT_PURPOSE_SERVICE);
                   },
                   Reason::kInvalidField, "consent_given.purposes"},
                  {"for nothing",
                   [](v1::Act& act) {
                     Given(act).set_purposes(0,
                                             v1::CONSENT_PURPOSE_UNSPECIFIED);
                   },
                   Reason::kInvalidField, "consent_given.purposes"}});
}

TEST(ConsentGiverTest, WhoMayAgreeForWhom) {
  // p1 is an adult, p2 a minor, p3 an unaccompanied one.
  Story story;
  story.Applied(3);
  v1::Act protection = Unaccompanied();
  protection.mutable_protection_recorded()->set_person_id("p3");
  v1::Act guarded = acts::Protection("p1");
  guarded.mutable_protection_recorded()->set_guardian_agency("ngo");
  ASSERT_OK(story.Send("sms", {protection}));
  const auto refused = [&](absl::string_view person, v1::ConsentGiver giver) {
    return ReasonCode(
        story.Try("sms", {By(acts::Consent(person), giver)}).status());
  };
  EXPECT_EQ(refused("p1", v1::CONSENT_GIVER_SELF), "");
  EXPECT_EQ(refused("p1", v1::CONSENT_GIVER_CAREGIVER), "INVALID_FIELD");
  EXPECT_EQ(refused("p1", v1::CONSENT_GIVER_GUARDIAN), "GUARDIAN_REQUIRED");
  EXPECT_EQ(refused("p2", v1::CONSENT_GIVER_SELF), "");
  EXPECT_EQ(refused("p2", v1::CONSENT_GIVER_CAREGIVER), "");
  EXPECT_EQ(refused("p2", v1::CONSENT_GIVER_GUARDIAN), "GUARDIAN_REQUIRED");
  EXPECT_EQ(refused("p3", v1::CONSENT_GIVER_SELF), "GUARDIAN_REQUIRED");
  EXPECT_EQ(refused("p3", v1::CONSENT_GIVER_CAREGIVER), "GUARDIAN_REQUIRED");
  EXPECT_EQ(refused("p3", v1::CONSENT_GIVER_GUARDIAN), "");
  ASSERT_OK(story.Send("sms", {guarded}));
  EXPECT_EQ(refused("p1", v1::CONSENT_GIVER_GUARDIAN), "");
}

TEST(ConsentGiverTest, AnUnaccompaniedMinorIsReferredByItsGuardiansConsent) {
  Story story;
  story.Open(2).Consented();  // by themselves, before anybody knew
  const v1::Act request = acts::Request(Id(1), "medical.check", {"p2"});
  EXPECT_OK(story.Try("sms", {request}).status());
  ASSERT_OK(story.Send("sms", {Unaccompanied()}));
  EXPECT_THAT(story.Try("sms", {request}), IsReason(Reason::kGuardianRequired));
  ASSERT_OK(
      story.Send("sms", {By(acts::Consent("p2"), v1::CONSENT_GIVER_GUARDIAN)}));
  EXPECT_OK(story.Try("sms", {request}).status());
}

TEST(ConsentGiverTest, AnEmergencyDoesNotWaitForTheGuardian) {
  Story story;
  story.Open(2);
  ASSERT_OK(story.Send("sms", {Unaccompanied(), acts::Emergency("p2")}));
  EXPECT_OK(story.Try("sms", {acts::Request(Id(1), "medical.check", {"p2"})})
                .status());
}

// Until the end of March, to health.
v1::Act Short(v1::DataCategory category) {
  v1::Act act = acts::Consent("p1");
  Given(act).clear_categories();
  Given(act).add_categories(category);
  Given(act).add_recipients("health");
  *Given(act).mutable_expiry_date() = Day(2020, 3, 31);
  return act;
}

constexpr absl::CivilDay kJune(2020, 6, 1);

TEST(ConsentRenewalTest, ProlongsWhatIsInForceAndWhatHasEnded) {
  for (const int month : {3, 5}) {
    SCOPED_TRACE(month);
    Story story;
    story.Applied();
    ASSERT_OK(story.Send("sms", {Short(kMedical)}));
    EXPECT_EQ(Of(story, "p1", kMedical, kJune), Coverage::kExpired);
    ASSERT_OK(story.On(2020, month, 10).Send("sms", {acts::Renewal("p1")}));
    EXPECT_EQ(Of(story, "p1", kMedical, kJune), Coverage::kCovers);
    EXPECT_EQ(Of(story, "p1", kMedical, kJune, "ngo"), Coverage::kNone)
        << "for those it was given for";
    EXPECT_EQ(FindPerson(story.file(), "p1")->consents_size(), 1);
  }
}

TEST(ConsentRenewalTest, LeavesAloneTheCategoriesItDoesNotName) {
  Story story;
  story.Applied();
  v1::Act both = Short(kMedical);
  Given(both).add_categories(kIdentity);
  v1::Act renewal = acts::Renewal("p1");
  Renewed(renewal).add_categories(kMedical);
  ASSERT_OK(story.Send("sms", {both, renewal}));
  EXPECT_EQ(Of(story, "p1", kMedical, kJune), Coverage::kCovers);
  EXPECT_EQ(Of(story, "p1", kIdentity, kJune), Coverage::kExpired);
}

TEST(ConsentRenewalTest, NeverShortensAConsent) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {acts::Consent("p1")}));
  v1::Act renewal = acts::Renewal("p1");
  *Renewed(renewal).mutable_expiry_date() = Day(2020, 4, 1);
  ASSERT_OK(story.Send("sms", {renewal}));
  EXPECT_EQ(Of(story, "p1", kMedical, kJune), Coverage::kCovers);
}

TEST(ConsentRenewalTest, WhatWasWithdrawnStaysWithdrawn) {
  Story story;
  story.Applied();
  v1::Act withdrawal = acts::Withdrawal("p1");
  withdrawal.mutable_consent_withdrawn()->add_categories(kMedical);
  ASSERT_OK(story.Send("sms", {acts::Consent("p1"), withdrawal}));
  ASSERT_OK(story.On(2020, 5, 1).Send("sms", {acts::Renewal("p1")}));
  EXPECT_EQ(Of(story, "p1", kMedical, kJune), Coverage::kNone);
  EXPECT_EQ(Of(story, "p1", kIdentity, kJune), Coverage::kCovers);
  v1::Act medical = acts::Renewal("p1");
  Renewed(medical).add_categories(kMedical);
  EXPECT_THAT(story.Send("sms", {medical}), IsReason(Reason::kConsentMissing));
}

TEST(ConsentRenewalTest, NeverProlongsAnEmergency) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {acts::Emergency("p1")}));
  EXPECT_THAT(story.Send("sms", {acts::Renewal("p1")}),
              IsReason(Reason::kConsentMissing));
}

TEST(ConsentRenewalTest, IsChecked) {
  Story story;
  story.Applied(2).Consented();
  ExpectRefusals(
      story, "sms", acts::Renewal("p1"),
      {{"a stranger", [](v1::Act& act) { Renewed(act).set_person_id("px"); },
        Reason::kUnknownPerson, "consent_renewed.person_id"},
       {"a category twice",
        [](v1::Act& act) {
          Renewed(act).add_categories(kMedical);
          Renewed(act).add_categories(kMedical);
        },
        Reason::kInvalidField, "consent_renewed.categories"},
       {"over before it begins",
        [](v1::Act& act) {
          *Renewed(act).mutable_expiry_date() = Day(2020, 3, 1);
        },
        Reason::kInvalidDate, "consent_renewed.expiry_date"},
       {"in no language of the programme",
        [](v1::Act& act) { Renewed(act).set_language_code("fr"); },
        Reason::kInvalidField, "consent_renewed.language_code"},
       {"by whom", [](v1::Act& act) { Renewed(act).clear_given_by(); },
        Reason::kInvalidField, "consent_renewed.given_by"},
       {"by a guardian nobody recorded",
        [](v1::Act& act) {
          Renewed(act).set_given_by(v1::CONSENT_GIVER_GUARDIAN);
        },
        Reason::kGuardianRequired, "consent_renewed.given_by"},
       {"before there was a consent",
        [](v1::Act& act) { *act.mutable_occurred_date() = Day(2020, 3, 1); },
        Reason::kConsentMissing, "consent_renewed.person_id"}});
}

}  // namespace
}  // namespace referral::model
