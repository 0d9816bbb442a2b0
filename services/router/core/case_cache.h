#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// The sequencer's own copy of a case, and where each of its messages lies.
// Not thread-safe.
class CachedCase {
 public:
  explicit CachedCase(storage::v1::CaseFile file);

  storage::v1::CaseFile& file() { return file_; }
  const storage::v1::CaseFile& file() const { return file_; }

  // Sequence of the message, 0 if the case has none such.
  std::uint64_t Find(absl::string_view sender,
                     absl::string_view message_id) const;
  // Takes the last message of file() into the index.
  void IndexLast();

 private:
  void Index(const storage::v1::MessageRef& message, std::uint64_t sequence);

  storage::v1::CaseFile file_;
  // By sender and message id.
  absl::flat_hash_map<std::pair<std::string, std::string>, std::uint64_t>
      sequences_;
};

// The cases most lately used. Not thread-safe.
class CaseCache {
 public:
  // Keeps about `capacity` cases. `ledger` must outlive it.
  CaseCache(const Ledger& ledger, size_t capacity);

  // The case as of the last message applied to it; an empty file, with
  // last_sequence 0, if there is none. Stays valid until Trim.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<CachedCase*> Get(absl::string_view case_id);

  // Forgets the cases longest unused beyond the capacity. Only between
  // rounds: what is forgotten is read again from the ledger.
  void Trim();

  size_t size() const { return cases_.size(); }

 private:
  struct Entry {
    std::string case_id;
    CachedCase cached;
  };

  const Ledger& ledger_;
  const size_t capacity_;
  std::list<Entry> order_;  // last used first
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> cases_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CACHE_H_
