// Subjects over stores that are there already.
#ifndef REFERRAL_TESTS_BENCH_STORED_SUBJECTS_H_
#define REFERRAL_TESTS_BENCH_STORED_SUBJECTS_H_

#include <cstddef>
#include <memory>
#include <string>

#include "tests/bench/case_messages.h"
#include "tests/bench/case_spread.h"
#include "tests/bench/fill.h"
#include "tests/bench/subject.h"
#include "tests/bench/watched_router.h"

namespace referral::bench {

// References outlive the subject; several subjects may share a router, which
// runs.
struct StoredSubject {
  std::string name;
  WatchedRouter& router;
  CaseMessages& messages;  // its cases are open
};

// Submits to cases by `spread`; before the first run to all active ones, so
// that they are where cases lie that much is said in.
std::unique_ptr<Subject> MakeSubmitter(const StoredSubject& stored,
                                       const CaseSpread& spread);

// Reads the lead's inbox, in which `waiting` messages wait when a run begins:
// a run takes at most so many. Before the first, and between them, it fills up.
std::unique_ptr<Subject> MakeDrain(const StoredSubject& stored,
                                   std::size_t waiting, Say say);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_STORED_SUBJECTS_H_
