// RabbitMQ: a quorum queue, which syncs each message before it confirms it.
#ifndef REFERRAL_TESTS_BENCH_PEERS_RABBITMQ_H_
#define REFERRAL_TESTS_BENCH_PEERS_RABBITMQ_H_

#include <memory>

#include "tests/bench/peers/peers.h"
#include "tests/bench/subject.h"

namespace referral::bench {

// Submit: persistent messages with publisher confirms on one channel. Flow: a
// consumer with a connection of its own acknowledges what came in one ack. AMQP
// does not confirm acks: a message counts as answered once its ack is sent, and
// the history shows that it was heard.
std::unique_ptr<Subject> MakeRabbitMq(PeerMode mode);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_RABBITMQ_H_
