// The metrics that a process shows to Prometheus, as a test reads them.
#ifndef REFERRAL_TESTS_SUPPORT_METRICS_PAGE_H_
#define REFERRAL_TESTS_SUPPORT_METRICS_PAGE_H_

#include <cstdint>
#include <string>

namespace referral::testing {

// What a GET of /metrics on this loopback port answers, head included; empty if
// nobody answers.
std::string FetchMetrics(std::uint16_t port);

// Sum of the series of `metric` on `page` whose labels hold `label`.
double CountedOn(const std::string& page, const std::string& metric,
                 const std::string& label);

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_METRICS_PAGE_H_
