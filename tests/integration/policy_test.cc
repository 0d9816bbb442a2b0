// Versions of a programme with whole processes: what is loaded rules new cases,
// and the others once an operator moves them [14].
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kProgramme[] = "deploy/programmes/az-restart.textproto";

// From the application of two people to an agreed plan and an open referral.
std::vector<std::string> ActsOfCase() {
  return {
      "application_registered { programme_id: 'az-restart'"
      "  people { person_id: 'p1' sex: SEX_FEMALE age_group: AGE_GROUP_ADULT }"
      "  people { person_id: 'p2' sex: SEX_MALE age_group: AGE_GROUP_ADULT }"
      "  return_facts { return_kind: RETURN_KIND_FORCED citizen: true"
      "    return_country_code: 'SE'"
      "    return_date { year: 2020 month: 2 day: 3 } }"
      "  region_code: 'baku' }",
      "consent_given { person_id: 'p1' language_code: 'az'"
      "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
      "    DATA_CATEGORY_MEDICAL] given_by: CONSENT_GIVER_SELF"
      "  expiry_date { year: 2021 month: 12 day: 31 } }",
      "eligibility_review_started {}",
      "eligibility_decided { eligible: true }",
      "plan_agreed { strands: STRAND_INDIVIDUAL_MENTORING"
      "  start_date { year: 2020 month: 2 day: 17 } duration_months: 6"
      "  vulnerability_level: VULNERABILITY_LEVEL_LOW"
      "  services { service_code: 'medical.check' person_ids: 'p1'"
      "    budget { minor_units: 30000 currency_code: 'AZN' } } }",
      absl::StrCat("referral_requested { referral_id: '", NewUuid(),
                   "' service_code: 'medical.check' person_ids: 'p1'"
                   "  region_code: 'baku'"
                   "  budget { minor_units: 30000 currency_code: 'AZN' } }")};
}

class PolicyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {kRouter, "sms-intake", "health"}) {
      ASSERT_OK(system_.Start(name));
    }
  }
  // Opens a case with the first `acts` of a case's acts.
  std::string OpenCase(size_t acts) {
    const Client sms(system_.address(kRouter), TlsOf("agency-sms"));
    const std::string case_id = NewCaseId();
    const std::vector<std::string> all = ActsOfCase();
    for (size_t i = 0; i < acts; ++i) {
      EXPECT_OK(sms.Submit(Built(Saying("sms", case_id, {all[i]}))).status());
    }
    return case_id;
  }
  // The shipped programme, edited.
  std::string Edited(
      const std::vector<std::pair<std::string, std::string>>& edits) {
    const std::string path = dir_.Join("edited.textproto");
    std::ofstream(path) << absl::StrReplaceAll(ReadFile(SourcePath(kProgramme)),
                                               edits);
    return path;
  }
  Json Ask(std::vector<std::string> arguments, ExitCode want = 0) {
    arguments.insert(arguments.end(), {"--output", "json"});
    const CommandResult result = system_.Ctl(arguments);
    EXPECT_EQ(result.exit_code, want) << result.err;
    return Json::parse(result.out, nullptr, false);
  }
  void ExpectCase(const std::string& case_id, int version,
                  const std::string& threshold) {
    const Json shown = Ask({"case", "show", case_id});
    EXPECT_EQ(shown["summary"]["programme_version"], version);
    EXPECT_EQ(shown["budget_threshold"]["minor_units"], threshold);
  }
  void ExpectSound(const std::string& case_id) {
    EXPECT_THAT(Ask({"case", "verify", "--all"})["findings"], IsEmpty());
    EXPECT_THAT(Ask({"case", "verify", case_id})["findings"], IsEmpty());
  }
  // Until every service that runs has taken what it was sent.
  void AwaitDelivery() {
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::Now() < deadline) {
      bool waiting = false;
      const Json list = Ask({"inbox", "list"});
      for (const Json& inbox : list["inboxes"]) {
        EXPECT_EQ(inbox["parked_cases"], "0");
        const std::string agency = inbox["agency"];
        waiting |=
            (agency == "sms" || agency == "health") && inbox["depth"] != "0";
      }
      if (!waiting) return;
    }
    ADD_FAILURE() << "something was not taken";
  }

  TempDir dir_;
  System system_;
};

TEST_F(PolicyTest, ACaseKeepsItsThresholdUntilItIsMoved14) {
  const std::string first = OpenCase(6);
  ExpectCase(first, 1, "400000");
  const std::string richer = Edited(
      {{"per_person_minor_units: 200000", "per_person_minor_units: 250000"}});
  Json loaded = Ask({"programme", "load", richer, "--reason", "more money"});
  EXPECT_EQ(loaded["status"]["version"], 2);
  EXPECT_EQ(loaded["status"]["differs_on_disk"], true);
  loaded = Ask({"programme", "load", richer, "--reason", "more money"});
  EXPECT_EQ(loaded["unchanged"], true);
  const std::string second = OpenCase(5);
  ExpectCase(first, 1, "400000");
  ExpectCase(second, 2, "500000");

  const Json would =
      Ask({"programme", "move", "az-restart", "--to", "2", "--dry-run"});
  ASSERT_EQ(would["moves"].size(), 1u);
  EXPECT_EQ(would["moves"][0]["case_id"], first);
  EXPECT_EQ(would["moves"][0]["changes"][0]["what"], "budget_threshold");
  EXPECT_EQ(would["moves"][0]["changes"][0]["from"], "AZN 4000.00");
  EXPECT_EQ(would["moves"][0]["changes"][0]["to"], "AZN 5000.00");
  ExpectCase(first, 1, "400000");

  const std::vector<std::string> move = {
      "programme", "move", "az-restart", "--to", "2", "--reason", "more money"};
  EXPECT_EQ(Ask(move)["moves"], would["moves"]);
  ExpectCase(first, 2, "500000");
  EXPECT_THAT(Ask(move)["moves"], IsEmpty());
  AwaitDelivery();
  ExpectSound(first);

  system_.Kill(kRouter);
  ASSERT_OK(system_.Start(kRouter));
  ExpectCase(first, 2, "500000");
  ExpectSound(first);
  EXPECT_THAT(system_.Ctl({"case", "timeline", first}).out,
              HasSubstr("case policy moved"));
  EXPECT_THAT(
      system_.Ctl({"programme", "diff", "az-restart", "--versions", "1", "2"})
          .out,
      HasSubstr("budget.per_person_minor_units  200000     250000"));
  EXPECT_OK(system_.StopAll());
}

TEST_F(PolicyTest, ACaseThatCannotFollowIsListedAndStays14) {
  const std::string waits = OpenCase(6);
  const std::string free = OpenCase(5);
  Ask({"programme", "load", Edited({{"medical.check", "medical.examination"}}),
       "--reason", "another catalogue"});
  const std::vector<std::string> move = {
      "programme", "move", "az-restart", "--to", "2", "--reason", "catalogue"};
  const Json moved = Ask(move, 1);
  ASSERT_EQ(moved["moves"].size(), 2u);
  for (const Json& one : moved["moves"]) {
    EXPECT_EQ(one["reason_code"],
              one["case_id"] == waits ? "VERSION_NOT_FITTING" : "");
  }
  ExpectCase(waits, 1, "400000");
  ExpectCase(free, 2, "400000");
  ExpectSound(waits);

  CommandResult refused = system_.Ctl(
      {"programme", "move", "az-restart", "--to", "7", "--reason", "wrong"});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("NOT_FOUND"));
  refused = system_.Ctl({"programme", "move", "az-restart", "--to", "2"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--reason"));
  refused = system_.Ctl({"programme", "load",
                         Edited({{"lead: \"sms\"", "lead: \"nobody\""}}),
                         "--reason", "wrong"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("edited.textproto:13"));
  EXPECT_OK(system_.StopAll());
}

}  // namespace
}  // namespace referral::testing
