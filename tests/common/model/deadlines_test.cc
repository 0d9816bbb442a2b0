#include "common/model/deadlines.h"

#include <string>
#include <vector>

#include "tests/common/model/clock_stories.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr v1::Clock kCompletion = v1::CLOCK_COMPLETION;

TEST(DeadlinesTest, WhatWasSaidBeforeAHoldIsNotSaidAgainAfterIt) {
  Story story = Consented();
  story.Referred(Id(1)).BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
  story.At(EndOf(2026, 5, 25));
  SayDue(story);
  ASSERT_OK(story.Send("health", {acts::Held(Id(1))}));
  ASSERT_OK(story.Send("health", {acts::TakenUp(Id(1))}));
  EXPECT_THAT(Due(story, EndOf(2026, 5, 26)), IsEmpty());
}

TEST(DeadlinesTest, SayingItChangesNoStatusAndIsNoDecision) {  // [29]
  Story story = Consented();
  story.Referred(Id(1)).At(EndOf(2026, 5, 7));
  const storage::v1::CaseReferral before = story.referral(Id(1));
  const v1::CaseStatus status = story.file().status();
  SayDue(story);
  EXPECT_EQ(story.referral(Id(1)).SerializeAsString(),
            before.SerializeAsString());
  EXPECT_EQ(story.file().status(), status);
  EXPECT_THAT(Due(story, EndOf(2026, 5, 8)), IsEmpty());
  EXPECT_OK(story.Send("health", {acts::Accepted(Id(1))}));
}

TEST(DeadlinesTest, WhatCannotRunOutAgainIsForgotten) {
  Story story = Consented();
  story.Referred(Id(1)).At(EndOf(2026, 5, 7));
  SayDue(story);
  EXPECT_EQ(story.file().passed_deadlines_size(), 1);
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_EQ(story.file().passed_deadlines_size(), 0);
}

TEST(DeadlinesTest, AReplayGivesTheSameFile) {
  Story story = Consented();
  story.Referred(Id(1)).At(EndOf(2026, 5, 7));
  SayDue(story);
  story.At(EndOf(2029, 1, 1));
  SayDue(story);
  EXPECT_EQ(story.Replay().SerializeAsString(),
            story.file().SerializeAsString());
}

TEST(DeadlinesTest, Refusals) {
  Story story = Consented();
  story.Referred(Id(1)).At(EndOf(2026, 5, 7));
  v1::Act act =
      DeadlineAct(RunningClocks(story.file())[0], story.context().directory);
  *act.mutable_occurred_date() = Day(2026, 5, 4);
  const auto say = [&](const v1::Act& said) {
    return Decide(story.file(), {kCaseId, kHome, Id(9), {&said, 1}, {}, true},
                  story.context());
  };
  EXPECT_OK(say(act));
  const std::vector<Refusal> table = {
      {"no clock",
       [](v1::Act& spoilt) { spoilt.mutable_deadline_passed()->clear_clock(); },
       Reason::kIllegalTransition, "deadline_passed.clock"},
      {"another clock",
       [](v1::Act& spoilt) {
         spoilt.mutable_deadline_passed()->set_clock(kCompletion);
       },
       Reason::kIllegalTransition, "deadline_passed.clock"},
      {"another referral",
       [](v1::Act& spoilt) {
         spoilt.mutable_deadline_passed()->set_subject_id(Id(2));
       },
       Reason::kIllegalTransition, "deadline_passed.clock"},
      {"another time",
       [](v1::Act& spoilt) {
         spoilt.mutable_deadline_passed()->mutable_due_time()->set_seconds(7);
       },
       Reason::kIllegalTransition, "deadline_passed.clock"},
      {"another agency",
       [](v1::Act& spoilt) {
         spoilt.mutable_deadline_passed()->set_silent_agency("ngo");
       },
       Reason::kInvalidField, "deadline_passed.silent_agency"},
  };
  for (const Refusal& row : table) {
    SCOPED_TRACE(row.name);
    v1::Act spoilt = act;
    row.spoil(spoilt);
    const auto effects = say(spoilt);
    EXPECT_THAT(effects, IsReason(row.want));
    EXPECT_EQ(Where(effects.status()), "acts[0]." + row.where);
  }
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kRoleNotAllowed));
  story.At(EndOf(2026, 5, 7) - absl::Seconds(1));
  EXPECT_THAT(say(act), IsReason(Reason::kFutureDate));
  story.At(EndOf(2026, 5, 7));
  ASSERT_OK(story.Send("health", {acts::Accepted(Id(1))}));
  EXPECT_THAT(say(act), IsReason(Reason::kIllegalTransition));
}

TEST(DeadlinesTest, WhoAskedWhoIsSilentAndWhoWatchesAreTold) {
  config::v1::Programme programme = TestProgramme();
  programme.mutable_silence()->set_escalation_agency("police");
  Story story = Consented(programme);
  story.Referred(Id(1));
  ASSERT_OK(
      story.Send("health", {acts::Request(Id(2), "accommodation.temporary")}));
  story.At(EndOf(2026, 5, 5));
  SayDue(story);
  EXPECT_THAT(story.effects().recipients(),
              ElementsAre("health", "ngo", "police", "sms"));
}

TEST(DeadlinesTest, TheSuccessorOfWhoeverWatchesIsTold) {
  config::v1::Programme programme = TestProgramme();
  programme.mutable_silence()->set_escalation_agency("police");
  Story story = Consented(programme);
  story.Referred(Id(1));
  config::v1::Deployment deployment = TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    if (agency.id() == "police") agency.set_successor("quiet");
  }
  story.Deploy(deployment).At(EndOf(2026, 5, 7));
  SayDue(story);
  EXPECT_THAT(story.effects().recipients(),
              ElementsAre("health", "quiet", "sms"));
}

TEST(DeadlinesTest, WhoeverLooksAfterAnAgencyThatLeftIsToldInItsPlace) {
  config::v1::Deployment deployment = TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    if (agency.id() == "ngo") agency.set_successor("quiet");
    if (agency.id() == "quiet") agency.set_successor("police");
  }
  Deadline deadline;
  deadline.clock = v1::CLOCK_FOLLOW_UP;
  deadline.agency = "ngo";
  EXPECT_EQ(AgencyToAct(deadline, Directory(deployment)), "police");
  EXPECT_EQ(AgencyToAct(deadline, Directory(TestDeployment())), "ngo");
}

}  // namespace
}  // namespace referral::model
