#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/recently_used.h"
#include "services/router/core/cached_case.h"
#include "services/router/core/case_warmer.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// The sequencer's own copies of the cases most lately used: some ready to work
// with, many more packed. Not thread-safe.
class CaseCache {
 public:
  // Bytes of memory, about.
  struct Capacity {
    std::size_t ready = std::size_t{64} << 20;
    std::size_t packed = std::size_t{16} << 20;
  };

  // Takes from `warmer`, which serves it alone, what that has. Both `ledger`
  // and `warmer` outlive it.
  CaseCache(const Ledger& ledger, CaseWarmer& warmer)
      : CaseCache(ledger, warmer, Capacity()) {}
  CaseCache(const Ledger& ledger, CaseWarmer& warmer, Capacity capacity);

  // Stays valid until Trim. Errors: STORE_CORRUPT, DISK_FAILED; INTERNAL, which
  // would be a mistake here.
  absl::StatusOr<CachedCase*> Get(absl::string_view case_id);

  // `written`, one of its own, has been written, in `bytes`.
  void NoteWritten(CachedCase& written, std::size_t bytes);

  // Packs the cases longest unused beyond the capacity, and forgets those
  // packed longest ago. Only between rounds: what is forgotten is read again
  // from the ledger.
  void Trim();

  std::size_t ready() const { return ready_.size(); }
  std::size_t packed() const { return packed_.size(); }
  const Ledger& ledger() const { return ledger_; }

 private:
  // What is not ready. Errors: those of Get.
  absl::StatusOr<std::unique_ptr<CachedCase>> Fetch(absl::string_view case_id);

  const Ledger& ledger_;
  CaseWarmer& warmer_;
  const Capacity capacity_;
  // Each case is in one of them, or in none.
  RecentlyUsed<std::unique_ptr<CachedCase>> ready_;
  RecentlyUsed<PackedCase> packed_;
  std::size_t ready_bytes_ = 0;
  std::size_t packed_bytes_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
