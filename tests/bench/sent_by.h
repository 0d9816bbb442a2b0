// Messages as their sender puts them on the wire.
#ifndef REFERRAL_TESTS_BENCH_SENT_BY_H_
#define REFERRAL_TESTS_BENCH_SENT_BY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/referral/v1/message.pb.h"
#include "tests/bench/server_process.h"

namespace referral::bench {

// Serialised; if `trust` is full, signed with the development key of the agency
// `sender`. In their order.
std::vector<std::string> SentBy(absl::string_view sender, Trust trust,
                                std::vector<v1::SignedMessage> messages);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SENT_BY_H_
