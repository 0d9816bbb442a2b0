// How a process is told to prove who it is.
#ifndef REFERRAL_TESTS_BENCH_TRUST_FLAGS_H_
#define REFERRAL_TESTS_BENCH_TRUST_FLAGS_H_

#include <string>
#include <vector>

#include "tests/bench/server_process.h"

namespace referral::bench {

// Flags of the router or an agency service: certificate and keys of `identity`
// ("router", "agency-health"), or that there are none.
std::vector<std::string> TrustFlags(const std::string& identity, Trust trust);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_TRUST_FLAGS_H_
