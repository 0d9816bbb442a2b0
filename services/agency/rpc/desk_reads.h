// The reads of ReferralDesk: requests into answers, on a thread that may wait
// for the disk.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_DESK_READS_H_
#define REFERRAL_SERVICES_AGENCY_RPC_DESK_READS_H_

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/rpc/watch.h"
#include "services/agency/store/notices.h"
#include "services/agency/store/outbox.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {

// Thread-safe. Errors of all, besides those said: STORE_CORRUPT, DISK_FAILED.
class DeskReads {
 public:
  // `store` and `clock` outlive it.
  DeskReads(const AgencyStore& store, const Clock& clock)
      : worklist_(store), outbox_(store), notices_(store), clock_(clock) {}

  // Errors: INVALID_FIELD.
  absl::StatusOr<v1::ListWorklistResponse> ListWorklist(
      const v1::ListWorklistRequest& request) const;
  // Errors: REFERRAL_NOT_FOUND.
  absl::StatusOr<v1::WorklistItem> GetWorklistItem(
      const v1::GetWorklistItemRequest& request) const;
  // Errors: NOT_FOUND.
  absl::StatusOr<v1::Submission> GetSubmission(
      const v1::GetSubmissionRequest& request) const;
  // Errors: INVALID_FIELD.
  absl::StatusOr<v1::ListSubmissionsResponse> ListSubmissions(
      const v1::ListSubmissionsRequest& request) const;
  // Errors: INVALID_FIELD.
  absl::StatusOr<v1::ListNoticesResponse> ListNotices(
      const v1::ListNoticesRequest& request) const;

  // The rows of a watch; this outlives it.
  WatchSource<v1::WorklistItem> Watch(
      const v1::WatchWorklistRequest& request) const;
  WatchSource<v1::Submission> Watch(
      const v1::WatchSubmissionsRequest& request) const;
  WatchSource<v1::Notice> Watch(const v1::WatchNoticesRequest& request) const;

 private:
  const WorklistReader worklist_;
  const OutboxReader outbox_;
  const NoticeReader notices_;
  const Clock& clock_;  // for what is overdue
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_DESK_READS_H_
