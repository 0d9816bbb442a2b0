#ifndef REFERRAL_SERVICES_ROUTER_CORE_OPENED_RECORD_H_
#define REFERRAL_SERVICES_ROUTER_CORE_OPENED_RECORD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/digest.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::router {

// A record of the log with everything in it parsed.
struct OpenedRecord {
  evidence::RecordHeadSpec head;
  crypto::Digest digest;
  evidence::OpenedMessage message;
  v1::Effects effects;
};

// Checks `stored` against its own head and opens it. Says nothing of the
// chain it stands in.
// Errors: STORE_CORRUPT.
absl::StatusOr<OpenedRecord> OpenRecord(
    const storage::v1::StoredRecord& stored);

// The message as the sender sent it, with every part.
v1::SignedMessage SignedMessageOf(const storage::v1::StoredRecord& stored);

// What each part says, in part order.
// Errors: STORE_CORRUPT.
absl::StatusOr<std::vector<v1::Disclosure>> DisclosuresOf(
    const storage::v1::StoredRecord& stored);

// Brings a projection up to and including `record`, which must be the next one
// of its log.
void ApplyRecord(const OpenedRecord& record, storage::v1::CaseFile& file);
void ApplyRecord(const OpenedRecord& record, storage::v1::RouterFile& file);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_OPENED_RECORD_H_
