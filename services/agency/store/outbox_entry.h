// What several files of the outbox ask of an entry. Pure functions.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_ENTRY_H_
#define REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_ENTRY_H_

#include <string>
#include <vector>

#include "proto/referral/storage/v1/agency_store.pb.h"
#include "proto/referral/v1/message.pb.h"

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

// What the router gets of an entry whose message is open: always the same bytes
// until it is signed anew.
inline std::string SubmittedBytes(const storage::v1::OutboxEntry& entry) {
  if (!entry.has_proof()) return entry.signed_message();
  v1::SignedMessage proof;
  *proof.mutable_proof() = entry.proof();
  // A message behind another is merged into it; the proof is the last field.
  return entry.signed_message() + proof.SerializeAsString();
}

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_ENTRY_H_
