#include "services/router/core/case_check.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/checked_rounds.h"
#include "services/router/core/recorded_keys.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/services/router/core/signed_log.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::IsEmpty;

class CaseCheckTest : public ::testing::Test {
 protected:
  CaseCheckTest() { log_.Fill(); }

  absl::StatusOr<CaseCheckResult> Check(const std::string& case_id,
                                        std::uint64_t at_least = 0) {
    const auto keys = RecordedKeys(ledger_, kHome, UnsealWith(ledger_));
    EXPECT_OK(keys);
    CheckedRounds rounds(ledger_, kHome, &*keys);
    RecordCheck check(ledger_, &*keys, rounds, UnsealWith(ledger_));
    return CheckCase(ledger_, check, case_id, at_least);
  }

  FakeLedger ledger_;
  SignedLog log_{ledger_};
};

TEST_F(CaseCheckTest, AnUntouchedCaseVerifies) {
  ASSERT_OK_AND_ASSIGN(const CaseCheckResult result, Check(CaseId(1)));
  EXPECT_EQ(result.records_checked, 4u);
  EXPECT_THAT(result.findings, IsEmpty());
}

TEST_F(CaseCheckTest, TheRoutersOwnLogVerifies) {
  ASSERT_OK_AND_ASSIGN(const CaseCheckResult result, Check("AZ-ROUTER"));
  EXPECT_EQ(result.records_checked, 1u);
  EXPECT_THAT(result.findings, IsEmpty());
}

TEST_F(CaseCheckTest, ACaseThatIsNotThereIsSaidToBe) {
  EXPECT_THAT(Check(CaseId(9)), IsReason(Reason::kCaseNotFound));
}

TEST_F(CaseCheckTest, AGapIsOneFindingHoweverLong) {
  ASSERT_OK_AND_ASSIGN(const CaseCheckResult result, Check(CaseId(1), 9));
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].sequence, 5u);
  EXPECT_EQ(result.findings[0].kind, v1::FINDING_KIND_MISSING);
  EXPECT_EQ(result.findings[0].message, "records 5 to 9 are missing");
}

}  // namespace
}  // namespace referral::router::testing
