// Brokers and databases that somebody would pick instead of the product, set so
// that each message is durable before its answer, as the product's are.
#ifndef REFERRAL_TESTS_BENCH_PEERS_PEERS_H_
#define REFERRAL_TESTS_BENCH_PEERS_PEERS_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/subject.h"

namespace referral::bench {

enum class PeerMode {
  kSubmit,  // a message is answered once it is durable
  kFlow,    // once it was durable, delivered, and its ack durable
};

// "redis submit", "redis flow".
std::string PeerName(const std::string& product, PeerMode mode);

// All of them, each with a server of its own that Start() starts. Errors of
// Start: FAILED_PRECONDITION  a server is not installed; names its package.
std::vector<std::unique_ptr<Subject>> MakePeers(PeerMode mode);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_PEERS_H_
