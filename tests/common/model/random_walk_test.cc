// Cases that live through random messages, right and wrong ones mixed. What
// must hold always is asserted after each of them.
#include <map>
#include <set>
#include <string>

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
    ASSERT_EQ(BrokenInvariant(before, story), "");
    const int due = story.file().pending_destructions_size();
    seen.withdrawals += due > before.pending_destructions_size();
    seen.confirmations += due < before.pending_destructions_size();
    seen.cases.insert(story.file().status());
    for (const CaseReferral& referral : story.file().referrals()) {
      seen.referrals.insert(referral.status());
    }
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
