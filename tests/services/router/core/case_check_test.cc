#include "services/router/core/case_check.h"

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/sequencer.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class CaseCheckTest : public ::testing::Test {
 protected:
  CaseCheckTest() {
    Sequencer::Options options;
    options.home = kHome;
    Sequencer sequencer(options, clock_, ledger_);
    EXPECT_OK(sequencer.Start());
    LoadConfiguration(sequencer);
    EXPECT_OK(
        SubmitAndWait(sequencer, ledger_.vault(),
                      Message("border", CaseId(1), MessageId(1), Announce())));
    for (std::uint32_t i = 2; i <= 4; ++i) {
      EXPECT_OK(
          SubmitAndWait(sequencer, ledger_.vault(),
                        Message("sms", CaseId(1), MessageId(i), Inform())));
    }
  }
  CaseCheckResult Check(const std::string& case_id) {
    const RoundProver prover(ledger_);
    const absl::StatusOr<CaseCheckResult> result =
        CheckCase(ledger_, prover, case_id);
    EXPECT_OK(result);
    return *result;
  }

  referral::testing::ManualClock clock_;
  FakeLedger ledger_;
};

TEST_F(CaseCheckTest, AnUntouchedCaseVerifies) {
  const CaseCheckResult result = Check(CaseId(1));
  EXPECT_EQ(result.records_checked, 4u);
  EXPECT_THAT(result.findings, SizeIs(0));
}

TEST_F(CaseCheckTest, TheRoutersOwnLogVerifies) {
  const CaseCheckResult result = Check("AZ-ROUTER");
  EXPECT_EQ(result.records_checked, 2u);
  EXPECT_THAT(result.findings, SizeIs(0));
}

TEST_F(CaseCheckTest, ACaseThatIsNotThereIsSaidToBe) {
  const RoundProver prover(ledger_);
  EXPECT_THAT(CheckCase(ledger_, prover, CaseId(9)),
              IsReason(Reason::kCaseNotFound));
}

TEST_F(CaseCheckTest, FindsWhatWasChanged) {
  struct Case {
    const char* name;
    std::function<void(storage::v1::StoredRecord&)> tamper;
  };
  const auto flip = [](std::string& bytes) {
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
  };
  const Case cases[] = {
      {"envelope", [&](auto& r) { flip(*r.mutable_envelope()); }},
      {"part", [&](auto& r) { flip(*r.mutable_parts(0)->mutable_content()); }},
      {"effects", [&](auto& r) { r.set_effects("\x12\x01x"); }},
      {"head", [&](auto& r) { flip(*r.mutable_head()); }},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    ASSERT_OK_AND_ASSIGN(const storage::v1::StoredRecord before,
                         ledger_.ReadRecord(CaseId(1), 2));
    storage::v1::StoredRecord changed = before;
    c.tamper(changed);
    ledger_.Replace(CaseId(1), 2, changed);
    const CaseCheckResult result = Check(CaseId(1));
    ASSERT_FALSE(result.findings.empty());
    EXPECT_EQ(result.findings[0].case_id, CaseId(1));
    EXPECT_EQ(result.findings[0].sequence, 2u);
    EXPECT_FALSE(result.findings[0].reason_code.empty());
    ledger_.Replace(CaseId(1), 2, before);
  }
  EXPECT_THAT(Check(CaseId(1)).findings, SizeIs(0));
}

TEST_F(CaseCheckTest, FindsWhatIsMissing) {
  ledger_.Erase(CaseId(1), 3);
  const CaseCheckResult result = Check(CaseId(1));
  ASSERT_THAT(result.findings, SizeIs(1));
  EXPECT_EQ(result.findings[0].sequence, 3u);
  EXPECT_THAT(result.findings[0].message, HasSubstr("missing"));
  EXPECT_EQ(result.records_checked, 3u);
}

TEST_F(CaseCheckTest, FindsRecordsThatChangedPlaces) {
  const auto second = *ledger_.ReadRecord(CaseId(1), 2);
  const auto third = *ledger_.ReadRecord(CaseId(1), 3);
  ledger_.Replace(CaseId(1), 2, third);
  ledger_.Replace(CaseId(1), 3, second);
  EXPECT_FALSE(Check(CaseId(1)).findings.empty());
}

}  // namespace
}  // namespace referral::router::testing
