#include "common/base/key_codec.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace referral {
namespace {

constexpr uint64_t kAscending[] = {0,
                                   1,
                                   127,
                                   128,
                                   255,
                                   256,
                                   65535,
                                   65536,
                                   uint64_t{1} << 32,
                                   (uint64_t{1} << 63) - 1,
                                   uint64_t{1} << 63,
                                   std::numeric_limits<uint64_t>::max()};

TEST(KeyCodecTest, KeysSortLikeTheirNumbers) {
  std::string previous;
  for (uint64_t value : kAscending) {
    const std::string key = EncodeU64(value);
    EXPECT_EQ(key.size(), kU64KeyBytes);
    EXPECT_LT(previous, key);
    previous = key;
  }
}

TEST(KeyCodecTest, WhatWasWrittenIsRead) {
  for (uint64_t value : kAscending) {
    uint64_t read = ~value;
    ASSERT_TRUE(DecodeU64(EncodeU64(value), read));
    EXPECT_EQ(read, value);
  }
}

TEST(KeyCodecTest, KeysOfSeveralPartsAreReadInTurn) {
  std::string key;
  AppendU64(7, key);
  AppendU64(9, key);
  absl::string_view rest = key;
  uint64_t value = 0;
  ASSERT_TRUE(ConsumeU64(rest, value));
  EXPECT_EQ(value, 7u);
  ASSERT_TRUE(ConsumeU64(rest, value));
  EXPECT_EQ(value, 9u);
  EXPECT_FALSE(ConsumeU64(rest, value));
  EXPECT_EQ(value, 9u);
}

TEST(KeyCodecTest, AKeyTooShortIsNotANumber) {
  uint64_t value = 3;
  EXPECT_FALSE(DecodeU64("1234567", value));
  EXPECT_EQ(value, 3u);
}

}  // namespace
}  // namespace referral
