// etcd: a Raft log of one member, synced before each answer.
#ifndef REFERRAL_TESTS_BENCH_PEERS_ETCD_H_
#define REFERRAL_TESTS_BENCH_PEERS_ETCD_H_

#include <memory>

#include "tests/bench/peers/peers.h"
#include "tests/bench/subject.h"

namespace referral::bench {

// Submit: a Put for each message, all on one channel. Flow: a watch delivers; a
// DeleteRange over all that were delivered and are not yet deleted is their
// ack, one under way at a time.
std::unique_ptr<Subject> MakeEtcd(PeerMode mode);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_ETCD_H_
