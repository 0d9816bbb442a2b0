// The product under measurement: a router as a process of its own, called as
// agency services call it.
#ifndef REFERRAL_TESTS_BENCH_ROUTER_SUBJECTS_H_
#define REFERRAL_TESTS_BENCH_ROUTER_SUBJECTS_H_

#include <cstddef>
#include <memory>
#include <string>

#include "tests/bench/server_process.h"
#include "tests/bench/subject.h"

namespace referral::bench {

struct RouterSubject {
  enum class Mode {
    kSubmit,      // Submit, a call for each message
    kSubmitMany,  // a stream, several messages in a frame
    kFlow,        // SubmitMany, the lead's inbox, its acknowledgement
  };
  Mode mode = Mode::kSubmitMany;
  Trust trust = Trust::kInsecure;
  std::size_t cases = 20'000;  // that get messages, in turn
};

// "submit", "submit-many", "flow"; with full trust "submit-many tls", and so
// on.
std::unique_ptr<Subject> MakeRouterSubject(const RouterSubject& options);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_ROUTER_SUBJECTS_H_
