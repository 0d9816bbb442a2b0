#include "common/model/decide.h"

#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using google::protobuf::util::MessageDifferencer;

TEST(DecideTest, AMessageSaysSomething) {
  EXPECT_THAT(Story().Try("sms", {}), IsReason(Reason::kInvalidField));
  EXPECT_THAT(Story().Try("sms", {v1::Act()}), IsReason(Reason::kInvalidField));
}

TEST(DecideTest, AMessageHasAtMostSoManyActs) {
  EXPECT_THAT(
      Story().Try("sms", std::vector<v1::Act>(257, acts::ReturneeInformed())),
      IsReason(Reason::kMessageTooLarge));
}

TEST(DecideTest, OnlyAgenciesOfTheDeploymentSend) {
  EXPECT_THAT(Story().Try("nobody", {acts::ArrivalAnnounced()}),
              IsReason(Reason::kUnknownAgency));
}

TEST(DecideTest, OnlyTheLeadLeads) {
  Story story;
  story.Active();
  for (const char* sender : {"health", "border", "ombudsman", "iom"}) {
    EXPECT_THAT(story.Send(sender, {acts::ClosingStarted()}),
                IsReason(Reason::kRoleNotAllowed))
        << sender;
  }
}

TEST(DecideTest, TheProgrammeNamesTheLead) {
  config::v1::Programme programme = TestProgramme();
  programme.set_lead("another-lead");
  const Story story(programme);
  EXPECT_THAT(story.Try("sms", {acts::ArrivalAnnounced()}),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(story.Try("border", {acts::ArrivalAnnounced()}), IsOk());
}

TEST(DecideTest, NobodySendsTheRoutersOwnActs) {
  v1::Act act = acts::ClosingStarted();
  act.mutable_delivery_dropped()->set_agency("health");
  for (const char* sender : {"sms", "health", "border"}) {
    EXPECT_THAT(Story().Try(sender, {act}), IsReason(Reason::kRoleNotAllowed));
  }
}

TEST(DecideTest, EveryActHasAnOfficerAndADay) {
  ExpectRefusals(
      Story(), "sms", acts::Application(1),
      {{"nobody", [](v1::Act& act) { act.clear_officer(); },
        Reason::kInvalidField, "officer"},
       {"a name with a blank",
        [](v1::Act& act) { act.set_officer("Mr Officer"); },
        Reason::kInvalidField},
       {"65 characters",
        [](v1::Act& act) { act.set_officer(std::string(65, 'o')); },
        Reason::kInvalidField},
       {"no day", [](v1::Act& act) { act.clear_occurred_date(); },
        Reason::kInvalidDate, "occurred_date"},
       {"no day of the calendar",
        [](v1::Act& act) { *act.mutable_occurred_date() = Day(2021, 2, 29); },
        Reason::kInvalidDate},
       {"before anything was recorded",
        [](v1::Act& act) { *act.mutable_occurred_date() = Day(1989, 12, 31); },
        Reason::kInvalidDate},
       {"tomorrow",
        [](v1::Act& act) { *act.mutable_occurred_date() = Day(2026, 5, 5); },
        Reason::kFutureDate, "occurred_date"},
       {"a status seen",
        [](v1::Act& act) { act.set_if_status(v1::REFERRAL_STATUS_REQUESTED); },
        Reason::kInvalidField, "if_status"}});
}

TEST(DecideTest, TodayIsTheProgrammesToday) {
  v1::Act act = acts::ArrivalAnnounced();
  *act.mutable_occurred_date() = Day(2026, 5, 5);
  Story story;
  story.At(absl::FromCivil(absl::CivilMinute(2026, 5, 4, 19, 59),
                           absl::UTCTimeZone()));
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kFutureDate));
  story.At(absl::FromCivil(absl::CivilMinute(2026, 5, 4, 20, 0),
                           absl::UTCTimeZone()));
  EXPECT_THAT(story.Try("sms", {act}), IsOk()) << "midnight in Baku";
}

TEST(DecideTest, ALaterActSeesTheEffectOfAnEarlierOne) {
  Story story;
  story.Open();
  EXPECT_THAT(story.Send("sms", {acts::Request(Id(1), "medical.check"),
                                 acts::Consent("p1")}),
              IsReason(Reason::kConsentMissing));
  EXPECT_THAT(story.Send("sms", {acts::Consent("p1"),
                                 acts::Request(Id(1), "medical.check")}),
              IsOk());
}

TEST(DecideTest, OfAMessageEverythingHappensOrNothing) {
  Story story;
  story.Active();
  const storage::v1::CaseFile before = story.file();
  const absl::Status status =
      story.Send("sms", {acts::NeedsAssessed(), acts::ClosingStarted(),
                         acts::Request(Id(2), "medical.check")});
  EXPECT_THAT(status, IsReason(Reason::kCaseNotOpen));
  EXPECT_EQ(Where(status), "acts[2].referral_requested");
  EXPECT_TRUE(MessageDifferencer::Equals(before, story.file()));
}

// Effects hold what was drawn from programme and clock: replayed without
// either, the records give the same file.
TEST(DecideTest, RecordsAloneGiveTheSameFile) {
  Story story;
  story.Announced();
  ASSERT_OK(story.Send("sms", {acts::ReturneeInformed()}));
  story.Open(3).Consented();
  ASSERT_OK(story.Send("sms", {acts::NeedsAssessed()}));
  story.Planned().Referred(Id(1)).Referred(Id(2), "education.school", {"p2"});
  ASSERT_OK(story.Send("sms", {acts::Extended(3), acts::Suspended()}));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  story.BroughtTo(Id(2), v1::REFERRAL_STATUS_REJECTED).Settled(Id(2));
  ASSERT_OK(story.Send("sms", {acts::Resumed(), acts::ClosingStarted()}));
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p3"), acts::Closed()}));
  ASSERT_OK(story.Send("sms", {acts::FollowUp()}));
  std::string difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(story.file(), story.Replay())) << difference;
}

TEST(DecideTest, TheFileStandsAtTheLastMessage) {
  Story story;
  story.Announced().Applied();
  EXPECT_EQ(story.file().last_sequence(), 2);
  EXPECT_EQ(story.file().last_digest(),
            "record of " + story.records()[1].message_id);
  EXPECT_TRUE(story.file().has_opened_time());
}

}  // namespace
}  // namespace referral::model
