#ifndef REFERRAL_SERVICES_ROUTER_CORE_RECORDED_ERASURES_H_
#define REFERRAL_SERVICES_ROUTER_CORE_RECORDED_ERASURES_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/v1/act.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/unseal.h"

namespace referral::router {

// By case id.
using Erasures = absl::flat_hash_map<std::string, v1::CaseErased>;

// Every erasure of a case that the router's own log holds: what cannot be
// opened because of one is no damage. Errors: DISK_FAILED.
absl::StatusOr<Erasures> RecordedErasures(const Ledger& ledger,
                                          absl::string_view home,
                                          const Unseal& unseal);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_RECORDED_ERASURES_H_
