// Fills a router's store, as fast as it goes.
#ifndef REFERRAL_TESTS_BENCH_FILL_H_
#define REFERRAL_TESTS_BENCH_FILL_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/router_process.h"

namespace referral::bench {

// Messages are made, sent and forgotten in slices of so many.
inline constexpr std::size_t kSlice = 50'000;

// Gets a line now and then.
using Say = std::function<void(const std::string&)>;

// Opens all of `messages`' cases and begins their services; the provider's
// inbox is read. Errors of all: those of SubmitAtOnce and InboxReader.
absl::Status FillCases(const RouterProcess& router, CaseMessages& messages,
                       const Say& say);

// Adds `count` messages that the lead's inbox delivers and acknowledges, as
// they do in normal running.
absl::Status FillAdditions(const RouterProcess& router, CaseMessages& messages,
                           std::size_t count, const Say& say);

// The same, but nobody reads the inbox.
absl::Status FillInbox(const RouterProcess& router, CaseMessages& messages,
                       std::size_t count, const Say& say);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_FILL_H_
