// Shapes of the identifiers that cross a process. Pure functions, thread-safe.
#ifndef REFERRAL_COMMON_BASE_IDS_H_
#define REFERRAL_COMMON_BASE_IDS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace referral {

// Case ids are for people too: AZ-7K3QX-9M2TF-9 is the home code (the router
// that keeps the case), ten random Crockford base-32 characters in two groups,
// and an ISO 7064 MOD 37,36 check character over home code and body. It catches
// every single wrong character and nearly every swap of two neighbours.

// Random bytes that MintCaseId needs: 10 characters of 5 bits.
inline constexpr size_t kCaseIdRandomBytes = 7;

// A new case id. `home` must be a home code and `random` at least
// kCaseIdRandomBytes bytes of a CSPRNG; anything else is a programming error
// and ends the process.
std::string MintCaseId(absl::string_view home,
                       absl::Span<const uint8_t> random);

// OK for a case id exactly as minted. Errors: INVALID_CASE_ID with what is
// wrong with it.
absl::Status CheckCaseId(absl::string_view id);

// The case id a person meant: lower case, blanks, missing or extra dashes are
// accepted, O is read as 0, I and L as 1 (not in the home code).
// Errors: INVALID_CASE_ID.
absl::StatusOr<std::string> ParseTypedCaseId(absl::string_view typed);

// The home code: what stands before the first dash. "" when there is none.
std::string HomeOf(absl::string_view id);

// Two to eight upper-case ASCII letters.
bool IsHomeCode(absl::string_view home);

// The router's own log, "<home>-ROUTER": never a case id, so CheckCaseId
// refuses it.
std::string RouterLogId(absl::string_view home);
bool IsRouterLogId(absl::string_view id);

// 36 characters, lower-case hexadecimal and dashes, any version.
bool IsUuid(absl::string_view text);

// A random UUID (version 4) from 16 bytes of a CSPRNG; fewer end the process.
std::string UuidV4(absl::Span<const uint8_t> random);

// A UUID of version 8 (RFC 9562): the digest, of at least 16 bytes, of whatever
// names it; fewer end the process.
std::string UuidV8(absl::Span<const uint8_t> digest);

// [a-z][a-z0-9-]{0,62}
bool IsAgencyId(absl::string_view text);

// Service, programme and other catalogue codes: [a-z][a-z0-9_-]{0,62}
bool IsCode(absl::string_view text);

// The opaque id an agency gives one of its officers: 1 to 64 visible ASCII
// characters, no blanks.
bool IsOfficer(absl::string_view text);

// A referral id is a UUID chosen by the requester.
bool IsReferralId(absl::string_view text);

// A person of a case: [a-z0-9-]{1,32}
bool IsPersonId(absl::string_view text);

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_IDS_H_
