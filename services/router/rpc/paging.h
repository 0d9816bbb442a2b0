// Pages of lists: their size, and where the next one begins.
#ifndef REFERRAL_SERVICES_ROUTER_RPC_PAGING_H_
#define REFERRAL_SERVICES_ROUTER_RPC_PAGING_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// Rows of a page; 0 stands for the default. Errors: INVALID_FIELD.
absl::StatusOr<int> PageSize(std::uint32_t asked);

// A page_token that no earlier page gave: INVALID_FIELD.
absl::Status BadPageToken();

// A thing of a case, by its number in the case file.
struct PlaceInCase {
  std::string case_id;  // empty: before every case
  int index = -1;
};

// As page_token, and back; an empty token is the beginning.
// Errors: INVALID_FIELD.
std::string TokenOf(const PlaceInCase& place);
absl::StatusOr<PlaceInCase> ParsePlace(const std::string& token);

// Visits the case files that have something after `after`, in the order of
// their ids, with the number of the first thing to look at, until `visit`
// returns false. Errors: STORE_CORRUPT, DISK_FAILED.
absl::Status VisitAfter(
    const Ledger& ledger, const PlaceInCase& after,
    const std::function<bool(const storage::v1::CaseFile&, int first)>& visit);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_PAGING_H_
