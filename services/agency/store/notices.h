// What an officer should look at, until it is dismissed.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_NOTICES_H_
#define REFERRAL_SERVICES_AGENCY_STORE_NOTICES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/database.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Numbers `notices` and keeps them, within a piece of work; their numbers. One
// that `max` newer ones have followed is deleted, dismissed ones counted: so at
// most `max` are kept, and the oldest go first.
// Errors: STORE_CORRUPT, DISK_FAILED.
absl::StatusOr<std::vector<uint64_t>> AddNotices(
    std::vector<v1::Notice> notices, uint64_t max, Transaction& transaction);

// Deletes a notice, synced, and answers with it: on the store's thread, or on
// the caller's with an error. `store` outlives the answer. Thread-safe.
// Errors: NOT_FOUND  there is no such notice (any more)
//         QUEUE_FULL, SHUTTING_DOWN, STORE_CORRUPT, DISK_FAILED
using NoticeAnswer = absl::AnyInvocable<void(absl::StatusOr<v1::Notice>)>;
void DismissNotice(AgencyStore& store, uint64_t number, NoticeAnswer answer);

struct NoticePage {
  std::vector<v1::Notice> notices;
  uint64_t next_after = 0;  // 0 on the last page
};

// Reads of what is on the disk. Thread-safe. Errors of all: STORE_CORRUPT,
// DISK_FAILED.
class NoticeReader {
 public:
  // `store` outlives it.
  explicit NoticeReader(const AgencyStore& store)
      : database_(store.database()) {}

  // nullopt if there is no such notice.
  absl::StatusOr<std::optional<v1::Notice>> Find(uint64_t number) const;

  // Oldest first, those after `after`, at most `limit`; of all cases if
  // `case_id` is empty.
  absl::StatusOr<NoticePage> List(absl::string_view case_id, uint64_t after,
                                  size_t limit) const;

 private:
  const store::Database& database_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_NOTICES_H_
