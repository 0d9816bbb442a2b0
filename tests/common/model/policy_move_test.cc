// Cases that are moved to another version of their programme [14].
#include "common/model/policy_move.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/invariants.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Edit = std::function<void(config::v1::Programme&)>;

config::v1::Programme Edited(const Edit& edit) {
  config::v1::Programme programme = TestProgramme();
  edit(programme);
  return programme;
}

// The test programme without the element of that code.
template <typename List>
void Drop(List& list, const std::string& code) {
  for (int i = 0; i < list.size(); ++i) {
    if (list[i].code() == code) return list.DeleteSubrange(i, 1);
  }
}

v1::Act Moved(std::uint32_t from = 1, std::uint32_t to = 2) {
  v1::Act act;
  *act.mutable_occurred_date() = Day(2020, 3, 2);
  v1::CasePolicyMoved& moved = *act.mutable_case_policy_moved();
  moved.set_from_version(from);
  moved.set_to_version(to);
  moved.set_operator_id("ops");
  moved.set_reason("more money");
  return act;
}

// "what: from > to" of each change that version 2 means for the case.
std::vector<std::string> Changes(const Story& story) {
  const ProgrammeBook& book = story.context().programmes;
  std::vector<std::string> texts;
  for (const PolicyChange& change : PolicyChanges(
           story.file(), *book.Find("restart", 1), *book.Find("restart", 2))) {
    texts.push_back(
        absl::StrCat(change.what(), ": ", change.from(), " > ", change.to()));
  }
  return texts;
}

void DoubleBudget(config::v1::Programme& programme) {
  programme.mutable_budget()->set_per_person_minor_units(200'000);
}

TEST(PolicyMoveTest, ACaseKeepsItsVersionUntilItIsMoved14) {
  Story story;
  story.Active(2).Load(Edited(DoubleBudget));
  EXPECT_EQ(story.file().programme_version(), 1u);
  EXPECT_EQ(story.file().budget_threshold().minor_units(), 200'000);
  // Agreeing anew on the plan does not move it either.
  ASSERT_THAT(story.Send("sms", {acts::PlanAgreed()}), IsOk());
  EXPECT_EQ(story.file().budget_threshold().minor_units(), 200'000);

  const storage::v1::CaseFile before = story.file();
  ASSERT_THAT(story.Say({Moved()}), IsOk());
  EXPECT_EQ(story.file().programme_version(), 2u);
  EXPECT_EQ(story.file().budget_threshold().minor_units(), 400'000);
  EXPECT_EQ(story.file().status(), before.status());
  // The lead alone is told.
  EXPECT_THAT(story.effects().recipients(), ElementsAre("sms"));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      story.file(), story.Replay()));
  EXPECT_EQ(BrokenInvariant(before, story), "");
}

TEST(PolicyMoveTest, ClocksThatRunStayAsTheyWereSet14) {
  Story story;
  story.Active().Load(Edited([](config::v1::Programme& programme) {
    programme.mutable_services(0)->set_response_working_days(1);
  }));
  const storage::v1::CaseReferral before = story.referral(Id(1));
  ASSERT_THAT(story.Say({Moved()}), IsOk());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      before, story.referral(Id(1))));
  story.Referred(Id(2));
  EXPECT_LT(story.referral(Id(2)).respond_by_time().seconds(),
            before.respond_by_time().seconds());
}

TEST(PolicyMoveTest, ACaseMovesBackAndForth) {
  Story story;
  story.Active().Load(Edited(DoubleBudget));
  ASSERT_THAT(story.Say({Moved(1, 2)}), IsOk());
  ASSERT_THAT(story.Say({Moved(2, 1)}), IsOk());
  EXPECT_EQ(story.file().budget_threshold().minor_units(), 100'000);
  ASSERT_THAT(story.Say({Moved(1, 2)}), IsOk());
  EXPECT_EQ(story.file().programme_version(), 2u);
}

TEST(PolicyMoveTest, AnAnnouncedCaseHasNoThresholdToChange) {
  Story story;
  story.Announced().Load(Edited(DoubleBudget));
  EXPECT_THAT(Changes(story), IsEmpty());
  ASSERT_THAT(story.Say({Moved()}), IsOk());
  EXPECT_FALSE(story.file().has_budget_threshold());
  story.Applied(1);
  EXPECT_EQ(story.file().budget_threshold().minor_units(), 200'000);
}

TEST(PolicyMoveTest, TimeZoneAndEndOfFundingMoveWithTheCase22) {
  Story story;
  story.Active().Load(Edited([](config::v1::Programme& programme) {
    programme.mutable_calendar()->set_time_zone("Asia/Dushanbe");
    *programme.mutable_funding_sources(0)->mutable_end_date() =
        Day(2020, 12, 31);
  }));
  EXPECT_THAT(Changes(story),
              ElementsAre("funding_end_date: open-ended > 2020-12-31",
                          "time_zone: Asia/Baku > Asia/Dushanbe"));
  ASSERT_THAT(story.Say({Moved()}), IsOk());
  EXPECT_EQ(story.file().time_zone(), "Asia/Dushanbe");
  EXPECT_EQ(story.file().funding_end_date().year(), 2020);
  ASSERT_THAT(story.Say({Moved(2, 1)}), IsOk());
  EXPECT_FALSE(story.file().has_funding_end_date());
}

TEST(PolicyMoveTest, WhatChangesIsSaid) {
  const struct {
    std::string name;
    Edit edit;
    std::vector<std::string> want;
  } kTable[] = {
      {"nothing that concerns it",
       [](config::v1::Programme& p) { p.set_title("Another"); },
       {}},
      {"budget", DoubleBudget, {"budget_threshold: AZN 1000.00 > AZN 2000.00"}},
      {"less than it holds",
       [](config::v1::Programme& p) {
         p.mutable_budget()->set_per_person_minor_units(5'050);
       },
       {"budget_threshold: AZN 1000.00 > AZN 50.50",
        "over_budget_threshold:  > AZN 49.50"}},
      {"length of support, of its level",
       [](config::v1::Programme& p) {
         p.mutable_durations(0)->set_max_months(12);
       },
       {"support_months: 3 to 6 > 3 to 12"}},
      {"length of support, of another level",
       [](config::v1::Programme& p) {
         p.mutable_durations(1)->set_max_months(12);
       },
       {}},
      {"consent",
       [](config::v1::Programme& p) {
         p.mutable_consent()->set_duration_months(6);
       },
       {"consent_months: 24 > 6"}},
      {"times of an open referral",
       [](config::v1::Programme& p) {
         p.mutable_services(0)->set_response_working_days(2);
         p.mutable_services(0)->set_completion_working_days(10);
       },
       {"response_working_days of medical.check: 3 > 2",
        "completion_working_days of medical.check: 15 > 10"}},
      {"faster clocks of an open referral",
       [](config::v1::Programme& p) {
         config::v1::PriorityClock& clock =
             *p.mutable_services(0)->add_priority_clocks();
         clock.set_priority(v1::PRIORITY_EMERGENCY);
         clock.set_response_working_days(1);
         clock.set_completion_working_days(2);
       },
       {"priority_clocks of medical.check:  > emergency 1/2"}},
      {"silence",
       [](config::v1::Programme& p) {
         p.mutable_silence()->set_escalation_agency("police");
         p.mutable_silence()->set_offer_next_provider(true);
       },
       {"escalation_agency:  > police", "offer_next_provider: no > yes"}},
      {"complaints",
       [](config::v1::Programme& p) {
         p.mutable_complaints()->set_response_working_days(7);
         p.mutable_complaints()->add_addressees("ngo");
       },
       {"complaint_working_days: 5 > 7",
        "complaint_addressees: ombudsman > ombudsman, ngo"}},
      {"times of another service",
       [](config::v1::Programme& p) {
         p.mutable_services(1)->set_response_working_days(2);
       },
       {}},
      {"what it could use no more",
       [](config::v1::Programme& p) {
         Drop(*p.mutable_services(), "documents.passport");
         Drop(*p.mutable_services(), "education.school");
         Drop(*p.mutable_regions(), "ganja");
         p.mutable_pathways()->RemoveLast();
         p.mutable_language_codes()->RemoveLast();
       },
       {"services: education.school, documents.passport > ",
        "needs: schooling > ", "regions: ganja > ", "languages: en > "}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Story story;
    story.Active().Load(Edited(row.edit));
    EXPECT_EQ(Changes(story), row.want);
    EXPECT_THAT(story.Say({Moved()}), IsOk());
  }
}

TEST(PolicyMoveTest, ACaseDoesNotFollowAVersionThatLacksWhatItUses) {
  const struct {
    std::string name;
    Edit edit;
  } kTable[] = {
      {"service of an open referral",
       [](config::v1::Programme& p) {
         Drop(*p.mutable_services(), "medical.check");
       }},
      {"need",
       [](config::v1::Programme& p) {
         p.mutable_pathways()->DeleteSubrange(0, 1);
       }},
      {"region",
       [](config::v1::Programme& p) { Drop(*p.mutable_regions(), "baku"); }},
      {"funding source",
       [](config::v1::Programme& p) {
         Drop(*p.mutable_funding_sources(), "eu");
       }},
      {"lead", [](config::v1::Programme& p) { p.set_lead("other"); }},
      {"currency",
       [](config::v1::Programme& p) { p.set_currency_code("EUR"); }},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Story story;
    story.Active();
    ASSERT_THAT(story.Send("sms", {acts::NeedsAssessed()}), IsOk());
    story.Load(Edited(row.edit));
    const absl::Status refused = story.Say({Moved()});
    EXPECT_THAT(refused, IsReason(Reason::kVersionNotFitting));
    EXPECT_EQ(Where(refused), "acts[0].case_policy_moved");
    EXPECT_EQ(story.file().programme_version(), 1u);
  }
}

TEST(PolicyMoveTest, WhatIsRefusedNamesNoNeed17) {
  Story story;
  story.Active();
  ASSERT_THAT(story.Send("sms", {acts::NeedsAssessed()}), IsOk());
  story.Load(Edited([](config::v1::Programme& programme) {
    programme.mutable_pathways()->DeleteSubrange(0, 1);
  }));
  EXPECT_EQ(story.Say({Moved()}).message(),
            "the version lacks a need of the case");
}

TEST(PolicyMoveTest, ServicesOfReferralsThatAreOverDoNotHoldItBack) {
  Story story;
  story.Active()
      .BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED)
      .Load(Edited([](config::v1::Programme& programme) {
        Drop(*programme.mutable_services(), "medical.check");
      }));
  EXPECT_THAT(story.Say({Moved()}), IsOk());
}

TEST(PolicyMoveTest, WhatIsWrongWithAMoveIsSaid) {
  Story story;
  story.Active().Load(Edited(DoubleBudget));
  using Moves = v1::CasePolicyMoved;
  const struct {
    std::string name;
    std::function<void(Moves&)> spoil;
    Reason want;
    std::string where;
  } kTable[] = {
      {"no reason", [](Moves& m) { m.clear_reason(); }, Reason::kReasonRequired,
       ".reason"},
      {"a long reason", [](Moves& m) { m.set_reason(std::string(257, 'x')); },
       Reason::kReasonRequired, ".reason"},
      {"a reason of two lines", [](Moves& m) { m.set_reason("a\nb"); },
       Reason::kReasonRequired, ".reason"},
      {"nobody", [](Moves& m) { m.clear_operator_id(); }, Reason::kInvalidField,
       ".operator_id"},
      {"from elsewhere", [](Moves& m) { m.set_from_version(3); },
       Reason::kVersionNotFitting, ".from_version"},
      {"to where it is", [](Moves& m) { m.set_to_version(1); },
       Reason::kInvalidField, ".to_version"},
      {"to nowhere", [](Moves& m) { m.set_to_version(3); }, Reason::kNotFound,
       ".to_version"},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    v1::Act act = Moved();
    row.spoil(*act.mutable_case_policy_moved());
    Story copy = story;
    const absl::Status refused = copy.Say({act});
    EXPECT_THAT(refused, IsReason(row.want));
    EXPECT_EQ(Where(refused), "acts[0].case_policy_moved" + row.where);
  }
  EXPECT_THAT(story.Say({Moved()}), IsOk());
}

TEST(PolicyMoveTest, OnlyTheRouterMovesACase) {
  Story story;
  story.Active().Load(Edited(DoubleBudget));
  v1::Act act = Moved();
  act.set_officer("officer-1");
  for (const char* sender : {"sms", "health"}) {
    EXPECT_THAT(story.Try(sender, {act}), IsReason(Reason::kRoleNotAllowed));
  }
}

TEST(PolicyMoveTest, AClosedCaseStaysUnderItsVersion) {
  Story story;
  story.Closed().Load(Edited(DoubleBudget));
  EXPECT_TRUE(IsOver(story.file().status()));
  EXPECT_THAT(story.Say({Moved()}), IsReason(Reason::kCaseNotOpen));
  const ProgrammeBook& book = story.context().programmes;
  EXPECT_THAT(CheckFits(story.file(), *book.Find("restart", 1),
                        *book.Find("restart", 2)),
              IsReason(Reason::kCaseNotOpen));
  ASSERT_THAT(story.Send("sms", {acts::Reopened()}), IsOk());
  EXPECT_THAT(story.Say({Moved()}), IsOk());
}

}  // namespace
}  // namespace referral::model
