#ifndef REFERRAL_SERVICES_ROUTER_CORE_RECORDED_KEYS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_RECORDED_KEYS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/evidence/key_book.h"
#include "services/router/core/ledger.h"
#include "services/router/core/unseal.h"

namespace referral::router {

// Every public key that any deployment ever listed, from the router's own log:
// what was recorded under an earlier deployment is checked with the keys of
// that time. A record that does not verify, does not stand in its round or
// does not open adds none; the check of the router's own log names it.
// Errors: DISK_FAILED.
absl::StatusOr<evidence::KeyBook> RecordedKeys(const Ledger& ledger,
                                               absl::string_view home,
                                               const Unseal& unseal);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_RECORDED_KEYS_H_
