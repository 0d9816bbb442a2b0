// The way that people's work takes through the whole system: from a client of
// one agency's service to a client of another's.
#ifndef REFERRAL_TESTS_BENCH_END_TO_END_H_
#define REFERRAL_TESTS_BENCH_END_TO_END_H_

#include <cstddef>
#include <memory>

#include "tests/bench/server_process.h"
#include "tests/bench/subject.h"

namespace referral::bench {

// "end-to-end"; with full trust "end-to-end tls". The provider's client makes
// appointments for the people of `cases` referrals, in turn, and says who did
// not come; a message is answered when the lead's client sees it in the
// worklist that it watches. Small messages: the desk takes no text with these
// acts. Those of a case go out one after the other. Its server is the router
// and both services together.
std::unique_ptr<Subject> MakeEndToEnd(Trust trust, std::size_t cases);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_END_TO_END_H_
