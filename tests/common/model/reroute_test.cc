// A provider that is full is followed by the next one [32].
#include "common/model/reroute.h"

#include "common/model/deadlines.h"
#include "common/model/need_to_know.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kService[] = "documents.passport";

// Providers of the service: ngo, police, education.
config::v1::Programme ThreeProviders() {
  config::v1::Programme programme = TestProgramme();
  programme.mutable_services(4)->add_providers("education");
  return programme;
}

v1::Act Request(bool may_reroute = true) {
  v1::Act act = acts::Request(Id(1), kService);
  act.mutable_referral_requested()->set_may_reroute(may_reroute);
  return act;
}

// Id(1) is with the first provider.
Story Begin(const config::v1::Programme& programme = ThreeProviders(),
            const v1::Act& request = Request()) {
  Story story(programme);
  story.Open().Consented();
  if (!story.Send("sms", {request}).ok()) std::abort();
  return story;
}

const storage::v1::CaseReferral& Last(const Story& story) {
  return story.file().referrals(story.file().referrals_size() - 1);
}

// What the router said last, to be spoilt; `story` is as it was before.
struct Said {
  Story story = Begin();
  v1::Act act;
};
Said BeforeRerouting() {
  Said said;
  said.story.SayNothing();
  if (!said.story.Send("ngo", {acts::Declined(Id(1))}).ok()) std::abort();
  const std::vector<OwnAct> own = FollowOn(
      said.story.file(), {acts::Declined(Id(1))}, said.story.context());
  if (own.size() != 1) std::abort();
  said.act = own[0].act;
  return said;
}

TEST(RerouteTest, AFullProviderIsFollowedByTheNext) {
  Story story = Begin();
  const storage::v1::CaseReferral asked = story.referral(Id(1));
  EXPECT_TRUE(asked.may_reroute());
  EXPECT_EQ(asked.request_sequence(), story.file().last_sequence());
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  ASSERT_EQ(story.file().referrals_size(), 2);
  const storage::v1::CaseReferral& next = Last(story);
  EXPECT_EQ(next.receiver(), "police");
  EXPECT_EQ(next.status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(next.requester(), "sms");
  EXPECT_EQ(next.service_code(), kService);
  EXPECT_EQ(next.region_code(), asked.region_code());
  EXPECT_EQ(next.reserved().minor_units(), asked.reserved().minor_units());
  EXPECT_EQ(next.replaces_referral_id(), Id(1));
  EXPECT_EQ(next.request_sequence(), asked.request_sequence());
  EXPECT_THAT(next.person_ids(), ElementsAre("p1"));
  EXPECT_THAT(next.earlier_receivers(), ElementsAre("ngo"));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("police", "sms"));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      story.file(), story.Replay()));
}

// The requester allowed it: there is nothing left to take note of [30].
TEST(RerouteTest, TheLoopOfTheDeclinedOneIsClosed) {
  Story story = Begin();
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_REJECTED);
  EXPECT_TRUE(story.referral(Id(1)).outcome_settled());
  EXPECT_FALSE(Last(story).outcome_settled());
}

TEST(RerouteTest, ClocksBeginAnew26) {
  Story story = Begin();
  const storage::v1::CaseReferral asked = story.referral(Id(1));
  story.At(story.context().now + absl::Hours(24 * 7));
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  EXPECT_EQ(Last(story).respond_by_time().seconds(),
            asked.respond_by_time().seconds() + 7 * 24 * 3600);
  EXPECT_EQ(Last(story).complete_by_time().seconds(),
            asked.complete_by_time().seconds() + 7 * 24 * 3600);
}

TEST(RerouteTest, GoesOnUntilNobodyIsLeft) {
  Story story = Begin();
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  const std::string second = Last(story).referral_id();
  ASSERT_OK(story.Send("police", {acts::Declined(second)}));
  ASSERT_EQ(story.file().referrals_size(), 3);
  EXPECT_EQ(Last(story).receiver(), "education");
  EXPECT_THAT(Last(story).earlier_receivers(), ElementsAre("ngo", "police"));
  EXPECT_EQ(Last(story).request_sequence(),
            story.referral(Id(1)).request_sequence());
  const std::string third = Last(story).referral_id();
  EXPECT_TRUE(IsReroutedFrom(story.file(), Last(story), Id(1)));
  EXPECT_TRUE(IsReroutedFrom(story.file(), Last(story), second));
  EXPECT_FALSE(IsReroutedFrom(story.file(), Last(story), third));
  ASSERT_OK(story.Send("education", {acts::Declined(third)}));
  EXPECT_EQ(story.file().referrals_size(), 3);
  EXPECT_FALSE(story.referral(third).outcome_settled())
      << "the requester has the decline";
}

TEST(RerouteTest, APlaceElsewhereComesFirst33) {
  Story story = Begin();
  story.Publish(kService, "baku", "education", v1::CAPACITY_STATE_HAS_PLACES);
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  EXPECT_EQ(Last(story).receiver(), "education");
}

struct Stays {
  const char* name;
  std::function<Story()> story;
  std::function<void(v1::Act&)> decline = [](v1::Act&) {};
};

TEST(RerouteTest, StaysWithTheRequesterWhereNobodyMayOrCanBeAsked) {
  const Stays table[] = {
      {"the request does not allow it",
       [] { return Begin(ThreeProviders(), Request(false)); }},
      {"the client is the cause", [] { return Begin(); },
       [](v1::Act& act) {
         auto& rejected = *act.mutable_referral_rejected();
         rejected.set_side(v1::REASON_SIDE_CLIENT);
         rejected.set_reason(static_cast<v1::DeclineReason>(1));
       }},
      {"nobody has places",
       [] {
         Story story = Begin();
         story.Publish(kService, "baku", "police", v1::CAPACITY_STATE_NONE)
             .Publish(kService, "baku", "education", v1::CAPACITY_STATE_NONE);
         return story;
       }},
      {"the consent is for the first alone",
       [] {
         Story story(ThreeProviders());
         story.Open();
         v1::Act consent = acts::Consent("p1");
         consent.mutable_consent_given()->add_recipients("ngo");
         if (!story.Send("sms", {consent}).ok() ||
             !story.Send("sms", {Request()}).ok()) {
           std::abort();
         }
         return story;
       }},
      {"the case is suspended",
       [] {
         Story story = Begin();
         story.Planned().Referred(Id(2));
         if (!story.Send("sms", {acts::Suspended()}).ok()) std::abort();
         return story;
       }},
  };
  for (const Stays& row : table) {
    SCOPED_TRACE(row.name);
    Story story = row.story();
    const int before = story.file().referrals_size();
    v1::Act decline = acts::Declined(Id(1));
    row.decline(decline);
    ASSERT_OK(story.Send("ngo", {decline}));
    EXPECT_EQ(story.file().referrals_size(), before);
    EXPECT_FALSE(story.referral(Id(1)).outcome_settled());
  }
}

TEST(RerouteTest, ADraftIsProposedWhereTheProgrammeOffersTheNext) {
  config::v1::Programme programme = ThreeProviders();
  programme.mutable_silence()->set_offer_next_provider(true);
  Story story = Begin(programme, Request(false));
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  ASSERT_EQ(story.file().referrals_size(), 2);
  EXPECT_EQ(Last(story).status(), v1::REFERRAL_STATUS_DRAFT);
  EXPECT_EQ(Last(story).draft_reason(), v1::DRAFT_REASON_DECLINED);
  EXPECT_EQ(Last(story).receiver(), "police");
  EXPECT_EQ(Last(story).requester(), "sms");
  EXPECT_EQ(Last(story).replaces_referral_id(), Id(1));
}

TEST(RerouteTest, EndsWhatWasProposedWhileTheProviderWasSilent) {  // [30]
  config::v1::Programme programme = ThreeProviders();
  programme.mutable_silence()->set_offer_next_provider(true);
  Story story = Begin(programme);
  story.At(story.context().now + absl::Hours(24 * 30));
  const Context context = story.context();
  for (const Deadline& deadline : DueClocks(story.file(), context.now)) {
    ASSERT_OK(story.Say({DeadlineAct(deadline, context.directory)}));
  }
  const storage::v1::CaseReferral draft = Last(story);
  ASSERT_EQ(draft.status(), v1::REFERRAL_STATUS_DRAFT);
  ASSERT_EQ(draft.receiver(), "police");
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  EXPECT_EQ(Last(story).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(Last(story).receiver(), "police");
  const storage::v1::CaseReferral& dropped =
      story.referral(draft.referral_id());
  EXPECT_EQ(dropped.status(), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_TRUE(dropped.outcome_settled());
  EXPECT_THAT(story.Send("sms", {acts::Adoption(draft)}),
              IsReason(Reason::kReferralExists))
      << "police would be asked twice";
}

TEST(RerouteTest, SeveralDeclinesOfOneMessageGoOnEach) {
  Story story(ThreeProviders());
  story.Open().Consented();
  v1::Act other = acts::Request(Id(2), kService);
  other.mutable_referral_requested()->set_may_reroute(true);
  ASSERT_OK(story.Send("sms", {Request(), other}));
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1)), acts::Declined(Id(2))}));
  EXPECT_EQ(story.file().referrals_size(), 4);
  EXPECT_TRUE(IsReroutedFrom(story.file(), story.file().referrals(2), Id(1)));
  EXPECT_TRUE(IsReroutedFrom(story.file(), story.file().referrals(3), Id(2)));
}

TEST(RerouteTest, TheSameDeclineIsFollowedByTheSameMessage) {
  const Said said = BeforeRerouting();
  const auto again = [&] {
    return FollowOn(said.story.file(), {acts::Declined(Id(1))},
                    said.story.context());
  };
  ASSERT_THAT(again(), SizeIs(1));
  EXPECT_EQ(again()[0].message_id, again()[0].message_id);
  EXPECT_EQ(again()[0].act.SerializeAsString(), said.act.SerializeAsString());
}

struct Spoilt {
  const char* name;
  std::function<void(v1::ReferralRerouted&)> spoil;
  Reason want;
};

TEST(RerouteTest, NothingButTheNextStepIsTaken) {
  Said said = BeforeRerouting();
  const Spoilt table[] = {
      {"of no referral", [](auto& act) { act.set_replaces_referral_id(Id(9)); },
       Reason::kReferralNotFound},
      {"another provider", [](auto& act) { act.set_receiver("education"); },
       Reason::kProviderNotFound},
      {"the one that declined", [](auto& act) { act.set_receiver("ngo"); },
       Reason::kProviderNotFound},
      {"another id", [](auto& act) { act.set_referral_id(Id(7)); },
       Reason::kInvalidField},
      {"another request", [](auto& act) { act.set_original_sequence(1); },
       Reason::kInvalidField},
  };
  for (const Spoilt& row : table) {
    SCOPED_TRACE(row.name);
    v1::Act act = said.act;
    row.spoil(*act.mutable_referral_rerouted());
    EXPECT_THAT(said.story.Say({act}), IsReason(row.want));
  }
  EXPECT_THAT(said.story.Send("sms", {said.act}),
              IsReason(Reason::kRoleNotAllowed))
      << "the router's to say";
  ASSERT_OK(said.story.Say({said.act}));
  EXPECT_THAT(said.story.Say({said.act}), IsReason(Reason::kIllegalTransition))
      << "once";
}

TEST(RerouteTest, WhatWasNotDeclinedIsNotRerouted) {
  Said said = BeforeRerouting();
  Story story = Begin();
  EXPECT_THAT(story.Say({said.act}), IsReason(Reason::kIllegalTransition));
}

// The signature of whoever asked stands: the next provider reads the request
// itself, and nobody else does because of it.
TEST(RerouteTest, TheNextProviderSeesTheOriginalRequest) {
  Story story = Begin();
  std::vector<v1::Disclosure> parts(2);
  *parts[0].mutable_act() = Request();
  *parts[0].mutable_act()->mutable_occurred_date() = Day(2020, 3, 2);
  parts[1].mutable_section()->set_person_id("p1");
  parts[1].mutable_section()->mutable_documents();
  const auto seen = [&](const char* agency) {
    return NeedToKnow(story.file(), {"sms", Id(7)}, parts,
                      {Reader::Kind::kAgency, agency, v1::AGENCY_ROLE_PROVIDER},
                      Day(2026, 5, 4))
        .parts;
  };
  EXPECT_THAT(seen("police"), IsEmpty());
  ASSERT_OK(story.Send("ngo", {acts::Declined(Id(1))}));
  EXPECT_THAT(seen("police"), ElementsAre(0, 1));
  EXPECT_THAT(seen("education"), IsEmpty());
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  EXPECT_THAT(seen("police"), ElementsAre(0))
      << "consent as it stands now [27]";
}

}  // namespace
}  // namespace referral::model
