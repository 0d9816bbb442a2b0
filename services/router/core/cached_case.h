#ifndef REFERRAL_SERVICES_ROUTER_CORE_CACHED_CASE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CACHED_CASE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/protobuf/arena.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/message_index.h"

namespace referral::router {

// A case that waits for its next message: a fraction of the memory.
struct PackedCase {
  std::string file;  // serialised storage::v1::CaseFile
  MessageIndex messages;

  // Bytes of memory that it takes, about.
  std::size_t memory() const;
};

// A case as the sequencer works with it. Small things that live and die
// together: on an arena, side by side. Not thread-safe.
class CachedCase {
 public:
  // As committed; nobody changes it meanwhile. Errors: STORE_CORRUPT,
  // DISK_FAILED.
  static absl::StatusOr<std::unique_ptr<CachedCase>> Read(
      const Ledger& ledger, absl::string_view case_id);

  // As it was when it was packed, written. Errors: INTERNAL  it was not.
  static absl::StatusOr<std::unique_ptr<CachedCase>> Unpack(PackedCase packed);
  // Only as it was written; is not used any more.
  PackedCase Pack() &&;

  // As of the last message applied to it; an empty file, with last_sequence 0,
  // if there is no such case.
  storage::v1::CaseFile& file() { return *file_; }
  const storage::v1::CaseFile& file() const { return *file_; }

  // Adds the message that was applied to the file last to those that the case
  // has; see the free function.
  std::optional<storage::v1::MessagePrintsRow> AddPrint(MessagePrint print);
  // Sequences of the messages with this print, ascending.
  std::vector<std::uint64_t> FindPrint(MessagePrint print) const {
    return messages_.Find(print, *file_);
  }

  // Bytes of it as it lies on the disk; 0 if it is new.
  std::size_t written_bytes() const { return written_bytes_; }
  // It has been written as it is now, in `bytes`.
  void NoteWritten(std::size_t bytes) { written_bytes_ = bytes; }

  // Bytes of memory that it takes, about: now, and when last counted.
  std::size_t CountMemory();
  std::size_t counted_memory() const { return counted_memory_; }

  // When the first of its clocks is due, when the round began that changes it;
  // set by whoever changes it first.
  absl::optional<absl::Time> next_due;
  // The round under way changes it.
  bool touched = false;

 private:
  CachedCase();

  google::protobuf::Arena arena_;
  storage::v1::CaseFile* const file_;
  MessageIndex messages_;
  std::size_t written_bytes_ = 0;
  std::size_t counted_memory_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CACHED_CASE_H_
