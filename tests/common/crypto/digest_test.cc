#include "common/crypto/digest.h"

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::crypto {
namespace {

class DigestTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(Init()); }
};

TEST_F(DigestTest, ItIsBlake2bOverLengthTagAndData) {
  // b2sum -l 256 of "\x03tagabc" and of "\x03tag".
  EXPECT_EQ(ToHex(Blake2b256("tag", "abc")),
            "eb43a8a7df219e3a744be00fd1698fb62fa6286375ed8341916b4c0e2ba16560");
  EXPECT_EQ(ToHex(Blake2b256("tag", "")),
            "20afd014bc6df1cde13f0b23b8e12b18f7d7e947aef060d2fdcac180945709f9");
}

TEST_F(DigestTest, PiecesCountAsTheirConcatenation) {
  EXPECT_EQ(Blake2b256("tag", {"a", "", "bc"}), Blake2b256("tag", "abc"));
}

TEST_F(DigestTest, TheTagIsNeverTakenForData) {
  EXPECT_NE(Blake2b256("tag", "abc"), Blake2b256("taga", "bc"));
  EXPECT_NE(Blake2b256("tag", "abc"), Blake2b256("tab", "abc"));
}

TEST_F(DigestTest, EveryFlippedBitChangesIt) {
  const std::string data(64, 'x');
  std::set<Digest> seen = {Blake2b256("tag", data)};
  for (size_t bit = 0; bit < data.size() * 8; ++bit) {
    std::string flipped = data;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_TRUE(seen.insert(Blake2b256("tag", flipped)).second) << bit;
  }
}

TEST_F(DigestTest, BytesGoThereAndBack) {
  const Digest digest = Blake2b256("tag", "abc");
  EXPECT_EQ(FromBytes(ToBytes(digest)), digest);
  EXPECT_EQ(ToHex(digest), absl::BytesToHexString(AsBytes(digest)));
  EXPECT_FALSE(FromBytes("").has_value());
  EXPECT_FALSE(FromBytes(ToBytes(digest) + "x").has_value());
  EXPECT_FALSE(FromBytes(ToBytes(digest).substr(1)).has_value());
}

TEST_F(DigestTest, RandomBytesAreNeverTheSameTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(seen.insert(RandomBytes(16)).second);
  }
  EXPECT_EQ(RandomBytes(0), "");
}

TEST_F(DigestTest, InitMayBeCalledAgain) { EXPECT_OK(Init()); }

}  // namespace
}  // namespace referral::crypto
