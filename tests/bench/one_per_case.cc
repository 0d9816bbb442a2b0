#include "tests/bench/one_per_case.h"

namespace referral::bench {

bool OnePerCase::MayGo(std::size_t number, std::size_t index) {
  MutexLock lock(mutex_);
  Case& one = cases_[number];
  if (one.out.has_value()) {
    one.waiting.push_back(index);
    return false;
  }
  one.out = index;
  return true;
}

std::optional<std::size_t> OnePerCase::Out(std::size_t number) {
  MutexLock lock(mutex_);
  return cases_[number].out;
}

std::optional<std::size_t> OnePerCase::Answered(std::size_t number) {
  MutexLock lock(mutex_);
  Case& one = cases_[number];
  one.out.reset();
  if (one.waiting.empty()) return std::nullopt;
  one.out = one.waiting.front();
  one.waiting.pop_front();
  return one.out;
}

}  // namespace referral::bench
