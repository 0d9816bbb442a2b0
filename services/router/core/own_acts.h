#ifndef REFERRAL_SERVICES_ROUTER_CORE_OWN_ACTS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_OWN_ACTS_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/referral/v1/act.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/unseal.h"

namespace referral::router {

// Every act of the router's own log, oldest first, as far as it can be
// believed. A record that does not verify, does not stand in its round or does
// not open is passed over; the check of the router's own log names it.
// Errors: DISK_FAILED.
absl::Status VisitOwnActs(const Ledger& ledger, absl::string_view home,
                          const Unseal& unseal,
                          const std::function<void(const v1::Act&)>& visit);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_OWN_ACTS_H_
