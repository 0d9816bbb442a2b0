// PostgreSQL: a table as a queue, each message a commit of its own.
#ifndef REFERRAL_TESTS_BENCH_PEERS_POSTGRESQL_H_
#define REFERRAL_TESTS_BENCH_PEERS_POSTGRESQL_H_

#include <memory>

#include "tests/bench/peers/peers.h"
#include "tests/bench/subject.h"

namespace referral::bench {

// Submit: as many connections as messages are in flight, at most 64, each with
// one INSERT under way. Flow: a consumer with a connection of its own deletes
// and so gets several messages in one commit. It learns of new ones from the
// sender, which is in the same process: that costs the server nothing, while
// NOTIFY would have it commit one message after the other.
std::unique_ptr<Subject> MakePostgreSql(PeerMode mode);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_POSTGRESQL_H_
