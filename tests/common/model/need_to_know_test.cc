#include "common/model/need_to_know.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Extent = View::Extent;

v1::Disclosure Part(const v1::Act& act) {
  v1::Disclosure part;
  *part.mutable_act() = act;
  return part;
}

v1::Disclosure Part(const v1::Section& section) {
  v1::Disclosure part;
  *part.mutable_section() = section;
  return part;
}

Reader Agency(const std::string& id) {
  const Directory directory(TestDeployment());
  return {Reader::Kind::kAgency, id, directory.RoleOf(id)};
}

Reader Operator() {
  return {Reader::Kind::kOperator, "", v1::AGENCY_ROLE_UNSPECIFIED};
}

v1::Section Identity(const std::string& person) {
  v1::Section section;
  section.set_person_id(person);
  section.mutable_identity()->set_given_name("x");
  return section;
}

v1::Section Education(const std::string& person) {
  v1::Section section;
  section.set_person_id(person);
  section.mutable_education()->set_text("x");
  return section;
}

View Read(const Story& story, const std::string& sender,
          const std::vector<v1::Disclosure>& parts, const Reader& reader) {
  return NeedToKnow(story.file(), {sender, Id(500)}, parts, reader,
                    Day(2026, 5, 4));
}

// p1 goes to health, p2 to education; all consents given.
Story TwoReferrals() {
  Story story;
  story.Active(2).Referred(Id(2), "education.school", {"p2"});
  return story;
}

TEST(NeedToKnowTest, EachReaderGetsItsShareOfABundle) {
  const Story story = TwoReferrals();
  const std::vector<v1::Disclosure> parts = {
      Part(acts::Request(Id(1), "medical.check")),
      Part(acts::Request(Id(2), "education.school", {"p2"})),
      Part(Identity("p1")),
      Part(Identity("p2")),
      Part(Medical("p1")),
      Part(Medical("p2")),
      Part(Education("p2"))};
  const struct {
    std::string name;
    Reader reader;
    Extent extent;
    std::vector<int> parts;
    bool effects;
  } kTable[] = {
      {"lead", Agency("sms"), Extent::kParts, {0, 1, 2, 3, 4, 5, 6}, true},
      {"health", Agency("health"), Extent::kParts, {0, 2, 4}, false},
      {"education", Agency("education"), Extent::kParts, {1, 3, 6}, false},
      {"a provider without part", Agency("ngo"), Extent::kNothing, {}, false},
      {"oversight", Agency("ombudsman"), Extent::kHeadOnly, {}, false},
      {"operator", Operator(), Extent::kHeadOnly, {}, false},
      {"notifier", Agency("border"), Extent::kNothing, {}, false},
      {"partner", Agency("iom"), Extent::kNothing, {}, false},
      {"a stranger", Agency("nobody"), Extent::kNothing, {}, false},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    const View view = Read(story, "sms", parts, row.reader);
    EXPECT_EQ(view.extent, row.extent);
    EXPECT_EQ(view.parts, row.parts);
    EXPECT_EQ(view.effects, row.effects);
  }
}

TEST(NeedToKnowTest, ASenderReadsItsOwnMessages) {
  const Story story = TwoReferrals();
  const View view =
      Read(story, "health", {Part(acts::Accepted(Id(1))), Part(Medical("p1"))},
           Agency("health"));
  EXPECT_THAT(view.parts, ElementsAre(0, 1));
  EXPECT_TRUE(view.effects);
}

TEST(NeedToKnowTest, ANotifierReadsNothingNotEvenItsOwn) {
  Story story;
  ASSERT_OK(story.Send("border", {acts::ArrivalAnnounced()}));
  EXPECT_EQ(
      Read(story, "border", {Part(acts::ArrivalAnnounced())}, Agency("border"))
          .extent,
      Extent::kNothing);
}

TEST(NeedToKnowTest, EffectsShowOnlyToWhoSeesEveryAct) {
  const Story story = TwoReferrals();
  EXPECT_TRUE(
      Read(story, "sms",
           {Part(acts::Request(Id(1), "medical.check")), Part(Education("p2"))},
           Agency("health"))
          .effects);
}

TEST(NeedToKnowTest, ActsOfTheCaseAreNotForProviders) {
  const Story story = TwoReferrals();
  for (const v1::Act& act :
       {acts::Application(2), acts::Eligible(), acts::NeedsAssessed(),
        acts::PlanAgreed(), acts::Consent("p1"), acts::Closed()}) {
    EXPECT_EQ(Read(story, "sms", {Part(act)}, Agency("health")).extent,
              Extent::kNothing);
  }
}

TEST(NeedToKnowTest, AWithdrawnConsentHidesAtOnceAndTellsSo) {  // [27]
  Story story = TwoReferrals();
  const std::vector<v1::Disclosure> parts = {
      Part(acts::Request(Id(1), "medical.check")), Part(Medical("p1"))};
  EXPECT_THAT(Read(story, "sms", parts, Agency("health")).parts,
              ElementsAre(0, 1));
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  EXPECT_THAT(Read(story, "sms", parts, Agency("health")).parts,
              ElementsAre(0));
  const std::vector<v1::Disclosure> withdrawal = {Part(acts::Withdrawal("p1"))};
  EXPECT_THAT(Read(story, "sms", withdrawal, Agency("health")).parts,
              ElementsAre(0));
  EXPECT_THAT(Read(story, "sms", withdrawal, Agency("education")).parts,
              IsEmpty());
}

TEST(NeedToKnowTest, AnEndedConsentHidesWhatWasSharedAfterItsEnd) {
  Story story;
  story.Open();
  v1::Act consent = acts::Consent("p1");
  *consent.mutable_consent_given()->mutable_expiry_date() = Day(2020, 6, 30);
  ASSERT_OK(story.Send("sms", {consent}));
  story.Referred(Id(1));
  const auto shared_on = [&](v1::Date day) {
    v1::Act act = acts::Information(Id(1));
    *act.mutable_occurred_date() = day;
    return Read(story, "sms", {Part(act), Part(Medical("p1"))},
                Agency("health"))
        .parts;
  };
  EXPECT_THAT(shared_on(Day(2020, 6, 30)), ElementsAre(0, 1));
  EXPECT_THAT(shared_on(Day(2020, 7, 1)), ElementsAre(0));
  EXPECT_THAT(shared_on(Day(2020, 1, 1)), ElementsAre(0, 1))
      << "written before the consent, opened by it";
}

TEST(NeedToKnowTest, ARestrictedCategoryGoesWhereItIsNeededOnly) {  // [17]
  Story story = TwoReferrals();
  v1::Section section;
  section.set_person_id("p1");
  section.mutable_psychosocial()->set_text("x");
  const std::vector<v1::Disclosure> parts = {Part(acts::Information()),
                                             Part(section)};
  EXPECT_EQ(Read(story, "sms", parts, Agency("health")).extent,
            Extent::kNothing);
  story.Referred(Id(3), "medical.psychosocial");
  EXPECT_THAT(Read(story, "sms", parts, Agency("health")).parts,
              ElementsAre(1));
  EXPECT_EQ(Read(story, "sms", parts, Agency("education")).extent,
            Extent::kNothing);
}

TEST(NeedToKnowTest, AMistakenReferralOpensNoSection) {
  Story story = TwoReferrals();
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_ENTERED_IN_ERROR);
  EXPECT_THAT(Read(story, "sms",
                   {Part(acts::EnteredInError(Id(1))), Part(Medical("p1"))},
                   Agency("health"))
                  .parts,
              ElementsAre(0));
}

TEST(NeedToKnowTest, ACorrectedSectionShowsToTheLeadAndItsAuthorAlone) {
  Story story = TwoReferrals();
  story.Referred(Id(3), "documents.passport");  // ngo needs the identity too
  ASSERT_OK(story.Send("sms", {acts::Information()}, {Identity("p1")}));
  const std::string wrong = story.records().back().message_id;
  ASSERT_OK(story.Send("sms", {acts::Information()},
                       {Correcting(wrong, Identity("p1"))}));
  const auto parts_of = [&](const std::string& sender, const std::string& id,
                            const std::string& agency) {
    return NeedToKnow(story.file(), {sender, id},
                      {Part(acts::Information(Id(1))), Part(Identity("p1"))},
                      Agency(agency), Day(2026, 5, 4))
        .parts;
  };
  EXPECT_THAT(parts_of("sms", wrong, "sms"), ElementsAre(0, 1));
  EXPECT_THAT(parts_of("sms", wrong, "health"), ElementsAre(0));
  EXPECT_THAT(parts_of("sms", wrong, "ngo"), IsEmpty());
  EXPECT_THAT(parts_of("health", wrong, "health"), ElementsAre(0, 1));
  EXPECT_THAT(parts_of("sms", Id(501), "health"), ElementsAre(0, 1))
      << "another message";
}

TEST(NeedToKnowTest, EffectsDoNotTellWhatElseWasCorrected) {
  const Story story = TwoReferrals();
  const auto effects = [&](const v1::Section& section) {
    return Read(story, "sms", {Part(acts::Information(Id(1))), Part(section)},
                Agency("health"))
        .effects;
  };
  EXPECT_TRUE(effects(Correcting(Id(400), Medical("p1"))));
  EXPECT_FALSE(effects(Correcting(Id(400), Medical("p2"))));
}

TEST(NeedToKnowTest, WhatProtectsAPersonIsToldToWhoServesIt) {
  const Story story = TwoReferrals();
  const std::vector<v1::Disclosure> parts = {Part(acts::Protection("p1"))};
  EXPECT_THAT(Read(story, "sms", parts, Agency("health")).parts,
              ElementsAre(0));
  EXPECT_THAT(Read(story, "sms", parts, Agency("education")).parts, IsEmpty());
  EXPECT_EQ(Read(story, "sms", parts, Agency("ombudsman")).extent,
            Extent::kHeadOnly);
}

TEST(NeedToKnowTest, AComplaintIsForItsLodgerAddresseeAndTheLead) {
  Story story = TwoReferrals();
  v1::Act act = acts::Complaint(Id(9));
  act.mutable_complaint_lodged()->set_about_agency("health");
  ASSERT_OK(story.Send("education", {act}));
  const std::vector<v1::Disclosure> lodged = {Part(act), Part(Note("p1"))};
  const std::vector<v1::Disclosure> answered = {Part(acts::Answer(Id(9))),
                                                Part(acts::Information(Id(1)))};
  const struct {
    std::string reader;
    std::vector<int> of_complaint, of_answer;
  } kTable[] = {
      {"sms", {0, 1}, {0, 1}}, {"education", {0, 1}, {0}},
      {"ombudsman", {0}, {0}}, {"health", {}, {1}},
      {"ngo", {}, {}},         {"iom", {}, {}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.reader);
    EXPECT_EQ(Read(story, "education", lodged, Agency(row.reader)).parts,
              row.of_complaint);
    EXPECT_EQ(Read(story, "ombudsman", answered, Agency(row.reader)).parts,
              row.of_answer);
  }
  const View oversight = Read(story, "education", lodged, Agency("ombudsman"));
  EXPECT_TRUE(oversight.every_act_named);
  EXPECT_FALSE(oversight.effects);
}

TEST(NeedToKnowTest, OversightReadsNoComplaintToTheLead) {
  Story story = TwoReferrals();
  v1::Act act = acts::Complaint(Id(9));
  act.mutable_complaint_lodged()->set_addressee("sms");
  ASSERT_OK(story.Send("health", {act}));
  EXPECT_EQ(Read(story, "health", {Part(act)}, Agency("ombudsman")).extent,
            Extent::kHeadOnly);
}

TEST(NeedToKnowTest, RowsOfListsFollowTheSameRule) {
  const Story story = TwoReferrals();
  const struct {
    std::string name;
    Reader reader;
    bool sees_case, sees_first, sees_second;
  } kTable[] = {
      {"lead", Agency("sms"), true, true, true},
      {"health", Agency("health"), true, true, false},
      {"education", Agency("education"), true, false, true},
      {"no part", Agency("ngo"), false, false, false},
      {"oversight", Agency("ombudsman"), true, true, true},
      {"operator", Operator(), true, true, true},
      {"notifier", Agency("border"), false, false, false},
      {"partner", Agency("iom"), false, false, false},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(MaySeeCase(story.file(), row.reader), row.sees_case);
    EXPECT_EQ(MaySeeReferral(story.file(), story.referral(Id(1)), row.reader),
              row.sees_first);
    EXPECT_EQ(MaySeeReferral(story.file(), story.referral(Id(2)), row.reader),
              row.sees_second);
  }
}

TEST(NeedToKnowTest, ASilenceIsForThoseItWasSentTo) {  // [29]
  Story story = TwoReferrals();
  ASSERT_OK(story.Send("health", {acts::Request(Id(3), "documents.passport")}));
  v1::Act act;
  act.mutable_deadline_passed()->set_clock(v1::CLOCK_RESPONSE);
  act.mutable_deadline_passed()->set_subject_id(Id(3));
  act.mutable_deadline_passed()->set_silent_agency("ngo");
  *act.mutable_occurred_date() = Day(2026, 5, 4);
  const std::vector<v1::Disclosure> parts = {Part(act)};
  const struct {
    std::string name;
    Reader reader;
    bool addressed;
    Extent extent;
    bool effects;  // what is proposed next
  } kTable[] = {
      {"lead", Agency("sms"), true, Extent::kParts, true},
      {"who asked", Agency("health"), true, Extent::kParts, true},
      {"who is silent", Agency("ngo"), true, Extent::kParts, false},
      {"who is told besides", Agency("police"), true, Extent::kParts, false},
      {"another", Agency("education"), false, Extent::kNothing, false},
      {"oversight", Agency("ombudsman"), true, Extent::kHeadOnly, false},
      {"operator", Operator(), false, Extent::kHeadOnly, false},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    const View view = NeedToKnow(story.file(), {kHome, Id(7)}, parts,
                                 row.reader, Day(2026, 5, 4), row.addressed);
    EXPECT_EQ(view.extent, row.extent);
    EXPECT_EQ(view.effects, row.effects);
  }
}

}  // namespace
}  // namespace referral::model
