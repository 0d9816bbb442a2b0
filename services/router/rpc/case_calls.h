#ifndef REFERRAL_SERVICES_ROUTER_RPC_CASE_CALLS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CASE_CALLS_H_

#include "absl/status/statusor.h"
#include "common/model/need_to_know.h"
#include "proto/referral/v1/report.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// The calls that look at cases. All read the committed store and show a reader
// only what it may see; what it may not see does not exist for it. They read
// the disk: call them on the pool.
// Errors of all: STORE_CORRUPT, DISK_FAILED.

// Errors: CASE_NOT_FOUND.
absl::StatusOr<v1::Case> GetCase(const RouterContext& context,
                                 const model::Reader& reader,
                                 const v1::GetCaseRequest& request);

// Errors: INVALID_FIELD  page_size or page_token.
absl::StatusOr<v1::ListCasesResponse> ListCases(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListCasesRequest& request);
absl::StatusOr<v1::ListReferralsResponse> ListReferrals(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListReferralsRequest& request);

// Errors: UNKNOWN_PROGRAMME; those of FindOffers.
absl::StatusOr<v1::LookUpServicesResponse> LookUpServices(
    const RouterContext& context, const v1::LookUpServicesRequest& request);

// Errors: UNKNOWN_PROGRAMME.
absl::StatusOr<v1::Report> GetReport(const RouterContext& context,
                                     const v1::GetReportRequest& request);

// Errors: UNKNOWN_PROGRAMME.
absl::StatusOr<v1::NeedsExport> ExportNeeds(
    const RouterContext& context, const v1::ExportNeedsRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CASE_CALLS_H_
