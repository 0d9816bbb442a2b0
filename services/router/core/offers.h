// Which services are offered where, for whom, and with which places [33].
// Pure, thread-safe.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_OFFERS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_OFFERS_H_

#include "absl/status/statusor.h"
#include "common/model/capacity.h"
#include "common/model/directory.h"
#include "common/model/programmes.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::router {

// Services of `programme` that fit the request, in the programme's order or in
// that of the need, each with the providers that have not left, serve the
// region and speak the language. A service that nobody provides so is left out.
// Errors: INVALID_FIELD  need_code, region_code, age_group or language_code.
absl::StatusOr<v1::LookUpServicesResponse> FindOffers(
    const v1::LookUpServicesRequest& request, const model::Programme& programme,
    const model::Directory& directory, const model::CapacityBook& capacity);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_OFFERS_H_
