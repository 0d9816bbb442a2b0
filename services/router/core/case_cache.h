#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/recently_used.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// The sequencer's own copies of cases: those most lately used ready to work
// with, more of them as they were last written, which takes less memory. Not
// thread-safe.
class CaseCache {
 public:
  struct Capacity {
    std::size_t cases = 2048;                   // ready to work with
    std::size_t bytes = std::size_t{64} << 20;  // as written, in all
  };

  // `ledger` must outlive it.
  CaseCache(const Ledger& ledger, const Capacity& capacity);

  // The case as of the last message applied to it; an empty file, with
  // last_sequence 0, if there is none. Stays valid until Trim.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<storage::v1::CaseFile*> Get(absl::string_view case_id);

  // The case has been written as `bytes`.
  void KeepWritten(absl::string_view case_id, std::string bytes);

  // Forgets the cases longest unused beyond the capacity. Only between
  // rounds: what is forgotten is read again, from what was written.
  void Trim();

  std::size_t size() const { return files_.size(); }
  std::size_t written_size() const { return written_.size(); }

 private:
  absl::StatusOr<storage::v1::CaseFile> Read(absl::string_view case_id);

  const Ledger& ledger_;
  const Capacity capacity_;
  RecentlyUsed<storage::v1::CaseFile> files_;
  RecentlyUsed<std::string> written_;
  std::size_t written_bytes_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
