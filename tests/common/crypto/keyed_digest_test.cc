#include "common/crypto/keyed_digest.h"

#include <array>
#include <numeric>

#include "gtest/gtest.h"

namespace referral::crypto {
namespace {

constexpr char kTag[] = "referral.v1.test";

std::array<uint8_t, kDigestBytes> Key(uint8_t first) {
  std::array<uint8_t, kDigestBytes> key;
  std::iota(key.begin(), key.end(), first);
  return key;
}

// As Python's hashlib.blake2b gives it.
TEST(KeyedDigestTest, IsBlake2bUnderAKey) {
  EXPECT_EQ(ToHex(KeyedBlake2b256(Key(0), kTag, "abc")),
            "980c8eb837cb5503ee6722083c7c6e0def28f497c84a8f9c3fbe0a1d9dd1be54");
}

TEST(KeyedDigestTest, KeyTagAndDataCount) {
  const Digest digest = KeyedBlake2b256(Key(0), kTag, "abc");
  EXPECT_EQ(KeyedBlake2b256(Key(0), kTag, "abc"), digest);
  EXPECT_NE(KeyedBlake2b256(Key(1), kTag, "abc"), digest);
  EXPECT_NE(KeyedBlake2b256(Key(0), "other", "abc"), digest);
  EXPECT_NE(KeyedBlake2b256(Key(0), kTag, "abd"), digest);
  EXPECT_NE(Blake2b256(kTag, "abc"), digest);
}

TEST(KeyedDigestDeathTest, AShortKeyEndsTheProcess) {
  const std::array<uint8_t, 16> half = {};
  EXPECT_DEATH(KeyedBlake2b256(half, kTag, "abc"), "");
}

}  // namespace
}  // namespace referral::crypto
