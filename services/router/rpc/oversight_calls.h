#ifndef REFERRAL_SERVICES_ROUTER_RPC_OVERSIGHT_CALLS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_OVERSIGHT_CALLS_H_

#include "absl/status/statusor.h"
#include "common/model/need_to_know.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// What oversight looks at across cases, in codes, in the order of the cases.
// Both read the committed store: call them on the pool. What a reader may not
// see does not exist for it.
// Errors of both: INVALID_FIELD  page_size or page_token
//                 STORE_CORRUPT, DISK_FAILED

// To oversight, operators and the lead of each case.
absl::StatusOr<v1::ListEmergenciesResponse> ListEmergencies(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListEmergenciesRequest& request);

// The same, and to whoever lodged a complaint or is to answer it.
absl::StatusOr<v1::ListComplaintsResponse> ListComplaints(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListComplaintsRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_OVERSIGHT_CALLS_H_
