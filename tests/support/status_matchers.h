// gMock matchers for absl::Status, absl::StatusOr and the error catalogue.
//
//   EXPECT_THAT(store.Open(), IsOk());
//   EXPECT_THAT(OpenMessage(bytes), IsOkAndHolds(Field(...)));
//   EXPECT_THAT(Decide(file, act), IsReason(Reason::kConsentMissing));
//   ASSERT_OK_AND_ASSIGN(const std::string id, ParseTypedCaseId(typed));
#ifndef REFERRAL_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define REFERRAL_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::testing {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << "which is " << Describe(StatusOf(arg));
  return StatusOf(arg).ok();
}

MATCHER_P(IsReason, reason,
          std::string(negation ? "does not have" : "has") + " the reason " +
              std::string(RowOf(reason).code)) {
  *result_listener << "which is " << Describe(StatusOf(arg));
  return HasReason(StatusOf(arg), reason);
}

MATCHER_P(IsStatusCode, code,
          std::string(negation ? "does not have" : "has") + " the code " +
              absl::StatusCodeToString(code)) {
  *result_listener << "which is " << Describe(StatusOf(arg));
  return StatusOf(arg).code() == code;
}

MATCHER_P(IsOkAndHolds, value_matcher, "is OK and holds what matches") {
  if (!arg.ok()) {
    *result_listener << "which is " << Describe(arg.status());
    return false;
  }
  return ::testing::ExplainMatchResult(value_matcher, *arg, result_listener);
}

}  // namespace referral::testing

#define EXPECT_OK(expr) EXPECT_THAT(expr, ::referral::testing::IsOk())
#define ASSERT_OK(expr) ASSERT_THAT(expr, ::referral::testing::IsOk())

#define ASSERT_OK_AND_ASSIGN(lhs, ...) \
  REFERRAL_ASSERT_OK_AND_ASSIGN_IMPL_( \
      REFERRAL_STATUS_CONCAT_(assert_ok_value_, __LINE__), lhs, (__VA_ARGS__))

#define REFERRAL_ASSERT_OK_AND_ASSIGN_IMPL_(result, lhs, expr)       \
  auto result = expr;                                                \
  ASSERT_TRUE(result.ok()) << ::referral::Describe(result.status()); \
  lhs = std::move(result).value()

#endif  // REFERRAL_TESTS_SUPPORT_STATUS_MATCHERS_H_
