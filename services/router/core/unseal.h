// How a check of the log opens what is sealed in it.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_UNSEAL_H_
#define REFERRAL_SERVICES_ROUTER_CORE_UNSEAL_H_

#include <functional>

#include "absl/status/statusor.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/vault.h"

namespace referral::router {

// The same record with parts and effects in plain bytes. Thread-safe.
// Errors: DISK_FAILED; any other says that it does not open.
using Unseal = std::function<absl::StatusOr<storage::v1::StoredRecord>(
    const storage::v1::StoredRecord& sealed)>;

// With the keys that `ledger` has; it outlives the function.
inline Unseal UnsealWith(const Ledger& ledger) {
  return [&ledger](const storage::v1::StoredRecord& sealed) {
    return ledger.vault().Open(sealed);
  };
}

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_UNSEAL_H_
