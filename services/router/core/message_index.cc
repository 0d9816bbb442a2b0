#include "services/router/core/message_index.h"

#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/crypto/digest.h"

namespace referral::router {
namespace {

constexpr std::size_t kPrintBytes = sizeof(MessagePrint);
constexpr std::size_t kRowBytes = kPrintsPerRow * kPrintBytes;

MessagePrint PrintAt(absl::string_view prints, std::size_t i) {
  MessagePrint print;
  std::memcpy(&print, prints.data() + i * kPrintBytes, kPrintBytes);
  return print;
}

std::size_t CountIn(absl::string_view prints) {
  return prints.size() / kPrintBytes;
}

absl::Status Corrupt(const storage::v1::CaseFile& file) {
  return MakeError(Reason::kStoreCorrupt,
                   "the index of messages is not what follows from the log; "
                   "start with --rebuild to derive it again",
                   file.case_id());
}

}  // namespace

MessagePrint PrintOf(absl::string_view message_id) {
  const crypto::Digest digest =
      crypto::Blake2b256("referral.storage.v1.message_print", message_id);
  MessagePrint print;
  std::memcpy(&print, digest.data(), kPrintBytes);
  return print;
}

std::optional<storage::v1::MessagePrintsRow> AddPrint(
    MessagePrint print, storage::v1::CaseFile& file) {
  std::string& prints = *file.mutable_message_prints();
  prints.append(reinterpret_cast<const char*>(&print), kPrintBytes);
  if (file.last_sequence() % kPrintsPerRow != 0) return std::nullopt;
  storage::v1::MessagePrintsRow row;
  row.set_case_id(file.case_id());
  row.set_number(file.last_sequence() / kPrintsPerRow - 1);
  row.set_prints(std::move(prints));
  prints.clear();
  return row;
}

absl::Status MessageIndex::Load(
    const storage::v1::CaseFile& file,
    absl::Span<const storage::v1::MessagePrintsRow> rows) {
  const std::uint64_t messages = file.last_sequence();
  if (rows.size() != messages / kPrintsPerRow ||
      file.message_prints().size() != messages % kPrintsPerRow * kPrintBytes) {
    return Corrupt(file);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].number() != i || rows[i].prints().size() != kRowBytes) {
      return Corrupt(file);
    }
    Add(rows[i]);
  }
  return absl::OkStatus();
}

void MessageIndex::Add(const storage::v1::MessagePrintsRow& row) {
  const std::uint64_t first = row.number() * kPrintsPerRow + 1;
  for (std::size_t i = 0; i < CountIn(row.prints()); ++i) {
    in_rows_.insert({PrintAt(row.prints(), i), first + i});
  }
}

std::vector<std::uint64_t> MessageIndex::Find(
    MessagePrint print, const storage::v1::CaseFile& file) const {
  std::vector<std::uint64_t> sequences;
  for (auto known = in_rows_.lower_bound({print, 0});
       known != in_rows_.end() && known->first == print; ++known) {
    sequences.push_back(known->second);
  }
  const absl::string_view newest = file.message_prints();
  const std::uint64_t first = file.last_sequence() - CountIn(newest) + 1;
  for (std::size_t i = 0; i < CountIn(newest); ++i) {
    if (PrintAt(newest, i) == print) sequences.push_back(first + i);
  }
  return sequences;
}

std::size_t MessageIndex::bytes() const {
  return in_rows_.size() * sizeof(*in_rows_.begin());
}

}  // namespace referral::router
