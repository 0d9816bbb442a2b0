#include "services/router/store/log_check.h"

#include <functional>
#include <memory>
#include <string>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::HasSubstr;

class LogCheckTest : public StoreTest {
 protected:
  // Checks the log of `database`, and forgets quiet cases after each round.
  static absl::Status Check(const store::Database& database) {
    const StoreReader reader(database);
    LogCheck check(reader, kHome);
    EXPECT_OK(check.StartAfter(0));
    return reader.VisitRounds(
        1, [&](const storage::v1::StoredRound& round) -> absl::StatusOr<bool> {
          const absl::Status status = check.Check(round);
          if (!status.ok()) return status;
          check.ForgetQuietCases();
          EXPECT_TRUE(check.cases().empty());
          return true;
        });
  }
};

// Case 1 is quiet at position 4: its first record is looked up at position 5,
// and its second, at position 5, is still known at position 6.
TEST_F(LogCheckTest, AChainIsFollowedThroughWhatWasForgotten) {
  Fill();
  EXPECT_OK(Check(*OpenDatabase()));
}

TEST_F(LogCheckTest, ACaseThatCannotBeLookedUpIsNamed) {
  Fill();
  const std::string key = layout::CaseLogKey(CaseId(1), 1);
  const std::function<void(store::Batch&)> tampers[] = {
      [&](store::Batch& batch) { batch.Delete(layout::kCaseLog, key); },
      [&](store::Batch& batch) {
        batch.Put(layout::kCaseLog, key, EncodeU64(4));  // of case 2
      },
      [&](store::Batch& batch) {
        batch.Put(layout::kCaseLog, key, EncodeU64(5));  // sequence 2
      },
  };
  for (const auto& tamper : tampers) {
    Tamper([&](store::Batch& batch, store::Database&) { tamper(batch); });
    const absl::Status status = Check(*OpenDatabase());
    ASSERT_THAT(status, IsReason(Reason::kStoreCorrupt));
    EXPECT_EQ(Where(status), CaseId(1) + " sequence 1");
    EXPECT_THAT(Describe(status), HasSubstr("--rebuild"));
  }
}

TEST_F(LogCheckTest, ACaseThatGoesOnIsNotLookedUp) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Delete(layout::kCaseLog, layout::CaseLogKey(CaseId(1), 2));
  });
  EXPECT_OK(Check(*OpenDatabase()));
}

}  // namespace
}  // namespace referral::router::testing
