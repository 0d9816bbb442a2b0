// What happens when nobody answers [17, 26, 29]: whole processes, and a clock
// that the test moves.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

constexpr char kConsent[] =
    "consent_given { person_id: 'p1' given_by: CONSENT_GIVER_SELF"
    "  language_code: 'az'"
    "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
    "               DATA_CATEGORY_FAMILY, DATA_CATEGORY_MEDICAL,"
    "               DATA_CATEGORY_PSYCHOSOCIAL] }";

std::string RequestOf(const std::string& referral, const std::string& service) {
  return absl::StrCat("referral_requested { referral_id: '", referral,
                      "' service_code: '", service,
                      "' person_ids: 'p1' region_code: 'baku' budget {"
                      "  minor_units: 1000 currency_code: 'AZN' } }");
}

// A router, the lead's service and the health ministry's, which asks nobody to
// do anything: a case waits for it with a medical check and, more urgent,
// psychosocial care.
class SilenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    system_.UseClock();
    ASSERT_OK(system_.StartRouter());
    ASSERT_OK(system_.Start("sms-intake"));
    ASSERT_OK(system_.Start("health"));
    const Client sms(system_.address(kRouter), TlsOf("agency-sms"));
    for (const std::vector<std::string>& acts :
         {std::vector<std::string>{kApplied},
          {kReview, kEligible},
          {kConsent},
          {RequestOf(check_, "medical.check"),
           RequestOf(care_, "medical.psychosocial")}}) {
      ASSERT_OK(sms.Submit(Built(Saying("sms", case_id_, acts))));
    }
  }

  Json Ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--output", "json"});
    const CommandResult result = system_.Ctl(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return Json::parse(result.out, nullptr, false);
  }

  // The row of a referral in a list.
  Json Referral(const std::string& id, bool overdue_only = false) const {
    std::vector<std::string> arguments = {"referral", "list"};
    if (overdue_only) arguments.push_back("--overdue");
    const Json list = Ask(arguments);
    if (!list.contains("referrals")) return Json();
    for (const Json& row : list["referrals"]) {
      if (row["referral_id"] == id) return row;
    }
    return Json();
  }
  bool IsOverdue(const std::string& id) const {
    return !Referral(id, /*overdue_only=*/true).is_null();
  }

  // Lets time pass until a minute after the answer was due.
  void PassAnswerTimeOf(const std::string& id) {
    absl::Time due;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(
        absl::RFC3339_full, Referral(id)["respond_by_time"].get<std::string>(),
        &due, &error))
        << error;
    system_.MoveClock(due - system_.Now() + absl::Minutes(1));
  }

  // What the router itself said in the case, by the referral it is about.
  std::vector<std::string> Said() const {
    std::vector<std::string> said;
    const Json timeline = Ask({"case", "timeline", case_id_});
    for (const Json& entry : timeline["entries"]) {
      if (entry["act"] == "deadline_passed") {
        EXPECT_EQ(entry["sender"], "AZ");
        said.push_back(entry["referral_id"]);
      }
    }
    return said;
  }
  // Waits until so many are said; each question takes a while.
  std::vector<std::string> AwaitSaid(size_t count) const {
    const absl::Time deadline = absl::Now() + kPatience;
    while (Said().size() < count && absl::Now() < deadline) {
    }
    return Said();
  }
  // Waits until everything was delivered to both agencies and taken.
  void ExpectTaken() const {
    const auto waiting = [this] {
      int depth = 0;
      const Json list = Ask({"inbox", "list"});
      for (const Json& inbox : list["inboxes"]) {
        if (inbox["agency"] != "sms" && inbox["agency"] != "health") continue;
        EXPECT_FALSE(inbox.contains("parked_cases") &&
                     inbox["parked_cases"] != "0")
            << inbox;
        depth += std::stoi(inbox.value("depth", "0"));
      }
      return depth;
    };
    const absl::Time deadline = absl::Now() + kPatience;
    while (waiting() > 0 && absl::Now() < deadline) {
    }
    EXPECT_EQ(waiting(), 0);
  }

  System system_;
  const std::string case_id_ = NewCaseId();
  const std::string check_ = NewUuid();
  const std::string care_ = NewUuid();
};

TEST_F(SilenceTest, IsSaidInTimeAndSurvivesTheRoutersDeath) {
  EXPECT_FALSE(IsOverdue(check_));
  EXPECT_FALSE(IsOverdue(care_));

  // Psychosocial care has the faster clock [17].
  PassAnswerTimeOf(care_);
  EXPECT_EQ(AwaitSaid(1), std::vector<std::string>({care_}));
  EXPECT_TRUE(IsOverdue(care_));
  EXPECT_FALSE(IsOverdue(check_));
  ExpectTaken();

  // Nobody says it while the router is down; then it is made up for.
  PassAnswerTimeOf(check_);
  system_.Kill(kRouter);
  ASSERT_OK(system_.Start(kRouter));
  EXPECT_EQ(AwaitSaid(2), std::vector<std::string>({care_, check_}));
  EXPECT_TRUE(IsOverdue(check_));
  ExpectTaken();
  system_.Kill(kRouter);
  ASSERT_OK(system_.Start(kRouter));
  ExpectTaken();
  EXPECT_EQ(Said(), std::vector<std::string>({care_, check_}));

  // It is no decision [29].
  for (const std::string& id : {care_, check_}) {
    EXPECT_EQ(Referral(id)["status"], "REFERRAL_STATUS_REQUESTED");
  }
  const Json report = Ask({"report"});
  ASSERT_EQ(report["response_times"].size(), 2u);
  for (const Json& times : report["response_times"]) {
    EXPECT_EQ(times["agency"], "health");
    EXPECT_EQ(times["answered"], 0);
    EXPECT_EQ(times["overdue"], 1);
    EXPECT_EQ(times["in_time_percent"], "0.00");
  }
  const Json verified = Ask({"case", "verify", "--all"});
  EXPECT_EQ(verified["findings"].size(), 0u) << verified;
  EXPECT_OK(system_.StopAll());
}

TEST_F(SilenceTest, AnAnswerInTimeIsNoSilence) {
  const Client health(system_.address(kRouter), TlsOf("agency-health"));
  ASSERT_OK(health.Submit(Built(Saying(
      "health", case_id_,
      {absl::StrCat("referral_accepted { referral_id: '", care_, "' }"),
       absl::StrCat("referral_received { referral_id: '", check_, "' }")}))));
  PassAnswerTimeOf(care_);
  PassAnswerTimeOf(check_);
  // A mere receipt is no answer.
  EXPECT_EQ(AwaitSaid(1), std::vector<std::string>({check_}));
  EXPECT_OK(system_.StopAll());
}

}  // namespace
}  // namespace referral::testing
