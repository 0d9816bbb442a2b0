// Brings referrals to where a provider works on them, through the services.
#ifndef REFERRAL_TESTS_BENCH_REFERRAL_INTAKE_H_
#define REFERRAL_TESTS_BENCH_REFERRAL_INTAKE_H_

#include "absl/status/status.h"
#include "tests/bench/agency_process.h"
#include "tests/bench/case_messages.h"

namespace referral::bench {

// The lead's client asks for one referral of each case, which must be open and
// have none; the provider's client accepts it once it is there. Returns when
// the lead's worklist shows each as accepted.
// Errors: the first refusal; DEADLINE_EXCEEDED.
absl::Status TakeIn(const CaseMessages& cases, const AgencyProcess& lead,
                    const AgencyProcess& provider);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_REFERRAL_INTAKE_H_
