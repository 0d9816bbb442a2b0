#include "tests/bench/lives.h"

#include <utility>

namespace referral::bench {

Lives::Lives(std::size_t side_by_side, std::uint64_t first)
    : next_number_(first), lives_(side_by_side) {}

std::vector<LifeMessage> Lives::Spread() {
  std::vector<LifeMessage> said;
  for (std::size_t place = 0; place < lives_.size(); ++place) {
    said.push_back(NextOf(place));
    const std::size_t length = lives_[place].steps.size();
    // By a step more than the one before, of whatever kind that is.
    const std::size_t target = place / kKindsOfLife % length;
    while (lives_[place].said < target) said.push_back(NextOf(place));
  }
  return said;
}

LifeMessage Lives::Next() {
  const std::size_t place = turn_;
  turn_ = (turn_ + 1) % lives_.size();
  return NextOf(place);
}

LifeMessage Lives::NextOf(std::size_t place) {
  OneLife& life = lives_[place];
  if (life.said == life.steps.size()) {
    life = {next_number_, LifeOf(next_number_), 0};
    ++next_number_;
  }
  return {place, life.number, std::move(life.steps[life.said++])};
}

}  // namespace referral::bench
