// What is checked before the router serves: that everything it ever gave a
// receipt for is there.
#ifndef REFERRAL_SERVICES_ROUTER_STORE_RECOVERY_H_
#define REFERRAL_SERVICES_ROUTER_STORE_RECOVERY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/evidence/round_head.h"
#include "common/store/database.h"
#include "common/store/watermark.h"
#include "services/router/core/vault.h"
#include "services/router/store/store_reader.h"

namespace referral::router {

// Checks how the store was made, and writes it down in a new one.
// Errors: CONFIG_DIFFERS  it belongs to another home
//         STORE_INSECURE  it was made insecurely, and is not opened so now
//         INSECURE_REFUSED  the other way round: it is sealed
//         STORE_TOO_NEW   a newer version wrote it
//         STORE_CORRUPT, DISK_FAILED.
absl::Status CheckFormat(store::Database& database, const std::string& home,
                         bool insecure);

// Refuses a store that holds rounds beside which there is no watermark file; to
// be asked before one is made.
// Errors: STORE_CORRUPT, DISK_FAILED.
absl::Status CheckWatermarkFile(const StoreReader& reader,
                                const std::string& path,
                                const std::string& data_dir);

// Checks the log from the verified position to its end, what was derived from
// that part, and the end against the watermark. Returns the end.
// Errors: STORE_CORRUPT  something is missing in the middle or is not what it
//                        was
//         STORE_BEHIND   the newest rounds are missing
//         KEY_MISSING    the key of a case is not there
//         DISK_FAILED. All say what is missing and how to restore it.
absl::StatusOr<evidence::RoundLink> CheckStore(
    const StoreReader& reader, const std::string& home, const Vault& vault,
    const store::WatermarkFile& watermark, const std::string& data_dir);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_RECOVERY_H_
