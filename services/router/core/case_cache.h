#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/recently_used.h"
#include "google/protobuf/arena.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// The sequencer's own copies of the cases most lately used, ready to work with.
// Not thread-safe.
class CaseCache {
 public:
  static constexpr std::size_t kDefaultCapacity = std::size_t{96} << 20;

  // Keeps about `capacity` bytes of memory. `ledger` must outlive it.
  explicit CaseCache(const Ledger& ledger,
                     std::size_t capacity = kDefaultCapacity);

  // The case as of the last message applied to it; an empty file, with
  // last_sequence 0, if there is none. Stays valid until Trim.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<storage::v1::CaseFile*> Get(absl::string_view case_id);

  // Bytes of the case as it lies on the disk; 0 if it is new, or not kept.
  std::size_t WrittenBytes(absl::string_view case_id) const;
  // The case has been written, in `bytes`.
  void NoteWritten(absl::string_view case_id, std::size_t bytes);

  // Forgets the cases longest unused beyond the capacity. Only between
  // rounds: what is forgotten is read again from the ledger.
  void Trim();

  std::size_t size() const { return cases_.size(); }

 private:
  // Small things that live and die together: on an arena, side by side.
  struct Case {
    Case();

    google::protobuf::Arena arena;
    storage::v1::CaseFile* file;
    std::size_t written_bytes = 0;
    std::size_t memory = 0;  // as counted
  };

  // Counts what `kept` takes now.
  void Count(Case& kept);

  const Ledger& ledger_;
  const std::size_t capacity_;
  RecentlyUsed<std::unique_ptr<Case>> cases_;
  std::size_t memory_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
