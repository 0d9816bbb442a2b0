#ifndef REFERRAL_SERVICES_ROUTER_CORE_OPENED_RECORD_H_
#define REFERRAL_SERVICES_ROUTER_CORE_OPENED_RECORD_H_

#include <optional>
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
#include "services/router/core/message_index.h"
#include "services/router/core/vault.h"

namespace referral::router {

// A record of the log with everything in it parsed.
struct OpenedRecord {
  evidence::RecordHeadSpec head;
  crypto::Digest digest;
  evidence::OpenedMessage message;
  v1::Effects effects;
};

// Opens `stored`, as it lies on the disk. Says nothing of the chain it stands
// in, nor of signatures.
// Errors: STORE_CORRUPT; KEY_MISSING, DISK_FAILED  it cannot be opened.
absl::StatusOr<OpenedRecord> OpenRecord(const storage::v1::StoredRecord& stored,
                                        const Vault& vault);

// The message of a record that Vault::Open gave, as the sender sent it, with
// every part.
v1::SignedMessage SignedMessageOf(const storage::v1::StoredRecord& opened);

// What each part of a record that Vault::Open gave says, in part order.
// Errors: STORE_CORRUPT.
absl::StatusOr<std::vector<v1::Disclosure>> DisclosuresOf(
    const storage::v1::StoredRecord& opened);

// Brings a projection up to and including `record`, which must be the next one
// of its log. Of a case: the row of prints that it fills, if any.
std::optional<storage::v1::MessagePrintsRow> ApplyRecord(
    const OpenedRecord& record, storage::v1::CaseFile& file);
void ApplyRecord(const OpenedRecord& record, storage::v1::RouterFile& file);
// The same for a record of an erased case, as it lies on the disk: the file
// becomes the tombstone. Errors: STORE_CORRUPT.
absl::StatusOr<std::optional<storage::v1::MessagePrintsRow>> ApplyErasedRecord(
    const storage::v1::StoredRecord& stored, storage::v1::CaseFile& file);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_OPENED_RECORD_H_
