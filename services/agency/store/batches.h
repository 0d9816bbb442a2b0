// Batches of an agency: begun once under their message id, and how far the
// outbox has them.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_BATCHES_H_
#define REFERRAL_SERVICES_AGENCY_STORE_BATCHES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "services/agency/core/batch.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {

// Where a batch stands.
struct BatchPlan {
  // A message that is in the outbox.
  struct Kept {
    v1::Submission submission;
    size_t referrals = 0;
  };
  std::vector<Kept> kept;
  // What is to be queued still, in order per case.
  std::vector<BatchMessage> missing;
};

// Thread-safe.
class Batches {
 public:
  // All outlive it.
  Batches(AgencyStore& store, const Catalogue& catalogue, const Clock& clock,
          size_t max_messages = kMaxBatchMessages)
      : store_(store),
        catalogue_(catalogue),
        clock_(clock),
        worklist_(store),
        max_messages_(max_messages) {}

  // Called on the store's thread, or on the caller's with an error: must not
  // block.
  using Answer = absl::AnyInvocable<void(const absl::Status&)>;

  // Checks `order` and remembers, synced, that its message id stands for it.
  // Errors: those of CheckOrder; DUPLICATE_MESSAGE_ID  it stands for another
  //         request; QUEUE_FULL, SHUTTING_DOWN, STORE_CORRUPT, DISK_FAILED.
  void Begin(const BatchOrder& order, Answer answer);

  // Looks through the worklist. What an earlier call has queued is not queued
  // again, whatever has become of it since. Waits for the disk.
  // Errors: MESSAGE_TOO_LARGE  more messages than a batch may have
  //         KEY_MISSING, STORE_CORRUPT, DISK_FAILED
  absl::StatusOr<BatchPlan> Plan(const BatchOrder& order) const;

 private:
  AgencyStore& store_;
  const Catalogue& catalogue_;
  const Clock& clock_;
  const WorklistReader worklist_;
  const size_t max_messages_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_BATCHES_H_
