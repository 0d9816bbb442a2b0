// Who wants to know what has changed on the disk of an agency service.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_CHANGE_LISTENER_H_
#define REFERRAL_SERVICES_AGENCY_CORE_CHANGE_LISTENER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "proto/referral/v1/submission.pb.h"

namespace referral::agency {

// A message of the outbox that the router has not answered for good.
struct OpenEntry {
  uint64_t number = 0;
  std::string case_id;
  absl::Time accepted;
};

// Called after the sync, in the order of the changes, on the store's own
// thread: must not block.
class ChangeListener {
 public:
  virtual ~ChangeListener() = default;

  // A new message waits for the router.
  virtual void OnOpened(const OpenEntry& entry) = 0;
  // A submission is new or has changed.
  virtual void OnSubmission(const v1::Submission& submission) = 0;
  // Referrals of the worklist are new, have changed or are gone.
  virtual void OnReferrals(const std::vector<std::string>& referral_ids) = 0;
  // Notices with these numbers have come.
  virtual void OnNotices(const std::vector<uint64_t>& numbers) = 0;
  // Parts of received messages were destroyed for good.
  virtual void OnDestroyed(uint32_t parts) = 0;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_CHANGE_LISTENER_H_
