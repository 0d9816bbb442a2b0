// Ids of cases and referrals that follow from numbers: nobody has to remember
// them.
#ifndef REFERRAL_TESTS_BENCH_CASE_IDS_H_
#define REFERRAL_TESTS_BENCH_CASE_IDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace referral::bench {

// Spread over the whole range, as minted ids are.
std::string CaseIdOf(std::uint64_t number);

std::string ReferralIdOf(std::uint64_t number);

// The reverse; nullopt of a referral with another id.
std::optional<std::uint64_t> ReferralNumberOf(absl::string_view referral_id);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_CASE_IDS_H_
