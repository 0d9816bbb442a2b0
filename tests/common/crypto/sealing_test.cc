#include "common/crypto/sealing.h"

#include <array>
#include <string>

#include "gtest/gtest.h"

namespace referral::crypto {
namespace {

using Key = std::array<uint8_t, kSealKeyBytes>;

constexpr Key kKey = {1, 2, 3};
constexpr Key kOtherKey = {3, 2, 1};

TEST(SealingTest, OpensWithTheSameKeyAndContextAlone) {
  const std::string sealed = Seal(kKey, "case 1 part 0", "diagnosis");
  EXPECT_EQ(sealed.size(), std::string("diagnosis").size() + 40);
  EXPECT_EQ(Open(kKey, "case 1 part 0", sealed), "diagnosis");

  EXPECT_FALSE(Open(kOtherKey, "case 1 part 0", sealed).has_value());
  EXPECT_FALSE(Open(kKey, "case 1 part 1", sealed).has_value());
  EXPECT_FALSE(Open(kKey, "", sealed).has_value());
}

TEST(SealingTest, EveryChangedByteIsFound) {
  const std::string sealed = Seal(kKey, "context", "secret");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 0x80);
    EXPECT_FALSE(Open(kKey, "context", changed).has_value()) << i;
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(Open(kKey, "context", sealed.substr(0, size)).has_value());
  }
}

TEST(SealingTest, EqualTextsDoNotLookEqual) {
  EXPECT_NE(Seal(kKey, "context", "epilepsy"),
            Seal(kKey, "context", "epilepsy"));
}

TEST(SealingTest, NothingAndMuchCanBeSealed) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{100'000}}) {
    const std::string plain(size, 'x');
    EXPECT_EQ(Open(kKey, "c", Seal(kKey, "c", plain)), plain);
  }
}

TEST(SealingTest, SecretThatDoesNotOpenLeavesZeros) {
  const std::string sealed = Seal(kKey, "c", "four");
  std::array<uint8_t, 4> plain = {9, 9, 9, 9};
  EXPECT_TRUE(OpenInto(kKey, "c", sealed, absl::MakeSpan(plain)));
  EXPECT_EQ(plain, (std::array<uint8_t, 4>{'f', 'o', 'u', 'r'}));
  EXPECT_FALSE(OpenInto(kKey, "d", sealed, absl::MakeSpan(plain)));
  EXPECT_EQ(plain, (std::array<uint8_t, 4>{}));
}

}  // namespace
}  // namespace referral::crypto
