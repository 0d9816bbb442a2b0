// Messages to a few cases of the small programme that the router's own tests
// use: made without keys on a disk and without gRPC.
#ifndef REFERRAL_TESTS_BENCH_SMALL_LOAD_H_
#define REFERRAL_TESTS_BENCH_SMALL_LOAD_H_

#include <cstdint>
#include <string>
#include <vector>

namespace referral::bench {

inline constexpr char kSmallLead[] = "sms";
inline constexpr char kSmallProvider[] = "health";

// Serialised, each list in the order in which it is sent.
struct SmallLoad {
  // The lead opens every case and asks the provider for a service; the provider
  // begins: a message to a case each.
  std::vector<std::string> openings;
  std::vector<std::string> beginnings;
  // The provider adds information, about 1 KiB each, to every case in turn; the
  // lead gets it in its inbox.
  std::vector<std::string> additions;
};

// To `cases` cases, `additions` to each. If `sign`, signed by their senders'
// test keys, sixteen with one signature, as an outbox does.
SmallLoad MakeSmallLoad(std::uint32_t cases, std::uint32_t additions,
                        bool sign);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SMALL_LOAD_H_
