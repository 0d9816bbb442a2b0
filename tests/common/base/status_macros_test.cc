#include "common/base/status_macros.h"

#include <memory>
#include <utility>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral {
namespace {

absl::Status Twice(absl::Status first, int& reached) {
  RETURN_IF_ERROR(first);
  ++reached;
  RETURN_IF_ERROR(absl::OkStatus());
  return absl::OkStatus();
}

absl::StatusOr<int> Add(absl::StatusOr<int> a, absl::StatusOr<int> b) {
  ASSIGN_OR_RETURN(const int left, a);
  ASSIGN_OR_RETURN(const int right, b);
  return left + right;
}

absl::StatusOr<std::unique_ptr<int>> Pass(
    absl::StatusOr<std::unique_ptr<int>> pointer) {
  ASSIGN_OR_RETURN(std::unique_ptr<int> owned, std::move(pointer));
  return owned;
}

TEST(StatusMacrosTest, TheFirstErrorReturnsAtOnce) {
  int reached = 0;
  EXPECT_EQ(Twice(absl::AbortedError("x"), reached), absl::AbortedError("x"));
  EXPECT_EQ(reached, 0);
  EXPECT_OK(Twice(absl::OkStatus(), reached));
  EXPECT_EQ(reached, 1);
}

TEST(StatusMacrosTest, ValuesAreAssignedAndErrorsReturned) {
  EXPECT_EQ(Add(2, 3).value(), 5);
  EXPECT_EQ(Add(2, absl::NotFoundError("b")).status(),
            absl::NotFoundError("b"));
  EXPECT_EQ(Add(absl::NotFoundError("a"), 3).status(),
            absl::NotFoundError("a"));
}

TEST(StatusMacrosTest, ValuesThatOnlyMoveAreMoved) {
  EXPECT_EQ(**Pass(std::make_unique<int>(7)), 7);
}

}  // namespace
}  // namespace referral
