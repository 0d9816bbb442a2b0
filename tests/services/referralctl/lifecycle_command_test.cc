#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/referralctl/commands.h"
#include "tests/support/status_matchers.h"

namespace referral::referralctl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Printed(Lifecycle which, bool dot) {
  ::testing::internal::CaptureStdout();
  EXPECT_OK(ShowLifecycle(which, dot));
  return ::testing::internal::GetCapturedStdout();
}

TEST(LifecycleCommandTest, PrintsTablesAndGraphsWithoutAServer) {
  EXPECT_THAT(Printed(Lifecycle::kCase, false), HasSubstr("case_archived"));
  EXPECT_THAT(Printed(Lifecycle::kReferral, false),
              HasSubstr("referral_cancel_declined"));
  EXPECT_THAT(Printed(Lifecycle::kCase, true), StartsWith("digraph case"));
  EXPECT_THAT(Printed(Lifecycle::kReferral, true),
              StartsWith("digraph referral"));
}

}  // namespace
}  // namespace referral::referralctl
