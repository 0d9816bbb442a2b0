#include "deploy/pilot/cast.h"

#include "deploy/pilot/read_cases.h"
#include "tests/deploy/pilot/lines.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::kSupportedLine;
using ::referral::testing::kToday;
using ::referral::testing::TestCast;

TEST(CastTest, AMemberIsAnAgencyAProgramAndAnAddress) {
  const auto member = ParseMember("centre-1=ngo@127.0.0.1:5000");
  ASSERT_THAT(member, IsOk());
  EXPECT_EQ(member->id, "centre-1");
  EXPECT_EQ(member->vocabulary, Vocabulary::kNgo);
  EXPECT_EQ(member->address, "127.0.0.1:5000");
  for (const char* text : {"", "ngo", "ngo=ngo", "ngo@127.0.0.1:1", "=ngo@h:1",
                           "ngo=@h:1", "ngo=bank@h:1", "NGO=ngo@h:1"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(ParseMember(text), IsReason(Reason::kInvalidField));
  }
}

TEST(CastTest, OneAgencyLeadsAndNoneIsThereTwice) {
  const Member lead{"lead", Vocabulary::kSmsIntake, ""};
  const Member ngo{"ngo", Vocabulary::kNgo, ""};
  EXPECT_EQ(Cast::Make({ngo, lead})->lead(), "lead");
  EXPECT_THAT(Cast::Make({ngo}), IsReason(Reason::kInvalidField));
  EXPECT_THAT(Cast::Make({lead, ngo, ngo}), IsReason(Reason::kInvalidField));
  EXPECT_THAT(Cast::Make({lead, {"other", Vocabulary::kSmsIntake, ""}}),
              IsReason(Reason::kInvalidField));
}

TEST(CastTest, WhoeverIsNamedReceivesElseTheFirst) {
  const Cast cast = Cast::Make({{"lead", Vocabulary::kSmsIntake, ""},
                                {"one", Vocabulary::kNgo, ""},
                                {"two", Vocabulary::kNgo, ""}})
                        .value();
  ReferralData referral;
  referral.service = "community.support";
  EXPECT_EQ(cast.ReceiverOf(referral)->id, "one");
  referral.provider = "two";
  EXPECT_EQ(cast.ReceiverOf(referral)->id, "two");
  for (const char* nobody : {"three", "lead"}) {
    referral.provider = nobody;
    EXPECT_EQ(cast.ReceiverOf(referral), nullptr);
  }
  referral.provider = "two";
  referral.service = "medical.check";
  EXPECT_EQ(cast.ReceiverOf(referral), nullptr);
}

TEST(CastTest, ACaseThatNeedsSomebodyElseIsRefused) {
  CaseData data = ReadCase(kSupportedLine, "f:7", kToday).value();
  EXPECT_THAT(TestCast().Check(data), IsOk());
  data.self_referred_at = "health";
  EXPECT_THAT(TestCast().Check(data), IsReason(Reason::kBadPilotLine));
  data.self_referred_at = "ngo";
  EXPECT_THAT(TestCast().Check(data), IsOk());
  data.support->referrals[0].provider = "nobody";
  const absl::Status status = TestCast().Check(data);
  EXPECT_THAT(status, IsReason(Reason::kBadPilotLine));
  EXPECT_EQ(Where(status), "f:7");
}

}  // namespace
}  // namespace referral::pilot
