#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/recently_used.h"
#include "google/protobuf/arena.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/message_index.h"

namespace referral::router {

// A case as the sequencer works with it. Small things that live and die
// together: on an arena, side by side.
class CachedCase {
 public:
  CachedCase();

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

  // When the first of its clocks is due, when the round began that changes it;
  // set by whoever changes it first.
  absl::optional<absl::Time> next_due;
  // The round under way changes it.
  bool touched = false;

 private:
  friend class CaseCache;

  google::protobuf::Arena arena_;
  storage::v1::CaseFile* const file_;
  MessageIndex messages_;
  std::size_t written_bytes_ = 0;
  std::size_t memory_ = 0;  // as counted
};

// The sequencer's own copies of the cases most lately used, ready to work with.
// Not thread-safe.
class CaseCache {
 public:
  static constexpr std::size_t kDefaultCapacity = std::size_t{96} << 20;

  // Keeps about `capacity` bytes of memory. `ledger` must outlive it.
  explicit CaseCache(const Ledger& ledger,
                     std::size_t capacity = kDefaultCapacity);

  // Stays valid until Trim. Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<CachedCase*> Get(absl::string_view case_id);

  // `written`, one of its own, has been written, in `bytes`.
  void NoteWritten(CachedCase& written, std::size_t bytes);

  // Forgets the cases longest unused beyond the capacity. Only between
  // rounds: what is forgotten is read again from the ledger.
  void Trim();

  std::size_t size() const { return cases_.size(); }
  const Ledger& ledger() const { return ledger_; }

 private:
  absl::Status LoadMessages(CachedCase& read) const;
  // Counts what `kept` takes now.
  void Count(CachedCase& kept);

  const Ledger& ledger_;
  const std::size_t capacity_;
  RecentlyUsed<std::unique_ptr<CachedCase>> cases_;
  std::size_t memory_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
