#include "tests/bench/lives.h"

#include <map>
#include <set>

#include "gtest/gtest.h"

namespace referral::bench {
namespace {

constexpr std::size_t kPlaces = 100;
constexpr std::uint64_t kFirst = 500;

// How far each case is, by number; every message must be the next of its case.
using Progress = std::map<std::uint64_t, std::size_t>;

void Follow(const LifeMessage& message, Progress& progress) {
  const std::vector<LifeStep> life = LifeOf(message.number);
  std::size_t& said = progress[message.number];
  ASSERT_LT(said, life.size());
  EXPECT_EQ(message.step.sender, life[said].sender);
  EXPECT_EQ(message.step.acts.front().kind_case(),
            life[said].acts.front().kind_case());
  ++said;
}

TEST(LivesTest, EachCaseIsToldInItsOrderAndTheNextOneFollows) {
  Lives lives(kPlaces, kFirst);
  Progress progress;
  for (const LifeMessage& message : lives.Spread()) Follow(message, progress);
  EXPECT_EQ(progress.size(), kPlaces);
  for (std::size_t i = 0; i < 30 * kPlaces; ++i) {
    const LifeMessage message = lives.Next();
    EXPECT_EQ(message.place, i % kPlaces);
    Follow(message, progress);
  }
  EXPECT_GE(progress.size(), 2 * kPlaces);
  EXPECT_EQ(progress.begin()->first, kFirst);
}

TEST(LivesTest, LivesAreAtDifferentPointsFromTheBeginning) {
  Lives lives(kPlaces, kFirst);
  lives.Spread();
  std::set<v1::Act::KindCase> kinds;
  std::set<std::string> senders;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    const LifeMessage message = lives.Next();
    kinds.insert(message.step.acts.front().kind_case());
    senders.insert(message.step.sender);
  }
  EXPECT_GE(kinds.size(), 12);
  EXPECT_EQ(senders.size(), LifeSenders().size());
}

}  // namespace
}  // namespace referral::bench
