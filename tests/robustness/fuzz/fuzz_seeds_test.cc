// The fuzz targets in every build: their seeds, and each seed spoilt a little.
#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/stubs/logging.h"
#include "tests/robustness/fuzz/targets.h"

namespace referral::fuzz {
namespace {

constexpr int kSpoiltPerSeed = 50;

// Cuts, flips, doubles or drops somewhere in `bytes`.
std::string Spoilt(std::string bytes, std::mt19937_64& random) {
  if (bytes.empty()) return bytes;
  for (std::uint64_t change = random() % 4; change < 4; ++change) {
    if (bytes.empty()) break;
    const size_t at = random() % bytes.size();
    const size_t length = 1 + random() % 8;
    switch (random() % 4) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, length));
        break;
      default:
        bytes.erase(at, length);
    }
  }
  return bytes;
}

class FuzzSeedsTest : public testing::TestWithParam<Target> {
 protected:
  const google::protobuf::LogSilencer quiet_;
};

// A seed that is refused at the first check leads nowhere.
TEST_P(FuzzSeedsTest, ASeedGetsAsFarAsItShould) {
  int taken = 0, number = 0;
  for (const Seed& seed : GetParam().seeds()) {
    SCOPED_TRACE(absl::StrCat("seed ", number++));
    EXPECT_EQ(GetParam().run(seed.bytes), seed.taken);
    taken += seed.taken ? 1 : 0;
  }
  EXPECT_GE(taken, 2);
}

TEST_P(FuzzSeedsTest, NoSpoiltSeedBreaksAPromise) {
  std::mt19937_64 random(1);
  int refused = 0;
  for (const Seed& seed : GetParam().seeds()) {
    for (int i = 0; i < kSpoiltPerSeed; ++i) {
      if (!GetParam().run(Spoilt(seed.bytes, random))) ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzSeedsTest,
                         testing::ValuesIn(Targets().begin(), Targets().end()),
                         [](const testing::TestParamInfo<Target>& target) {
                           return std::string(target.param.name);
                         });

TEST(FuzzTargetsTest, ABrokenPromiseEndsTheProcess) {
  EXPECT_DEATH(Check(false, "like this"), "a promise is broken: like this");
  EXPECT_DEATH(CheckRefusal(absl::InternalError("x")), "no reason");
  EXPECT_DEATH(TargetOf("nothing"), "no target");
}

}  // namespace
}  // namespace referral::fuzz
