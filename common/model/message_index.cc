#include "common/model/message_index.h"

#include <array>
#include <cstdlib>
#include <string>

#include "absl/functional/function_ref.h"
#include "common/base/ids.h"

namespace referral::model {
namespace {

// An entry: number of the sender (2 bytes, big-endian), the UUID's bytes, the
// digest.
constexpr std::size_t kSenderBytes = 2;
constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kEntryBytes = kSenderBytes + kUuidBytes + kDigestBytes;
constexpr int kMaxSenders = 1 << (8 * kSenderBytes);

using Uuid = std::array<char, kUuidBytes>;

int NibbleOf(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// nullopt of what is no UUID: senders write what they like where they name
// another message.
std::optional<Uuid> UuidOf(absl::string_view text) {
  if (!IsUuid(text)) return std::nullopt;
  Uuid uuid;
  std::size_t from = 0;
  for (char& byte : uuid) {
    if (text[from] == '-') ++from;
    byte =
        static_cast<char>(NibbleOf(text[from]) << 4 | NibbleOf(text[from + 1]));
    from += 2;
  }
  return uuid;
}

absl::string_view EntryAt(const storage::v1::CaseFile& file, std::size_t i) {
  return absl::string_view(file.messages())
      .substr(i * kEntryBytes, kEntryBytes);
}

int SenderNumberOf(absl::string_view entry) {
  return static_cast<unsigned char>(entry[0]) << 8 |
         static_cast<unsigned char>(entry[1]);
}

int NumberSender(absl::string_view sender, storage::v1::CaseFile& file) {
  for (int i = 0; i < file.senders_size(); ++i) {
    if (file.senders(i) == sender) return i;
  }
  if (file.senders_size() == kMaxSenders) std::abort();
  file.add_senders(std::string(sender));
  return file.senders_size() - 1;
}

// A file that is not what was written has no sender where there is none.
KnownMessage Known(const storage::v1::CaseFile& file, std::size_t i) {
  const absl::string_view entry = EntryAt(file, i);
  const int sender = SenderNumberOf(entry);
  return {i + 1,
          sender < file.senders_size() ? absl::string_view(file.senders(sender))
                                       : absl::string_view(),
          entry.substr(kSenderBytes + kUuidBytes)};
}

// The first with this id whose sender is `wanted`.
std::optional<KnownMessage> Find(
    const storage::v1::CaseFile& file, absl::string_view message_id,
    absl::FunctionRef<bool(absl::string_view sender)> wanted) {
  const std::optional<Uuid> uuid = UuidOf(message_id);
  if (!uuid.has_value()) return std::nullopt;
  const absl::string_view id(uuid->data(), uuid->size());
  for (std::size_t i = 0; i < CountMessages(file); ++i) {
    if (EntryAt(file, i).substr(kSenderBytes, kUuidBytes) != id) continue;
    const KnownMessage known = Known(file, i);
    if (wanted(known.sender)) return known;
  }
  return std::nullopt;
}

}  // namespace

void AddMessage(absl::string_view sender, absl::string_view message_id,
                absl::string_view envelope_digest,
                storage::v1::CaseFile& file) {
  const std::optional<Uuid> uuid = UuidOf(message_id);
  if (!uuid.has_value() || envelope_digest.size() != kDigestBytes) std::abort();
  const int number = NumberSender(sender, file);
  std::string& entries = *file.mutable_messages();
  entries.push_back(static_cast<char>(number >> 8));
  entries.push_back(static_cast<char>(number));
  entries.append(uuid->data(), uuid->size());
  entries.append(envelope_digest.data(), envelope_digest.size());
}

std::size_t CountMessages(const storage::v1::CaseFile& file) {
  return file.messages().size() / kEntryBytes;
}

KnownMessage MessageAt(const storage::v1::CaseFile& file,
                       std::uint64_t sequence) {
  return Known(file, sequence - 1);
}

std::optional<KnownMessage> FindMessage(const storage::v1::CaseFile& file,
                                        absl::string_view sender,
                                        absl::string_view message_id) {
  return Find(file, message_id,
              [&](absl::string_view by) { return by == sender; });
}

bool HasMessage(const storage::v1::CaseFile& file,
                absl::string_view message_id) {
  return Find(file, message_id, [](absl::string_view) { return true; })
      .has_value();
}

bool HasMessageOfAnother(const storage::v1::CaseFile& file,
                         absl::string_view sender,
                         absl::string_view message_id) {
  return Find(file, message_id,
              [&](absl::string_view by) { return by != sender; })
      .has_value();
}

}  // namespace referral::model
