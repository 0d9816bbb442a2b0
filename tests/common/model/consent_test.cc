#include "common/model/consent.h"

#include "common/model/case_file.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

constexpr auto kIdentity = v1::DATA_CATEGORY_IDENTITY;
constexpr auto kMedical = v1::DATA_CATEGORY_MEDICAL;
constexpr auto kEducation = v1::DATA_CATEGORY_EDUCATION;

v1::ConsentGiven& Given(v1::Act& act) { return *act.mutable_consent_given(); }

v1::Act Consent(std::vector<v1::DataCategory> categories,
                std::vector<std::string> recipients = {}) {
  v1::Act act = acts::Consent("p1");
  Given(act).clear_categories();
  for (const auto category : categories) Given(act).add_categories(category);
  for (const auto& agency : recipients) Given(act).add_recipients(agency);
  return act;
}

v1::Act Withdrawal(std::vector<v1::DataCategory> categories,
                   std::vector<std::string> recipients = {}) {
  v1::Act act = acts::Withdrawal("p1");
  auto& withdrawn = *act.mutable_consent_withdrawn();
  for (const auto category : categories) withdrawn.add_categories(category);
  for (const auto& agency : recipients) withdrawn.add_recipients(agency);
  return act;
}

Coverage OfP1(const Story& story, absl::string_view agency,
              v1::DataCategory category,
              absl::CivilDay day = absl::CivilDay(2020, 4, 1)) {
  return CoverageOf(*FindPerson(story.file(), "p1"), agency, category, day);
}

TEST(ConsentTest, HoldsForCategoriesRecipientsAndDays) {
  Story story;
  story.Applied();
  v1::Act act = Consent({kIdentity, kMedical}, {"health"});
  *Given(act).mutable_expiry_date() = Day(2020, 6, 30);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(OfP1(story, "health", kMedical), Coverage::kCovers);
  EXPECT_EQ(OfP1(story, "health", kEducation), Coverage::kNone);
  EXPECT_EQ(OfP1(story, "education", kMedical), Coverage::kNone);
  EXPECT_EQ(OfP1(story, "health", kMedical, absl::CivilDay(2020, 3, 1)),
            Coverage::kNone)
      << "not yet given";
  EXPECT_EQ(OfP1(story, "health", kMedical, absl::CivilDay(2020, 6, 30)),
            Coverage::kCovers)
      << "the last day counts";
  EXPECT_EQ(OfP1(story, "health", kMedical, absl::CivilDay(2020, 7, 1)),
            Coverage::kExpired);
}

TEST(ConsentTest, WithoutRecipientsHoldsForEveryProvider) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {Consent({kMedical})}));
  EXPECT_EQ(OfP1(story, "health", kMedical), Coverage::kCovers);
  EXPECT_EQ(OfP1(story, "ngo", kMedical), Coverage::kCovers);
}

TEST(ConsentTest, EndsWithTheProgrammesDurationUnlessItSaysSo) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {acts::Consent("p1")}));
  EXPECT_EQ(story.effects().acts(0).consent_expiry_date().DebugString(),
            Day(2022, 3, 2).DebugString());
  EXPECT_EQ(OfP1(story, "health", kMedical, absl::CivilDay(2022, 3, 3)),
            Coverage::kExpired);
}

TEST(ConsentTest, ANewConsentTakesOverWhereTheOldOneEnds) {
  Story story;
  story.Applied();
  v1::Act first = Consent({kMedical});
  *Given(first).mutable_expiry_date() = Day(2020, 3, 31);
  ASSERT_OK(story.Send("sms", {first}));
  EXPECT_EQ(OfP1(story, "health", kMedical), Coverage::kExpired);
  ASSERT_OK(story.On(2020, 4, 1).Send("sms", {Consent({kMedical})}));
  EXPECT_EQ(OfP1(story, "health", kMedical), Coverage::kCovers);
}

TEST(ConsentTest, WithdrawalTakesBackWhatItNames) {
  const struct {
    const char* name;
    v1::Act given;
    v1::Act withdrawn;
    bool health_medical, ngo_medical, health_identity;
  } kTable[] = {
      {"everything", Consent({kIdentity, kMedical}), Withdrawal({}), false,
       false, false},
      {"a category", Consent({kIdentity, kMedical}), Withdrawal({kMedical}),
       false, false, true},
      {"a recipient of all", Consent({kIdentity, kMedical}),
       Withdrawal({}, {"health"}), false, true, false},
      {"a category from a recipient of all", Consent({kIdentity, kMedical}),
       Withdrawal({kMedical}, {"health"}), false, true, true},
      {"a named recipient", Consent({kIdentity, kMedical}, {"health", "ngo"}),
       Withdrawal({}, {"ngo"}), true, false, true},
      {"the only recipient", Consent({kIdentity, kMedical}, {"health"}),
       Withdrawal({}, {"health"}), false, false, false},
      {"a category from a named recipient",
       Consent({kIdentity, kMedical}, {"health", "ngo"}),
       Withdrawal({kMedical}, {"health"}), false, true, true},
      {"what was never given", Consent({kIdentity, kMedical}, {"health"}),
       Withdrawal({kEducation}), true, false, true},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Story story;
    story.Applied();
    ASSERT_OK(story.Send("sms", {row.given}));
    ASSERT_OK(story.Send("sms", {row.withdrawn}));
    const auto covers = [&](absl::string_view agency,
                            v1::DataCategory category) {
      return OfP1(story, agency, category) == Coverage::kCovers;
    };
    EXPECT_EQ(covers("health", kMedical), row.health_medical);
    EXPECT_EQ(covers("ngo", kMedical), row.ngo_medical);
    EXPECT_EQ(covers("health", kIdentity), row.health_identity);
  }
}

TEST(ConsentTest, AWithdrawnConsentCountsForNoDayAnyMore) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {acts::Consent("p1")}));
  ASSERT_OK(story.On(2020, 9, 1).Send("sms", {acts::Withdrawal("p1")}));
  EXPECT_EQ(OfP1(story, "health", kMedical, absl::CivilDay(2020, 4, 1)),
            Coverage::kNone);
}

TEST(ConsentTest, IsGivenPerPerson) {
  Story story;
  story.Applied(2);
  ASSERT_OK(story.Send("sms", {acts::Consent("p2")}));
  EXPECT_EQ(OfP1(story, "health", kMedical), Coverage::kNone);
}

TEST(ConsentTest, CanBeGivenAgainAfterItWasWithdrawn) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {acts::Consent("p1"), acts::Withdrawal("p1"),
                               Consent({kMedical}, {"health"})}));
  EXPECT_EQ(OfP1(story, "health", kMedical), Coverage::kCovers);
  EXPECT_EQ(OfP1(story, "ngo", kMedical), Coverage::kNone);
}

TEST(ConsentTest, IsChecked) {
  Story story;
  story.Applied();
  ExpectRefusals(
      story, "sms", acts::Consent("p1"),
      {{"a stranger", [](v1::Act& act) { Given(act).set_person_id("px"); },
        Reason::kUnknownPerson, "consent_given.person_id"},
       {"to nothing", [](v1::Act& act) { Given(act).clear_categories(); },
        Reason::kInvalidField, "consent_given.categories"},
       {"to what does not exist",
        [](v1::Act& act) {
          Given(act).add_categories(static_cast<v1::DataCategory>(99));
        },
        Reason::kInvalidField},
       {"for nobody known",
        [](v1::Act& act) { Given(act).add_recipients("nobody"); },
        Reason::kUnknownAgency, "consent_given.recipients"},
       {"explained in a language the programme lacks",
        [](v1::Act& act) { Given(act).set_language_code("fr"); },
        Reason::kInvalidField, "consent_given.language_code"},
       {"given by whom", [](v1::Act& act) { Given(act).clear_given_by(); },
        Reason::kInvalidField, "consent_given.given_by"},
       {"over before it was given",
        [](v1::Act& act) {
          *Given(act).mutable_expiry_date() = Day(2020, 3, 1);
        },
        Reason::kInvalidDate, "consent_given.expiry_date"}});
  ExpectRefusals(story, "sms", acts::Withdrawal("p1"),
                 {{"a stranger",
                   [](v1::Act& act) {
                     act.mutable_consent_withdrawn()->set_person_id("px");
                   },
                   Reason::kUnknownPerson},
                  {"from nobody known",
                   [](v1::Act& act) {
                     act.mutable_consent_withdrawn()->add_recipients("x");
                   },
                   Reason::kUnknownAgency}});
}

}  // namespace
}  // namespace referral::model
