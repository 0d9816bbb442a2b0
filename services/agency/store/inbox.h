// What came through the inbox: kept with what it changes in the worklist, and
// with what a withdrawn consent destroys.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_INBOX_H_
#define REFERRAL_SERVICES_AGENCY_STORE_INBOX_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "common/base/clock.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/change_listener.h"
#include "services/agency/core/received.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/outbox.h"

namespace referral::agency {

// Thread-safe.
class Inbox {
 public:
  // All outlive it.
  Inbox(AgencyStore& store, Outbox& outbox, const Catalogue& catalogue,
        const Clock& clock, ChangeListener& listener)
      : store_(store),
        outbox_(outbox),
        catalogue_(catalogue),
        clock_(clock),
        listener_(listener) {}

  // Called on the store's thread: must not block. OK: stored, synced, now or
  // before, and may be acknowledged. Otherwise the record cannot be applied:
  //   REFERRAL_NOT_FOUND  it is about a referral whose request never came
  //   DIGEST_MISMATCH     another record is stored in its place
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // Stores `received` and applies it to the worklist. A record that withdraws
  // a consent destroys what that had let this agency see: the parts are taken
  // out of what is kept, all that is kept of the case is sealed with a new
  // key, the old keys are erased, and the outbox confirms it. The case's lead
  // keeps its records and confirms nothing.
  // Errors: QUEUE_FULL, SHUTTING_DOWN: `done` is not called.
  absl::Status Store(Received received, Done done);

 private:
  struct Work;

  absl::Status Keep(Work& work, Transaction& transaction);
  absl::Status Apply(const Received& received, Transaction& transaction,
                     std::vector<std::string>& referrals) const;
  absl::Status Heed(Work& work, Transaction& transaction);

  AgencyStore& store_;
  Outbox& outbox_;
  const Catalogue& catalogue_;
  const Clock& clock_;
  ChangeListener& listener_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_INBOX_H_
