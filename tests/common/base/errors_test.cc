#include "common/base/errors.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral {
namespace {

using ::referral::testing::IsReason;
using ::testing::Not;

TEST(ErrorsTest, EveryReasonHasItsOwnCodeStatusAndRemedy) {
  std::set<std::string> codes;
  size_t expected = 0;
  for (const ReasonRow& row : AllReasons()) {
    SCOPED_TRACE(std::string(row.code));
    EXPECT_EQ(static_cast<size_t>(row.reason), expected++);
    EXPECT_EQ(&RowOf(row.reason), &row);
    EXPECT_TRUE(codes.insert(std::string(row.code)).second);
    EXPECT_THAT(std::string(row.code),
                ::testing::MatchesRegex("[A-Z][A-Z0-9_]*"));
    EXPECT_NE(row.status, absl::StatusCode::kOk);
    EXPECT_GT(row.remedy.size(), 10u);
    EXPECT_EQ(row.remedy.back(), '.');
  }
  EXPECT_EQ(expected, static_cast<size_t>(Reason::kInternal) + 1);
}

TEST(ErrorsTest, AnErrorSaysWhatWhereAndWhatToDo) {
  const absl::Status status =
      MakeError(Reason::kCashRefused, "the line is in cash", "cost[2]");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "the line is in cash");
  EXPECT_EQ(ReasonCode(status), "CASH_REFUSED");
  EXPECT_EQ(Where(status), "cost[2]");
  EXPECT_EQ(Describe(status),
            "CASH_REFUSED: the line is in cash (at cost[2]). Provide the "
            "support in kind; this programme pays nothing in cash.");
}

TEST(ErrorsTest, WithoutAPlaceTheDescriptionLeavesItOut) {
  const absl::Status status = MakeError(Reason::kNotFound, "no such alarm");
  EXPECT_EQ(Where(status), "");
  EXPECT_EQ(Describe(status), "NOT_FOUND: no such alarm. Check the id.");
}

TEST(ErrorsTest, StatusesFromElsewhereAreDescribedByTheirCode) {
  const absl::Status status = absl::InternalError("odd");
  EXPECT_EQ(ReasonCode(status), "");
  EXPECT_EQ(Describe(status), "INTERNAL: odd");
  EXPECT_EQ(Describe(absl::OkStatus()), "OK");
  EXPECT_THAT(status, Not(IsReason(Reason::kInternal)));
}

TEST(ErrorsTest, EveryErrorSurvivesTheWire) {
  for (const ReasonRow& row : AllReasons()) {
    const absl::Status sent = MakeError(row.reason, "what", "where");
    EXPECT_EQ(FromReasonCode(ReasonCode(sent), sent.message(), Where(sent)),
              sent);
  }
}

TEST(ErrorsTest, AReasonOfANewerPeerKeepsItsCodeAndStatus) {
  const absl::Status status = FromReasonCode(
      "MOON_IS_FULL", "no", "", absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonCode(status), "MOON_IS_FULL");
  EXPECT_EQ(Remedy(status), "");
}

TEST(ErrorsTest, OnlyWhatMayPassIsSentAgain) {
  const std::set<absl::StatusCode> retryable = {
      absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded,
      absl::StatusCode::kResourceExhausted, absl::StatusCode::kAborted};
  for (int code = 0; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "x");
    EXPECT_EQ(IsRetryable(status), retryable.contains(status.code())) << code;
  }
}

TEST(ErrorsTest, ARuleThatForbidsOneMessageIsNotARefusalOfThePeer) {
  struct {
    const char* name;
    absl::Status status;
    bool want;
  } const cases[] = {
      {"no certificate", absl::UnauthenticatedError("x"), true},
      {"plain denial", absl::PermissionDeniedError("x"), true},
      {"peer", MakeError(Reason::kPeerNotAllowed, "x"), true},
      {"sender", MakeError(Reason::kSenderMismatch, "x"), true},
      {"role", MakeError(Reason::kRoleNotAllowed, "x"), false},
      {"receiver", MakeError(Reason::kNotTheReceiver, "x"), false},
      {"consent", MakeError(Reason::kConsentMissing, "x"), false},
      {"fine", absl::OkStatus(), false},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(IsPeerRefused(test.status), test.want);
  }
}

}  // namespace
}  // namespace referral
