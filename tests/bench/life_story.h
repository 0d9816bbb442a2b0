// Whole lives of cases under the shipped programme, as its agencies live them:
// announced, informed, applied, agreed to, decided, assessed, planned, referred
// to two or three agencies, delivered, closed, looked after. Needs neither a
// network nor files.
#ifndef REFERRAL_TESTS_BENCH_LIFE_STORY_H_
#define REFERRAL_TESTS_BENCH_LIFE_STORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::bench {

// One message.
struct LifeStep {
  std::string sender;
  std::vector<v1::Act> acts;
  std::vector<v1::Section> sections;
};

// Everybody who says something in one of the lives.
std::vector<std::string> LifeSenders();

// Numbers of as many cases that follow each other are lives of every kind.
inline constexpr std::uint64_t kKindsOfLife = 3;

// The messages about case `number`, 19 to 24, each to be sent when the one
// before is recorded. Numbers stand for referral ids, see case_ids.h.
std::vector<LifeStep> LifeOf(std::uint64_t number);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_LIFE_STORY_H_
