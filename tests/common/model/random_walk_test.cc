// Cases that live through random messages, right and wrong ones mixed. What
// must hold always is asserted after each of them.
#include <map>
#include <set>
#include <string>

#include "common/model/deadlines.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/invariants.h"
#include "tests/common/model/random_traffic.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using google::protobuf::util::MessageDifferencer;
using storage::v1::CaseFile;
using storage::v1::CaseReferral;

constexpr std::uint64_t kWalks = 2000;
constexpr int kSteps = 60;
constexpr int kStepsToSilence = 7;

struct Seen {
  std::set<v1::CaseStatus> cases;
  std::set<v1::ReferralStatus> referrals;
  std::map<std::string, int> reasons;
  int accepted = 0;
  int withdrawals = 0;    // that left something to be destroyed
  int confirmations = 0;  // of those
  int moves = 0;          // to another version of the programme
  int reroutings = 0;
  int silences = 0;  // clocks that ran out
};

// A version with less money and other times.
config::v1::Programme PoorerProgramme() {
  config::v1::Programme programme = TestProgramme();
  programme.mutable_budget()->set_per_person_minor_units(60'000);
  programme.mutable_services(0)->set_response_working_days(1);
  return programme;
}

// The router moves the case to the other version, if it stands where it can be
// moved [14].
void Move(Story& story, Seen& seen) {
  const CaseFile before = story.file();
  v1::Act act;
  v1::CasePolicyMoved& move = *act.mutable_case_policy_moved();
  move.set_from_version(before.programme_version());
  move.set_to_version(3 - before.programme_version());
  move.set_operator_id("ops");
  move.set_reason("new rules");
  if (!story.Say({act}).ok()) return;
  ++seen.moves;
  ASSERT_EQ(BrokenInvariant(before, story), "");
}

// A month passes, and the router says which clocks have run out.
void SayDue(Story& story, Seen& seen) {
  story.At(story.context().now + absl::Hours(24 * 30));
  const Context context = story.context();
  for (const Deadline& deadline : DueClocks(story.file(), context.now)) {
    const CaseFile before = story.file();
    const absl::Status said =
        story.Say({DeadlineAct(deadline, context.directory)});
    ASSERT_TRUE(said.ok()) << said;
    ASSERT_EQ(BrokenInvariant(before, story), "");
    ++seen.silences;
  }
  ASSERT_TRUE(DueClocks(story.file(), context.now).empty());
}

void Walk(std::uint64_t seed, Seen& seen) {
  RandomTraffic traffic(seed);
  Story story;
  story.Load(PoorerProgramme());
  for (int step = 0; step < kSteps; ++step) {
    if (step % 20 == 10) Move(story, seen);
    RandomMessage message = traffic.Next(story.file());
    const CaseFile before = story.file();
    const std::string bytes = before.SerializeAsString();
    const auto effects =
        story.Try(message.sender, message.acts, message.sections);
    ASSERT_EQ(bytes, story.file().SerializeAsString())
        << "deciding changed the file";
    if (!effects.ok()) {
      ASSERT_NE(ReasonCode(effects.status()), "") << effects.status();
      ASSERT_FALSE(HasReason(effects.status(), Reason::kInternal));
      ++seen.reasons[ReasonCode(effects.status())];
      continue;
    }
    story.Record(message.sender, message.acts, *effects);
    ++seen.accepted;
    ASSERT_EQ(BrokenInvariant(before, story), "");
    const CaseFile declined = story.file();
    story.FollowUpon();
    if (story.file().last_sequence() > declined.last_sequence()) {
      ++seen.reroutings;
      ASSERT_EQ(BrokenInvariant(declined, story), "");
    }
    const int due = story.file().pending_destructions_size();
    seen.withdrawals += due > before.pending_destructions_size();
    seen.confirmations += due < before.pending_destructions_size();
    seen.cases.insert(story.file().status());
    for (const CaseReferral& referral : story.file().referrals()) {
      seen.referrals.insert(referral.status());
    }
    if (step % kStepsToSilence == 0) SayDue(story, seen);
  }
  std::string difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(story.file(), story.Replay()))
      << "replayed records give another file: " << difference;
}

TEST(RandomWalkTest, NoWalkBreaksAnInvariant) {
  Seen seen;
  for (std::uint64_t seed = 1; seed <= kWalks; ++seed) {
    SCOPED_TRACE(seed);
    Walk(seed, seen);
    if (HasFailure()) return;
  }
  // The walks are worth something only if they get everywhere.
  for (int status = v1::CASE_STATUS_ANNOUNCED;
       status <= v1::CASE_STATUS_ARCHIVED; ++status) {
    EXPECT_EQ(seen.cases.count(static_cast<v1::CaseStatus>(status)), 1)
        << v1::CaseStatus_Name(static_cast<v1::CaseStatus>(status));
  }
  for (int status = v1::REFERRAL_STATUS_DRAFT;
       status <= v1::REFERRAL_STATUS_ENTERED_IN_ERROR; ++status) {
    EXPECT_EQ(seen.referrals.count(static_cast<v1::ReferralStatus>(status)), 1)
        << v1::ReferralStatus_Name(static_cast<v1::ReferralStatus>(status));
  }
  EXPECT_GT(seen.withdrawals, 100);
  EXPECT_GT(seen.confirmations, 50);
  EXPECT_GT(seen.moves, 100);
  EXPECT_GT(seen.reroutings, 20);
  EXPECT_GT(seen.silences, 100);
  EXPECT_GT(seen.accepted, static_cast<int>(kWalks) * kSteps / 4);
  for (const char* reason :
       {"BUDGET_EXCEEDED", "CASE_EXISTS", "CASE_NOT_FOUND", "CASE_NOT_OPEN",
        "CONSENT_MISSING", "FUTURE_DATE", "ILLEGAL_TRANSITION", "INVALID_FIELD",
        "NOT_ELIGIBLE", "OPEN_REFERRALS", "OUTCOME_NOT_ACKNOWLEDGED",
        "ROLE_NOT_ALLOWED"}) {
    EXPECT_GT(seen.reasons[reason], 0) << reason;
  }
}

}  // namespace
}  // namespace referral::model
