// Redis streams: an append-only file, synced before each answer.
#ifndef REFERRAL_TESTS_BENCH_PEERS_REDIS_H_
#define REFERRAL_TESTS_BENCH_PEERS_REDIS_H_

#include <memory>

#include "tests/bench/peers/peers.h"
#include "tests/bench/subject.h"

namespace referral::bench {

// Submit: XADD, pipelined on one connection. Flow: a consumer group reads on a
// connection of its own and acknowledges what came in one XACK.
std::unique_ptr<Subject> MakeRedis(PeerMode mode);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_REDIS_H_
