// The pilot's programme as it is lived: many cases side by side, each message
// by the agency that says it.
#ifndef REFERRAL_TESTS_BENCH_REPLAY_H_
#define REFERRAL_TESTS_BENCH_REPLAY_H_

#include <cstddef>
#include <memory>

#include "tests/bench/server_process.h"
#include "tests/bench/subject.h"

namespace referral::bench {

// "replay"; with full trust "replay tls". Whole lives (life_story.h), a
// thousand side by side, through a stream of each agency; the next message of a
// case goes out when the one before has its receipt. The other of the `cases`
// are announced and lie still. A refusal is an error of the run.
std::unique_ptr<Subject> MakeReplay(Trust trust, std::size_t cases);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_REPLAY_H_
