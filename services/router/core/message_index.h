// Which messages a case has, so that one that comes again is the same message,
// for ever. A message is known by its print: 8 bytes of a digest of its id;
// sender and content stand in the log. Prints of the newest messages stand in
// the case file, which is written with every message; every 64 of them move to
// a row of their own: what a message costs does not grow with its case.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_MESSAGE_INDEX_H_
#define REFERRAL_SERVICES_ROUTER_CORE_MESSAGE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::router {

// Prints in a row.
inline constexpr std::uint64_t kPrintsPerRow = 64;

// Only ever compared, as its 8 bytes lie in memory.
using MessagePrint = std::uint64_t;

// Nobody can choose ids whose prints are the same.
MessagePrint PrintOf(absl::string_view message_id);

// Adds the print of the message that was applied to `file` last. The row that
// it fills, taken out of the file; nullopt if it fills none.
std::optional<storage::v1::MessagePrintsRow> AddPrint(
    MessagePrint print, storage::v1::CaseFile& file);

// The messages of one case. Not thread-safe.
class MessageIndex {
 public:
  // `rows` are all of the case whose file is `file`, in order.
  // Errors: STORE_CORRUPT  a message has no print, or a print no message.
  absl::Status Load(const storage::v1::CaseFile& file,
                    absl::Span<const storage::v1::MessagePrintsRow> rows);
  // The next row.
  void Add(const storage::v1::MessagePrintsRow& row);

  // Sequences, ascending, of the messages with this print.
  std::vector<std::uint64_t> Find(MessagePrint print,
                                  const storage::v1::CaseFile& file) const;

  // Of memory, about.
  std::size_t bytes() const;

 private:
  // Print, sequence: of the messages in rows.
  absl::btree_set<std::pair<MessagePrint, std::uint64_t>> in_rows_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_MESSAGE_INDEX_H_
