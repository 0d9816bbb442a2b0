// A record as it came through the inbox, verified. Pure, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_RECEIVED_H_
#define REFERRAL_SERVICES_AGENCY_CORE_RECEIVED_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::agency {

struct Received {
  std::string record_bytes;  // serialised v1::Record
  evidence::RecordHeadSpec head;
  // Absent where only the head may be seen.
  std::optional<evidence::OpenedMessage> message;
  // One for each act; absent where this agency may not see them all.
  std::optional<v1::Effects> effects;
  // Absent without the message.
  std::optional<v1::Receipt> receipt;
};

// Verifies digests and proof of `record`.
// Errors: DIGEST_MISMATCH, MALFORMED_MESSAGE, INVALID_FIELD: it cannot be
// applied, however often it comes.
absl::StatusOr<Received> OpenReceived(const v1::Record& record);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_RECEIVED_H_
