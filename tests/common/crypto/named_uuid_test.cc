#include "common/crypto/named_uuid.h"

#include "common/base/ids.h"
#include "gtest/gtest.h"

namespace referral::crypto {
namespace {

TEST(NamedUuidTest, TheSameNameGivesTheSameUuid) {
  EXPECT_EQ(NamedUuid("a"), NamedUuid("a"));
  EXPECT_NE(NamedUuid("a"), NamedUuid("b"));
  EXPECT_TRUE(IsUuid(NamedUuid("a")));
}

}  // namespace
}  // namespace referral::crypto
