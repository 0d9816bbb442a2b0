#include "deploy/pilot/steps.h"

#include <map>
#include <set>

#include "deploy/pilot/read_cases.h"
#include "tests/deploy/pilot/lines.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using ::referral::testing::kRejectedLine;
using ::referral::testing::kSupportedLine;
using ::referral::testing::kToday;
using ::referral::testing::TestCast;
using ::testing::ElementsAre;

std::vector<std::string> Names(const char* line) {
  std::vector<std::string> names;
  for (const Step& step :
       StepsOf(ReadCase(line, "f:1", kToday).value(), TestCast())) {
    names.push_back(step.name);
  }
  return names;
}

TEST(StepsTest, RejectedCaseEndsWithTheDecision) {
  EXPECT_THAT(Names(kRejectedLine),
              ElementsAre("announce", "inform", "apply", "decide"));
}

TEST(StepsTest, SupportedCaseIsPlayedInTheOrderOfItsDates) {
  EXPECT_THAT(
      Names(kSupportedLine),
      ElementsAre(
          "announce", "inform", "apply", "consent", "decide", "assess", "plan",
          "refer/r1", "receive/r1", "decline/r1", "acknowledge/r1", "bundle/b1",
          "receive/r2", "receive/r3", "accept/r3", "schedule/r3", "accept/r2",
          "schedule/r2", "start/r2", "complete/r2", "start/r3", "no-show/r3/0",
          "reschedule/r3/0", "acknowledge/r2", "hold/r3/1", "resume/r3/2",
          "complete/r3", "acknowledge/r3", "extend", "close"));
}

TEST(StepsTest, NamesAreUniqueAndDatesNeverGoBackwards) {
  const CaseData data = ReadCase(kSupportedLine, "f:1", kToday).value();
  std::set<std::string> names;
  Day last(1900, 1, 1);
  for (const Step& step : StepsOf(data, TestCast())) {
    EXPECT_TRUE(names.insert(step.name).second) << step.name;
    EXPECT_GE(step.date, last) << step.name;
    last = step.date;
  }
}

TEST(StepsTest, ReceiverIsTheAgencyOfTheService) {
  std::map<std::string, std::string> agencies;
  for (const Step& step :
       StepsOf(ReadCase(kSupportedLine, "f:1", kToday).value(), TestCast())) {
    agencies[step.name] = step.agency;
  }
  EXPECT_EQ(agencies["accept/r2"], "health");
  EXPECT_EQ(agencies["accept/r3"], "ngo");
  EXPECT_EQ(agencies["acknowledge/r3"], "sms");
}

}  // namespace
}  // namespace referral::pilot
