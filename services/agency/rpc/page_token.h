// Page tokens of lists: opaque to the caller. Pure functions.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_PAGE_TOKEN_H_
#define REFERRAL_SERVICES_AGENCY_RPC_PAGE_TOKEN_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace referral::agency {

// A token that continues `list` after `key`; empty for an empty key.
std::string MakePageToken(absl::string_view list, absl::string_view key);

// The key of a token that MakePageToken made for `list`; empty for an empty
// token. Errors: INVALID_FIELD at page_token.
absl::StatusOr<std::string> ParsePageToken(absl::string_view list,
                                           absl::string_view token);

// Rows of a page. Errors: INVALID_FIELD at page_size above kMaxListPage.
absl::StatusOr<size_t> ParsePageSize(uint32_t page_size);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_PAGE_TOKEN_H_
