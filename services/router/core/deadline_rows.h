#ifndef REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_ROWS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_ROWS_H_

#include <map>
#include <string>

#include "absl/time/time.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::router {

// When the cases of a round are to be looked at next [29]. Not thread-safe.
class DeadlineRows {
 public:
  // `file` of `case_id`, before the round changes it; once a case. It outlives
  // this.
  void Note(const std::string& case_id, const storage::v1::CaseFile& file);

  // One row for each time at which cases are to be looked at next; none for a
  // case whose row is there already. What is due by `now` is due now: the rows
  // before have been looked at.
  void AddTo(storage::v1::CommitBatch& batch, absl::Time now) const;

 private:
  struct Noted {
    const storage::v1::CaseFile* file;
    absl::Time due_before;
  };
  std::map<std::string, Noted> cases_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_ROWS_H_
