// What lists and reports cost while the router is under load.
#ifndef REFERRAL_TESTS_BENCH_REPORT_H_
#define REFERRAL_TESTS_BENCH_REPORT_H_

#include <cstddef>
#include <memory>

#include "tests/bench/server_process.h"
#include "tests/bench/subject.h"

namespace referral::bench {

struct ReportSubject {
  Trust trust = Trust::kInsecure;
  std::size_t cases = 20'000;  // in the lists, each with a referral
  // Additions that go on meanwhile.
  double background = 2'000;
};

// "report"; with full trust "report tls". A message is a call of the lead:
// pages of 100 rows of all cases and of all referrals, page after page, and the
// report every twentieth time.
std::unique_ptr<Subject> MakeReport(const ReportSubject& options);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_REPORT_H_
