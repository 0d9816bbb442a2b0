// Messages to a few cases of the small programme that the router's own tests
// use: made without keys on a disk and without gRPC.
#ifndef REFERRAL_TESTS_BENCH_SMALL_LOAD_H_
#define REFERRAL_TESTS_BENCH_SMALL_LOAD_H_

#include <cstdint>
#include <string>
#include <vector>

namespace referral::bench {

// Serialised, each list in the order in which it is sent.
struct SmallLoad {
  // A message to a case each; see case_story.h.
  std::vector<std::string> openings;
  std::vector<std::string> beginnings;
  // To every case in turn; the lead gets them in its inbox.
  std::vector<std::string> additions;
};

// To `cases` cases, `additions` to each. If `sign`, signed by their senders'
// test keys.
SmallLoad MakeSmallLoad(std::uint32_t cases, std::uint32_t additions,
                        bool sign);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SMALL_LOAD_H_
