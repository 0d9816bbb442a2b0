// A SubmitMany stream that keeps a load in flight.
#ifndef REFERRAL_TESTS_BENCH_SUBMIT_STREAM_H_
#define REFERRAL_TESTS_BENCH_SUBMIT_STREAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/v1/record.pb.h"
#include "tests/bench/meter.h"
#include "tests/bench/router_process.h"

namespace referral::bench {

// Sends `messages` on a stream of its own when `meter` asks for them, what may
// go at once in one frame, and returns when each has its receipt: those, in the
// order of the messages. `are_answers`: the receipts are the answers that the
// meter waits for.
// Errors: the first refusal, or what ended the stream.
absl::StatusOr<std::vector<v1::Receipt>> SubmitAll(
    const RouterProcess& router, absl::string_view agency,
    std::vector<std::string> messages, Meter& meter, bool are_answers = true);

// The same without a meter: as fast as it goes, 1024 in flight.
absl::Status SubmitAtOnce(const RouterProcess& router, absl::string_view agency,
                          std::vector<std::string> messages);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SUBMIT_STREAM_H_
