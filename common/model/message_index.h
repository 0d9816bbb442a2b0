// Which messages a case has: who sent them, under which ids, with what content.
// It makes a message that comes again the same message, for ever, and is read
// and written with every message of the case: so it is packed. Pure functions,
// thread-safe for different files.
#ifndef REFERRAL_COMMON_MODEL_MESSAGE_INDEX_H_
#define REFERRAL_COMMON_MODEL_MESSAGE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "proto/referral/storage/v1/case_file.pb.h"

namespace referral::model {

// Appends the next message of the case: `message_id` is a UUID as IsUuid wants
// it, `envelope_digest` has 32 bytes. One case has at most 65,536 senders: more
// is a programming error, for a deployment has fewer agencies.
void AddMessage(absl::string_view sender, absl::string_view message_id,
                absl::string_view envelope_digest, storage::v1::CaseFile& file);

// A message of the case.
struct KnownMessage {
  std::uint64_t sequence = 0;
  absl::string_view sender;           // as long as the file stays
  absl::string_view envelope_digest;  // the same
};

std::size_t CountMessages(const storage::v1::CaseFile& file);

// `sequence` is one of the case's.
KnownMessage MessageAt(const storage::v1::CaseFile& file,
                       std::uint64_t sequence);

// The message of this sender and id; nullopt if there is none.
std::optional<KnownMessage> FindMessage(const storage::v1::CaseFile& file,
                                        absl::string_view sender,
                                        absl::string_view message_id);

// Whether anybody sent a message with this id; whether somebody else than
// `sender` did.
bool HasMessage(const storage::v1::CaseFile& file,
                absl::string_view message_id);
bool HasMessageOfAnother(const storage::v1::CaseFile& file,
                         absl::string_view sender,
                         absl::string_view message_id);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_MESSAGE_INDEX_H_
