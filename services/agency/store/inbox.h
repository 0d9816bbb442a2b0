// What came through the inbox: kept with what it changes in the worklist, with
// the notices it gives, and with what a withdrawn consent destroys.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_INBOX_H_
#define REFERRAL_SERVICES_AGENCY_STORE_INBOX_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/change_listener.h"
#include "services/agency/core/received.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/outbox.h"

namespace referral::agency {

// Thread-safe.
class Inbox {
 public:
  // All outlive it. Of notices no more than `max_notices` are kept.
  Inbox(AgencyStore& store, Outbox& outbox, const Catalogue& catalogue,
        const Clock& clock, ChangeListener& listener,
        uint64_t max_notices = kMaxNotices)
      : store_(store),
        outbox_(outbox),
        catalogue_(catalogue),
        clock_(clock),
        listener_(listener),
        max_notices_(max_notices) {}

  // Called on the store's thread: must not block. OK: stored, synced, now or
  // before, and may be acknowledged. Otherwise the record cannot be applied:
  //   REFERRAL_NOT_FOUND  it is about a referral whose request never came
  //   DIGEST_MISMATCH     another record is stored in its place
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // Stores `received`, and the request that came with it as a record of its
  // own, applies it to the worklist and adds its notices; what is about no
  // referral of the worklist is at most a notice. A record that withdraws a
  // consent destroys what that had let this agency see: the parts are taken out
  // of what is kept, all that is kept of the case is sealed with a new key, the
  // old keys are erased, and the outbox confirms it. The case's lead keeps its
  // records and confirms nothing. A record by which the router erases a case
  // makes this agency forget the case, its key included.
  // Errors: QUEUE_FULL, SHUTTING_DOWN: `done` is not called.
  absl::Status Store(Received received, Done done);

 private:
  struct Work;

  absl::Status Keep(Work& work, Transaction& transaction);
  absl::Status Apply(const Received& received, Transaction& transaction,
                     std::vector<std::string>& referrals) const;
  // What the act of a re-routing replaces [32]; in `rows` if it is here.
  absl::StatusOr<v1::WorklistItem> Replaced(
      const Received& received, const v1::ReferralRerouted& act,
      Transaction& transaction,
      std::map<std::string, storage::v1::WorklistRow>& rows) const;
  absl::Status Heed(Work& work, Transaction& transaction);
  absl::Status Forget(const Received& received, Transaction& transaction);

  AgencyStore& store_;
  Outbox& outbox_;
  const Catalogue& catalogue_;
  const Clock& clock_;
  ChangeListener& listener_;
  const uint64_t max_notices_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_INBOX_H_
