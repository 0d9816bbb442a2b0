// A record as it came through the inbox, verified. Pure, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_RECEIVED_H_
#define REFERRAL_SERVICES_AGENCY_CORE_RECEIVED_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/evidence/key_book.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "common/evidence/signature.h"
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
  // What came with it: the request that a re-routing hands on to this agency
  // [32], with its own sender's signature. At most one.
  std::vector<Received> original;
};

// Whom a record is checked against. What `check` remembers changes no answer.
struct RecordKeys {
  const evidence::KeyBook& book;
  const evidence::SignatureCheck& check;
};

// Verifies `record`: every part that is there, its envelope, that envelope's
// signature by its sender, the record's place in its round, and the round's
// signature by the router. The router's own messages, whose sender is the
// home, have the round's signature alone. A router key that was revoked since
// still stands for what it signed: the record came from the router, whose log
// goes on under another key. Without `keys`, digests alone.
// Errors: DIGEST_MISMATCH, MALFORMED_MESSAGE, INVALID_FIELD,
//         SIGNATURE_REQUIRED  it cannot be applied, however often it comes
//         SIGNATURE_INVALID   the same, unless `keys` lack the key
absl::StatusOr<Received> OpenReceived(const v1::Record& record,
                                      const RecordKeys* keys);

// The request that `received` hands on: verified like it, of the same case, and
// before it. Without an `original` there is none.
// Errors: as OpenReceived; DIGEST_MISMATCH  it is not the one that is handed
// on.
absl::Status AttachOriginal(absl::StatusOr<Received> original,
                            Received& received);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_RECEIVED_H_
