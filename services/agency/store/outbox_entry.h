// What several files of the outbox ask of an entry. Pure functions.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_ENTRY_H_
#define REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_ENTRY_H_

#include <string>
#include <vector>

#include "proto/referral/storage/v1/agency_store.pb.h"

namespace referral::agency {

// The referrals it changes while it is pending.
inline std::vector<std::string> ReferralsOf(
    const storage::v1::OutboxEntry& entry) {
  std::vector<std::string> ids;
  for (const storage::v1::PendingChange& change : entry.changes()) {
    ids.push_back(change.referral_id());
  }
  return ids;
}

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_ENTRY_H_
