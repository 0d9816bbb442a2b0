#ifndef REFERRAL_SERVICES_ROUTER_RPC_STATUS_CALLS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_STATUS_CALLS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// What operators see of the router. All read the disk: call them on the pool.
// Errors of all: STORE_CORRUPT, DISK_FAILED.
absl::StatusOr<v1::RouterStatus> GetStatus(const RouterContext& context);
absl::StatusOr<v1::ListAgenciesResponse> ListAgencies(
    const RouterContext& context);
absl::StatusOr<v1::ListInboxesResponse> ListInboxes(
    const RouterContext& context);
// Errors: UNKNOWN_AGENCY.
absl::StatusOr<v1::ListParkedResponse> ListParked(
    const RouterContext& context, const v1::ListParkedRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_STATUS_CALLS_H_
