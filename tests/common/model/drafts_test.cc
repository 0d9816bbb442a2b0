#include "common/model/drafts.h"

#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/need_to_know.h"
#include "common/model/shown_effects.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using storage::v1::CaseReferral;
using ::testing::ElementsAre;

// The one draft of the case.
const CaseReferral& DraftOf(const Story& story) {
  for (const CaseReferral& referral : story.file().referrals()) {
    if (referral.draft_reason() != v1::DRAFT_REASON_UNSPECIFIED) {
      return referral;
    }
  }
  ADD_FAILURE() << "no draft";
  return CaseReferral::default_instance();
}

// p1 lives in Baku and is to be checked in Ganja: the router drafts lodging by
// ngo there [16].
v1::Act CheckInGanja(const std::string& id = Id(1)) {
  v1::Act act = acts::Request(id, "medical.check");
  act.mutable_referral_requested()->set_region_code("ganja");
  return act;
}

Story WithDraft() {
  Story story;
  story.Open().Consented().Planned();
  EXPECT_OK(story.Send("sms", {CheckInGanja()}));
  return story;
}

// The same, asked for by a provider: health refers p1 onward.
Story WithDraftOfHealth() {
  Story story;
  story.Active();
  v1::Act act = acts::Request(Id(2), "documents.passport");
  act.mutable_referral_requested()->set_receiver("police");
  EXPECT_OK(story.Send("health", {act}));
  v1::ReferralDraft draft;
  draft.set_referral_id(Id(3));
  draft.set_reason(v1::DRAFT_REASON_SILENCE);
  draft.set_service_code("documents.passport");
  draft.set_report_group("documents");
  draft.add_person_ids("p1");
  draft.set_requester("health");
  draft.set_receiver("ngo");
  draft.set_region_code("baku");
  draft.set_priority(v1::PRIORITY_ROUTINE);
  *draft.mutable_budget() = Azn(10'000);
  draft.set_replaces_referral_id(Id(2));
  draft.add_categories(v1::DATA_CATEGORY_IDENTITY);
  draft.add_categories(v1::DATA_CATEGORY_DOCUMENTS);
  std::vector<v1::Act> acts = {acts::Information(Id(2))};
  auto effects = story.Try("police", acts, {Note("p1")});
  EXPECT_OK(effects);
  *effects->mutable_acts(0)->add_drafts() = draft;
  story.Record("police", acts, *effects);
  return story;
}

Reader Provider(const std::string& agency) {
  return {Reader::Kind::kAgency, agency, v1::AGENCY_ROLE_PROVIDER};
}

TEST(DraftsTest, AreAdoptedByTheirRequester) {  // [30]
  Story story = WithDraft();
  const CaseReferral draft = DraftOf(story);
  EXPECT_EQ(draft.status(), v1::REFERRAL_STATUS_DRAFT);
  ASSERT_OK(story.Send("sms", {acts::Adoption(draft)}));
  const CaseReferral& referral = story.referral(draft.referral_id());
  EXPECT_EQ(referral.status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(referral.draft_reason(), v1::DRAFT_REASON_UNSPECIFIED);
  EXPECT_EQ(referral.requester(), "sms");
  EXPECT_EQ(referral.receiver(), "ngo");
  EXPECT_EQ(referral.linked_referral_id(), Id(1));
  EXPECT_EQ(referral.request_sequence(), story.file().last_sequence());
  EXPECT_TRUE(referral.has_respond_by_time());
  EXPECT_EQ(story.file().referrals_size(), 2) << "filled in place";
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo"));
  EXPECT_THAT(story.Send("ngo", {acts::Accepted(draft.referral_id())}), IsOk());
  EXPECT_EQ(story.Replay().SerializeAsString(),
            story.file().SerializeAsString());
}

TEST(DraftsTest, LeaveReceiverAndBudgetToTheRequester) {
  Story story = WithDraft();
  v1::Act adoption = acts::Adoption(DraftOf(story));
  ExpectRefusals(
      story, "sms", adoption,
      {{"another service",
        [](v1::Act& act) {
          act.mutable_referral_requested()->set_service_code(
              "education.school");
          act.mutable_referral_requested()->clear_receiver();
        },
        Reason::kInvalidField, "referral_requested.service_code"},
       {"linked to nothing",
        [](v1::Act& act) {
          act.mutable_referral_requested()->clear_linked_referral_id();
        },
        Reason::kInvalidField, "referral_requested.linked_referral_id"},
       {"no budget at all",
        [](v1::Act& act) { act.mutable_referral_requested()->clear_budget(); },
        Reason::kInvalidField, "referral_requested.budget"}});
  adoption.mutable_referral_requested()->mutable_budget()->set_minor_units(
      1'000);
  ASSERT_OK(story.Send("sms", {adoption}));
  EXPECT_EQ(DraftOf(WithDraft()).reserved().minor_units(), 20'000);
  EXPECT_EQ(story.file().referrals(1).reserved().minor_units(), 1'000);
}

TEST(DraftsTest, ArePeopleOfTheDraftAndNoOthers) {
  Story story;
  story.Open(2).Consented().Planned();
  ASSERT_OK(story.Send("sms", {CheckInGanja()}));
  v1::Act act = acts::Adoption(DraftOf(story));
  act.mutable_referral_requested()->add_person_ids("p2");
  const auto effects = story.Try("sms", {act});
  EXPECT_THAT(effects, IsReason(Reason::kInvalidField));
  EXPECT_EQ(Where(effects.status()), "acts[0].referral_requested.person_ids");
}

TEST(DraftsTest, AnotherAgencyCannotTakeThem) {
  Story story = WithDraftOfHealth();
  EXPECT_THAT(story.Send("sms", {acts::Adoption(story.referral(Id(3)))}),
              IsReason(Reason::kReferralExists));
  EXPECT_THAT(story.Send("sms", {acts::Cancelled(Id(3))}),
              IsReason(Reason::kNotTheRequester));
  EXPECT_THAT(story.Send("ngo", {acts::Accepted(Id(3))}),
              IsReason(Reason::kNotTheReceiver));
}

TEST(DraftsTest, ReplaceWhatHasEndedAlone) {
  Story story = WithDraftOfHealth();
  const v1::Act adoption = acts::Adoption(story.referral(Id(3)));
  const absl::Status early = story.Send("health", {adoption});
  EXPECT_THAT(early, IsReason(Reason::kIllegalTransition));
  EXPECT_EQ(Where(early), "acts[0].referral_requested.replaces_referral_id");
  ASSERT_OK(story.Send("health", {acts::Cancelled(Id(2)), adoption}))
      << "in one message";
  EXPECT_EQ(story.referral(Id(3)).status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST(DraftsTest, AreDroppedWithAReason) {
  Story story = WithDraft();
  const std::string id = DraftOf(story).referral_id();
  ExpectRefusals(
      story, "sms", acts::Cancelled(id),
      {{"no reason",
        [](v1::Act& act) { act.mutable_referral_cancelled()->clear_reason(); },
        Reason::kReasonRequired}});
  ASSERT_OK(story.Send("sms", {acts::Cancelled(id)}));
  EXPECT_EQ(story.referral(id).status(), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_TRUE(story.referral(id).outcome_settled());
  EXPECT_TRUE(story.referral(id).has_ended_time());
  EXPECT_THAT(story.effects().recipients(), ElementsAre());
  EXPECT_FALSE(HasReferral(story.file(), "ngo")) << "nobody asked it";
  EXPECT_THAT(story.Send("sms", {acts::Adoption(story.referral(id))}),
              IsReason(Reason::kReferralExists));
}

TEST(DraftsTest, MayBeMistakes) {
  Story story = WithDraft();
  const std::string id = DraftOf(story).referral_id();
  ASSERT_OK(story.Send("sms", {acts::EnteredInError(id)}));
  EXPECT_EQ(story.referral(id).status(), v1::REFERRAL_STATUS_ENTERED_IN_ERROR);
  EXPECT_TRUE(story.referral(id).outcome_settled());
}

TEST(DraftsTest, HoldNoBudget) {  // [15]
  Story story;
  story.Open().Consented().Planned();
  v1::Act act = CheckInGanja();
  act.mutable_referral_requested()->mutable_budget()->set_minor_units(90'000);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(CommittedMinorUnits(story.file()), 90'000);
  EXPECT_THAT(story.Send("sms", {acts::Adoption(DraftOf(story))}),
              IsReason(Reason::kBudgetExceeded));
  v1::Act cheaper = acts::Adoption(DraftOf(story));
  cheaper.mutable_referral_requested()->mutable_budget()->set_minor_units(
      10'000);
  EXPECT_THAT(story.Send("sms", {cheaper}), IsOk());
}

TEST(DraftsTest, DoNotHoldUpTheClosingAndEndWithIt) {  // [31]
  Story story = WithDraft();
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted()}));
  EXPECT_THAT(story.Send("sms", {acts::Adoption(DraftOf(story))}),
              IsReason(Reason::kCaseNotOpen));
  ASSERT_OK(story.Send("sms", {acts::Closed()}));
  EXPECT_EQ(DraftOf(story).status(), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_TRUE(DraftOf(story).outcome_settled());
}

TEST(DraftsTest, WhoWaitsForOneIsToldOfTheClosing) {
  Story story = WithDraftOfHealth();
  ASSERT_OK(story.Send("health", {acts::Cancelled(Id(2))}));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health"));
  std::vector<v1::Disclosure> parts(1);
  *parts[0].mutable_act() = acts::Closed();
  const v1::Date today = Day(2026, 5, 4);
  EXPECT_THAT(
      NeedToKnow(story.file(), {"sms", Id(7)}, parts, Provider("health"), today)
          .parts,
      ElementsAre(0));
  EXPECT_THAT(
      NeedToKnow(story.file(), {"sms", Id(7)}, parts, Provider("police"), today)
          .parts,
      ElementsAre());
}

TEST(DraftsTest, TheReceiverThatOneNamesHasNoPartInTheCase) {
  Story story = WithDraft();
  const CaseReferral& draft = DraftOf(story);
  EXPECT_EQ(draft.receiver(), "ngo");
  EXPECT_FALSE(IsParty(draft, "ngo"));
  EXPECT_FALSE(HasReferral(story.file(), "ngo"));
  EXPECT_FALSE(MaySeeCase(story.file(), Provider("ngo")));
  EXPECT_FALSE(MaySeeReferral(story.file(), draft, Provider("ngo")));
  EXPECT_THAT(story.Send("ngo", {acts::Information()}, {Note("p1")}),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(story.Send("ngo", {acts::Request(Id(9), "medical.check")}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST(DraftsTest, OpenNoDataToAnybody) {  // [27]
  Story story = WithDraftOfHealth();
  std::vector<v1::Disclosure> parts(1);
  *parts[0].mutable_section() = Note("p1");
  for (const std::string agency : {"health", "ngo"}) {
    SCOPED_TRACE(agency);
    storage::v1::CaseFile alone = story.file();
    alone.mutable_referrals()->DeleteSubrange(0, 2);
    ASSERT_EQ(alone.referrals_size(), 1) << "the draft";
    EXPECT_THAT(NeedToKnow(alone, {"sms", Id(7)}, parts, Provider(agency),
                           Day(2026, 5, 4))
                    .parts,
                ElementsAre());
  }
}

TEST(DraftsTest, ReachTheirRequesterAlone) {
  Story story = WithDraftOfHealth();
  EXPECT_FALSE(
      MaySeeReferral(story.file(), story.referral(Id(3)), Provider("police")));
  EXPECT_TRUE(
      MaySeeReferral(story.file(), story.referral(Id(3)), Provider("health")));
  std::vector<v1::Disclosure> parts(1);
  *parts[0].mutable_act() = story.records().back().acts[0];
  const auto drafts_for = [&](const Reader& reader) {
    const View view = NeedToKnow(story.file(), {"police", Id(7)}, parts, reader,
                                 Day(2026, 5, 4));
    const auto shown = ShownEffects(story.effects(), parts, view);
    return shown.has_value() ? shown->acts(0).drafts_size() : 0;
  };
  EXPECT_EQ(drafts_for(Provider("health")), 1);
  EXPECT_EQ(drafts_for(Provider("police")), 0) << "its sender";
  EXPECT_EQ(drafts_for(Provider("ngo")), 0) << "whom it names";
  EXPECT_EQ(drafts_for({Reader::Kind::kAgency, "sms", v1::AGENCY_ROLE_LEAD}),
            1);
}

TEST(DraftsTest, ReachTheirRequesterAlsoInsideABundle) {
  Story story = WithDraftOfHealth();
  std::vector<v1::Disclosure> parts(3);
  *parts[0].mutable_act() = acts::Accepted(Id(9));  // none of its business
  *parts[1].mutable_section() = Medical("p1");
  *parts[2].mutable_act() = acts::Information(Id(2));
  v1::Effects effects;
  effects.add_acts()->add_drafts()->set_requester("sms");
  effects.add_acts()->add_drafts()->set_requester("health");
  const View view = NeedToKnow(story.file(), {"police", Id(7)}, parts,
                               Provider("health"), Day(2026, 5, 4));
  ASSERT_FALSE(view.effects);
  const auto shown = ShownEffects(effects, parts, view);
  ASSERT_TRUE(shown.has_value());
  ASSERT_EQ(shown->acts_size(), 1) << "one for each act that it sees";
  EXPECT_EQ(shown->acts(0).drafts(0).requester(), "health");
}

TEST(DraftsTest, GoToTheirRequesterAlsoWhenItSentTheMessage) {
  Story story = WithDraft();
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health", "sms"))
      << "a receipt tells nothing of a draft";
}

}  // namespace
}  // namespace referral::model
