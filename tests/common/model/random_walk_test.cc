// Cases that live through random messages, right and wrong ones mixed. What
// must hold always is asserted after each of them.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/lifecycle.h"
#include "google/protobuf/util/message_differencer.h"
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

bool IsClosed(v1::CaseStatus status) {
  return status == v1::CASE_STATUS_CLOSED ||
         status == v1::CASE_STATUS_FOLLOW_UP;
}

// [30] Terminal states never reopen, and no referral is forgotten.
void ExpectTerminalStaysTerminal(const CaseFile& before,
                                 const CaseFile& after) {
  for (const CaseReferral& referral : before.referrals()) {
    const CaseReferral* later = FindReferral(after, referral.referral_id());
    ASSERT_NE(later, nullptr);
    if (!IsTerminal(referral.status())) continue;
    EXPECT_TRUE(later->status() == referral.status() ||
                later->status() == v1::REFERRAL_STATUS_ENTERED_IN_ERROR)
        << v1::ReferralStatus_Name(referral.status()) << " became "
        << v1::ReferralStatus_Name(later->status());
  }
}

// [31] No case is closed with an open or unsettled referral.
void ExpectClosedIsSettled(const CaseFile& file) {
  if (!IsClosed(file.status())) return;
  for (const CaseReferral& referral : file.referrals()) {
    EXPECT_TRUE(IsTerminal(referral.status())) << referral.DebugString();
    EXPECT_TRUE(referral.outcome_settled()) << referral.DebugString();
  }
}

// [15] Over the threshold only where somebody decided so.
void ExpectBudgetKept(const Story& story) {
  const CaseFile& file = story.file();
  if (WithinThreshold(file, CommittedMinorUnits(file))) return;
  const auto overrides = [](const v1::Act& act) {
    return act.referral_requested().has_budget_override() ||
           act.plan_agreed().has_budget_override();
  };
  bool decided = false;
  for (const Story::Line& line : story.records()) {
    decided |= std::any_of(line.acts.begin(), line.acts.end(), overrides);
  }
  EXPECT_TRUE(decided) << file.DebugString();
}

// [9] Nothing in cash, whatever was sent.
void ExpectInKind(const CaseFile& file) {
  for (const v1::PlannedService& planned : file.plan().services()) {
    EXPECT_NE(planned.form(), v1::SUPPORT_FORM_CASH);
  }
}

// A party to a referral that serves the person and needs what `act` takes back.
bool CouldHold(const CaseFile& file, const v1::ConsentWithdrawn& act,
               const std::string& agency) {
  const auto named = [](const auto& list, const auto& value) {
    return list.empty() ||
           std::find(list.begin(), list.end(), value) != list.end();
  };
  for (const CaseReferral& referral : file.referrals()) {
    for (const int category : referral.categories()) {
      if (IsParty(referral, agency) && Serves(referral, act.person_id()) &&
          named(act.recipients(), agency) &&
          named(act.categories(), category)) {
        return true;
      }
    }
  }
  return false;
}

using Debt = std::tuple<std::string, std::string, std::string>;

std::set<Debt> Debts(const CaseFile& file) {
  std::set<Debt> debts;
  for (const v1::PendingDestruction& due : file.pending_destructions()) {
    debts.emplace(due.agency(), due.withdrawn_message_id(), due.person_id());
  }
  EXPECT_EQ(debts.size(),
            static_cast<size_t>(file.pending_destructions_size()));
  return debts;
}

// [27] What is pending names agencies that lost by a withdrawal of the record,
// and goes away by their own confirmation alone.
void ExpectDestructionsDue(const CaseFile& before, const Story& story) {
  const Story::Line& line = story.records().back();
  const std::set<Debt> old_debts = Debts(before);
  const std::set<Debt> new_debts = Debts(story.file());
  for (const Debt& debt : new_debts) {
    if (old_debts.count(debt) > 0) continue;
    const auto& [agency, message, person] = debt;
    EXPECT_EQ(message, line.message_id);
    EXPECT_NE(agency, story.file().lead());
    const auto& to = line.effects.recipients();
    EXPECT_EQ(std::count(to.begin(), to.end(), agency), 1) << agency;
    EXPECT_TRUE(std::any_of(
        line.acts.begin(), line.acts.end(), [&](const v1::Act& act) {
          return act.consent_withdrawn().person_id() == person &&
                 CouldHold(story.file(), act.consent_withdrawn(), agency);
        }));
  }
  for (const Debt& debt : old_debts) {
    if (new_debts.count(debt) > 0) continue;
    const auto& [agency, message, person] = debt;
    EXPECT_EQ(agency, line.sender);
    EXPECT_TRUE(std::any_of(
        line.acts.begin(), line.acts.end(), [&](const v1::Act& act) {
          return act.parts_destroyed().withdrawn_message_id() == message &&
                 act.parts_destroyed().person_id() == person;
        }));
  }
}

void ExpectSoundEffects(const Story& story) {
  const Story::Line& line = story.records().back();
  const auto& recipients = line.effects.recipients();
  EXPECT_TRUE(std::is_sorted(recipients.begin(), recipients.end()));
  EXPECT_EQ(std::count(recipients.begin(), recipients.end(), line.sender), 0);
  EXPECT_EQ(static_cast<size_t>(line.effects.acts_size()), line.acts.size());
  for (const std::string& agency : recipients) {
    EXPECT_NE(story.context().directory.Find(agency), nullptr) << agency;
  }
}

struct Seen {
  std::set<v1::CaseStatus> cases;
  std::set<v1::ReferralStatus> referrals;
  std::map<std::string, int> reasons;
  int accepted = 0;
  int withdrawals = 0;    // that left something to be destroyed
  int confirmations = 0;  // of those
};

void Walk(std::uint64_t seed, Seen& seen) {
  RandomTraffic traffic(seed);
  Story story;
  for (int step = 0; step < kSteps; ++step) {
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
    ExpectTerminalStaysTerminal(before, story.file());
    ExpectClosedIsSettled(story.file());
    ExpectBudgetKept(story);
    ExpectInKind(story.file());
    ExpectSoundEffects(story);
    ExpectDestructionsDue(before, story);
    seen.withdrawals += Debts(story.file()).size() > Debts(before).size();
    seen.confirmations += Debts(story.file()).size() < Debts(before).size();
    seen.cases.insert(story.file().status());
    for (const CaseReferral& referral : story.file().referrals()) {
      seen.referrals.insert(referral.status());
    }
    if (::testing::Test::HasFailure()) return;
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
       status <= v1::CASE_STATUS_FOLLOW_UP; ++status) {
    EXPECT_EQ(seen.cases.count(static_cast<v1::CaseStatus>(status)), 1)
        << v1::CaseStatus_Name(static_cast<v1::CaseStatus>(status));
  }
  for (int status = v1::REFERRAL_STATUS_REQUESTED;
       status <= v1::REFERRAL_STATUS_ENTERED_IN_ERROR; ++status) {
    EXPECT_EQ(seen.referrals.count(static_cast<v1::ReferralStatus>(status)), 1)
        << v1::ReferralStatus_Name(static_cast<v1::ReferralStatus>(status));
  }
  EXPECT_GT(seen.withdrawals, 100);
  EXPECT_GT(seen.confirmations, 50);
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
