#include "services/router/core/case_cache.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"

namespace referral::router {

CaseCache::CaseCache(const Ledger& ledger, CaseWarmer& warmer,
                     Capacity capacity)
    : ledger_(ledger), warmer_(warmer), capacity_(capacity) {}

absl::StatusOr<CachedCase*> CaseCache::Get(absl::string_view case_id) {
  if (std::unique_ptr<CachedCase>* ready = ready_.Find(case_id);
      ready != nullptr) {
    return ready->get();
  }
  ASSIGN_OR_RETURN(std::unique_ptr<CachedCase> fetched, Fetch(case_id));
  ready_bytes_ += fetched->CountMemory();
  return ready_.Put(case_id, std::move(fetched)).get();
}

absl::StatusOr<std::unique_ptr<CachedCase>> CaseCache::Fetch(
    absl::string_view case_id) {
  if (std::optional<PackedCase> packed = packed_.Take(case_id);
      packed.has_value()) {
    packed_bytes_ -= packed->memory();
    return CachedCase::Unpack(*std::move(packed));
  }
  std::unique_ptr<CachedCase> warm = warmer_.Keep(case_id);
  if (warm != nullptr) return warm;
  return CachedCase::Read(ledger_, case_id);
}

void CaseCache::NoteWritten(CachedCase& written, std::size_t bytes) {
  ready_bytes_ -= written.counted_memory();
  written.NoteWritten(bytes);
  ready_bytes_ += written.CountMemory();
}

void CaseCache::Trim() {
  while (ready_bytes_ > capacity_.ready && !ready_.empty()) {
    auto [case_id, unused] = ready_.TakeLongestUnused();
    ready_bytes_ -= unused->counted_memory();
    PackedCase packed = std::move(*unused).Pack();
    packed_bytes_ += packed.memory();
    packed_.Put(case_id, std::move(packed));
  }
  while (packed_bytes_ > capacity_.packed && !packed_.empty()) {
    const auto [case_id, unused] = packed_.TakeLongestUnused();
    packed_bytes_ -= unused.memory();
    warmer_.Forget(case_id);
  }
}

}  // namespace referral::router
