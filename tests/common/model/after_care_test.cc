#include "common/model/after_care.h"

#include "common/model/directory.h"
#include "common/model/lifecycle.h"
#include "common/model/need_to_know.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A case that is closing and whose child has epilepsy [18].
Story ClosingWithAContinuingNeed() {
  Story story;
  story.Active();
  EXPECT_OK(story.Send("sms", {acts::NeedsAssessed("medical", true)}));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  EXPECT_OK(story.Send("sms", {acts::ClosingStarted()}));
  return story;
}

// `owner` looks after what goes on.
Story LookedAfterBy(const std::string& owner) {
  Story story = ClosingWithAContinuingNeed();
  EXPECT_OK(story.Send("sms", {acts::ClosedWith(owner)}));
  return story;
}

// The deployment once `agency` has left.
config::v1::Deployment Without(const std::string& agency,
                               const std::string& successor) {
  config::v1::Deployment deployment = TestDeployment();
  for (auto& one : *deployment.mutable_agencies()) {
    if (one.id() == agency) one.set_successor(successor);
  }
  return deployment;
}

// `act` as `sender` sends it while `directory` is in force.
absl::StatusOr<v1::Effects> TryUnder(const Story& story,
                                     const Directory& directory,
                                     const std::string& sender,
                                     const v1::Act& act) {
  const Context whole = story.context();
  return Decide(story.file(), {kCaseId, sender, Id(500), {&act, 1}, {}},
                {whole.now, whole.programmes, directory, whole.named_uuid});
}

TEST(AfterCareTest, AContinuingNeedHasAnOwnerAndADate) {  // [18]
  Story story = ClosingWithAContinuingNeed();
  const auto continuation = [](v1::Act& act) -> v1::Continuation& {
    return *act.mutable_case_closed()->mutable_continuation();
  };
  ExpectRefusals(
      story, "sms", acts::ClosedWith("health"),
      {{"nobody",
        [](v1::Act& act) { act.mutable_case_closed()->clear_continuation(); },
        Reason::kContinuationRequired, "case_closed.continuation"},
       {"an unknown owner",
        [&](v1::Act& act) { continuation(act).set_owner("x"); },
        Reason::kUnknownAgency, "case_closed.continuation.owner"},
       {"an owner that only gives notice",
        [&](v1::Act& act) { continuation(act).set_owner("border"); },
        Reason::kProviderNotFound, "case_closed.continuation.owner"},
       {"an owner that only looks on",
        [&](v1::Act& act) { continuation(act).set_owner("ombudsman"); },
        Reason::kProviderNotFound},
       {"no date",
        [&](v1::Act& act) { continuation(act).clear_follow_up_date(); },
        Reason::kInvalidDate},
       {"on the day of the closing",
        [&](v1::Act& act) {
          *continuation(act).mutable_follow_up_date() = Day(2020, 3, 2);
        },
        Reason::kInvalidDate, "case_closed.continuation.follow_up_date"}});
  EXPECT_THAT(story.Try("sms", {acts::ClosedWith("sms")}), IsOk());
  ASSERT_OK(story.Send("sms", {acts::ClosedWith("health")}));
  EXPECT_EQ(story.file().continuation().owner(), "health");
  EXPECT_EQ(story.file().follow_up_date().DebugString(),
            Day(2020, 12, 1).DebugString());
}

TEST(AfterCareTest, NobodyIsLookedAfterByAnAgencyThatHasLeft) {  // [18, 22]
  const Story story = ClosingWithAContinuingNeed();
  const Directory directory(Without("health", "ngo"));
  const auto effects =
      TryUnder(story, directory, "sms", acts::ClosedWith("health"));
  EXPECT_THAT(effects, IsReason(Reason::kProviderNotFound));
  EXPECT_THAT(std::string(effects.status().message()), HasSubstr("ngo"));
  EXPECT_THAT(TryUnder(story, directory, "sms", acts::ClosedWith("ngo")),
              IsOk());
}

TEST(AfterCareTest, AFollowUpHasAFinding) {
  Story story;
  story.Closed();
  ExpectRefusals(
      story, "sms", acts::FollowUp(),
      {{"no finding",
        [](v1::Act& act) {
          act.mutable_follow_up_recorded()->clear_finding_code();
        },
        Reason::kReasonRequired},
       {"a finding in words",
        [](v1::Act& act) {
          act.mutable_follow_up_recorded()->set_finding_code("doing well");
        },
        Reason::kInvalidField},
       {"looked at again before",
        [](v1::Act& act) {
          *act.mutable_follow_up_recorded()->mutable_next_date() =
              Day(2020, 1, 1);
        },
        Reason::kInvalidDate, "follow_up_recorded.next_date"}});
  v1::Act act = acts::FollowUp();
  *act.mutable_follow_up_recorded()->mutable_next_date() = Day(2021, 1, 1);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_FOLLOW_UP);
  EXPECT_EQ(story.file().follow_up_date().DebugString(),
            Day(2021, 1, 1).DebugString());
  ASSERT_OK(story.Send("sms", {acts::FollowUp()}));
  EXPECT_FALSE(story.file().has_follow_up_date());
}

TEST(AfterCareTest, IsTheLeadsAndTheOwnersAlone) {  // [18]
  const Story story = LookedAfterBy("health");
  for (const v1::Act& act : {acts::FollowUp(), acts::HandedOver("ngo")}) {
    SCOPED_TRACE(std::string(ActName(act)));
    EXPECT_THAT(story.Try("sms", {act}), IsOk());
    EXPECT_THAT(story.Try("health", {act}), IsOk());
    for (const char* other : {"ngo", "education", "border", "ombudsman"}) {
      EXPECT_THAT(story.Try(other, {act}), IsReason(Reason::kRoleNotAllowed));
    }
  }
  // Without an owner, the lead's.
  Story nobodys;
  nobodys.Closed();
  EXPECT_THAT(nobodys.Try("sms", {acts::FollowUp()}), IsOk());
  EXPECT_THAT(nobodys.Try("health", {acts::FollowUp()}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST(AfterCareTest, TheSuccessorOfAnOwnerThatLeftTakesItsPlace) {  // [18, 22]
  const Story story = LookedAfterBy("health");
  config::v1::Deployment deployment = Without("health", "quiet");
  for (auto& one : *deployment.mutable_agencies()) {
    if (one.id() == "quiet") one.set_successor("ngo");
  }
  const Directory directory(deployment);
  EXPECT_EQ(directory.SuccessorOf("health"), "ngo");
  EXPECT_THAT(directory.PredecessorsOf("ngo"), ElementsAre("health", "quiet"));
  for (const v1::Act& act : {acts::FollowUp(), acts::HandedOver("education")}) {
    SCOPED_TRACE(std::string(ActName(act)));
    EXPECT_THAT(TryUnder(story, directory, "ngo", act), IsOk());
    for (const char* gone : {"health", "quiet"}) {
      EXPECT_THAT(TryUnder(story, directory, gone, act),
                  IsReason(Reason::kRoleNotAllowed));
    }
  }
  const auto effects =
      TryUnder(story, directory, "sms", acts::HandedOver("education"));
  ASSERT_OK(effects);
  EXPECT_THAT(effects->recipients(), ElementsAre("education", "ngo"));
}

TEST(AfterCareTest, IsHandedOverWithAReason) {  // [18]
  Story story = LookedAfterBy("health");
  const auto continuation = [](v1::Act& act) -> v1::Continuation& {
    return *act.mutable_continuation_handed_over()->mutable_continuation();
  };
  ExpectRefusals(
      story, "health", acts::HandedOver("ngo"),
      {{"nobody",
        [](v1::Act& act) {
          act.mutable_continuation_handed_over()->clear_continuation();
        },
        Reason::kUnknownAgency, "continuation_handed_over.continuation.owner"},
       {"the owner so far",
        [&](v1::Act& act) { continuation(act).set_owner("health"); },
        Reason::kInvalidField, "continuation_handed_over.continuation.owner"},
       {"a notifier",
        [&](v1::Act& act) { continuation(act).set_owner("border"); },
        Reason::kProviderNotFound},
       {"no day",
        [&](v1::Act& act) { continuation(act).clear_follow_up_date(); },
        Reason::kInvalidDate,
        "continuation_handed_over.continuation.follow_up_date"},
       {"the same day",
        [&](v1::Act& act) {
          *continuation(act).mutable_follow_up_date() = Day(2020, 3, 2);
        },
        Reason::kInvalidDate},
       {"no reason",
        [](v1::Act& act) {
          act.mutable_continuation_handed_over()->clear_reason_code();
        },
        Reason::kReasonRequired, "continuation_handed_over.reason_code"},
       {"a reason in words",
        [](v1::Act& act) {
          act.mutable_continuation_handed_over()->set_reason_code("closer");
        },
        Reason::kInvalidField}});
  ASSERT_OK(story.Send("health", {acts::HandedOver("ngo")}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_CLOSED);
  EXPECT_EQ(story.file().continuation().owner(), "ngo");
  EXPECT_EQ(story.file().follow_up_date().DebugString(),
            Day(2021, 3, 1).DebugString());
  EXPECT_THAT(story.Send("health", {acts::FollowUp()}),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(story.Send("ngo", {acts::FollowUp()}), IsOk());
  EXPECT_EQ(story.Replay().DebugString(), story.file().DebugString());
}

TEST(AfterCareTest, WhatDoesNotGoOnIsNotHandedOver) {
  Story story;
  story.Closed();
  EXPECT_THAT(story.Send("sms", {acts::HandedOver("ngo")}),
              IsReason(Reason::kNoContinuation));
  Story open;
  open.Active();
  EXPECT_THAT(open.Send("sms", {acts::HandedOver("ngo")}),
              IsReason(Reason::kCaseNotOpen));
}

TEST(AfterCareTest, TheOwnerGetsWhatConcernsIt) {
  Story story = LookedAfterBy("ngo");  // it has no referral of the case
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo"));
  ASSERT_OK(story.Send("sms", {acts::FollowUp()}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo"));
  ASSERT_OK(story.Send("sms", {acts::HandedOver("education")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("education", "ngo"));
  ASSERT_OK(story.Send("education", {acts::FollowUp()}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("sms"));
  Story nobodys;
  nobodys.Closed();
  ASSERT_OK(nobodys.Send("sms", {acts::FollowUp()}));
  EXPECT_THAT(nobodys.effects().recipients(), IsEmpty());
}

// What `agency` sees of a record of `act` and a note, sent by the lead.
View Seen(const Story& story, const v1::Act& act, const std::string& agency,
          bool addressed = false) {
  std::vector<v1::Disclosure> parts(2);
  *parts[0].mutable_act() = act;
  *parts[1].mutable_section() = Note("p1");
  const Reader reader{Reader::Kind::kAgency, agency, v1::AGENCY_ROLE_PROVIDER};
  return NeedToKnow(story.file(), {"sms", Id(7)}, parts, reader,
                    Day(2026, 5, 4), addressed);
}

v1::Act Passed(v1::Clock clock) {
  v1::Act act;
  act.mutable_deadline_passed()->set_clock(clock);
  return act;
}

TEST(AfterCareTest, TheOwnerSeesTheActsAndNoSection) {
  const Story story = LookedAfterBy("ngo");
  for (const v1::Act& act :
       {acts::ClosedWith("ngo"), acts::FollowUp(), acts::HandedOver("ngo"),
        Passed(v1::CLOCK_FOLLOW_UP)}) {
    SCOPED_TRACE(std::string(ActName(act)));
    EXPECT_THAT(Seen(story, act, "ngo").parts, ElementsAre(0));
    EXPECT_THAT(Seen(story, act, "education").parts, IsEmpty());
    EXPECT_THAT(Seen(story, act, "health").parts, IsEmpty());
  }
  for (const v1::Act& act :
       {acts::PlanAgreed(), acts::NeedsAssessed(),
        acts::Request(Id(1), "medical.check"), Passed(v1::CLOCK_SUPPORT_END)}) {
    SCOPED_TRACE(std::string(ActName(act)));
    EXPECT_THAT(Seen(story, act, "ngo").parts, IsEmpty());
  }
}

TEST(AfterCareTest, TheOwnerSoFarSeesWhoFollows) {
  Story story = LookedAfterBy("ngo");
  ASSERT_OK(story.Send("sms", {acts::HandedOver("education")}));
  const v1::Act act = acts::HandedOver("education");
  EXPECT_THAT(Seen(story, act, "ngo", /*addressed=*/true).parts,
              ElementsAre(0));
  EXPECT_THAT(Seen(story, act, "health").parts, IsEmpty());
  // And nothing from then on.
  EXPECT_THAT(Seen(story, acts::FollowUp(), "ngo", true).parts, IsEmpty());
}

TEST(AfterCareTest, TheOwnerOfACaseThatIsOpenAgainIsToldSo) {  // [31]
  Story story = LookedAfterBy("ngo");
  ASSERT_OK(story.Send("sms", {acts::Reopened()}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo"));
  EXPECT_THAT(Seen(story, acts::Reopened(), "ngo", /*addressed=*/true).parts,
              ElementsAre(0));
  EXPECT_THAT(Seen(story, acts::Reopened(), "ngo").parts, IsEmpty());
  EXPECT_THAT(Seen(story, acts::ClosedWith("ngo"), "ngo", true).parts,
              IsEmpty());
  // A bundle goes to others for its referrals; they are not told.
  std::vector<v1::Disclosure> bundle(2);
  *bundle[0].mutable_act() = acts::Reopened();
  *bundle[1].mutable_act() = acts::Request(Id(1), "medical.check");
  EXPECT_THAT(
      NeedToKnow(story.file(), {"sms", Id(7)}, bundle,
                 {Reader::Kind::kAgency, "health", v1::AGENCY_ROLE_PROVIDER},
                 Day(2026, 5, 4), /*addressed=*/true)
          .parts,
      ElementsAre(1));
}

TEST(DirectoryTest, AChainOfSuccessorsEnds) {
  EXPECT_FALSE(Directory(TestDeployment()).HasLeft("health"));
  EXPECT_EQ(Directory(TestDeployment()).SuccessorOf("health"), "health");
  EXPECT_EQ(Directory(TestDeployment()).SuccessorOf("x"), "");
  EXPECT_TRUE(Directory(Without("health", "ngo")).HasLeft("health"));
  EXPECT_EQ(Directory(Without("health", "ngo")).SuccessorOf("health"), "ngo");
  // No valid deployment has this.
  EXPECT_EQ(Directory(Without("health", "health")).SuccessorOf("health"), "");
}

}  // namespace
}  // namespace referral::model
