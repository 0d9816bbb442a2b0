// The outbox: what callers said, kept with the answer they got until, and
// after, the router has taken it.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_H_
#define REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/evidence/message.h"
#include "proto/google/rpc/status.pb.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "proto/referral/v1/submission.pb.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/change_listener.h"
#include "services/agency/core/draft.h"
#include "services/agency/store/agency_store.h"

namespace referral::agency {

// What the router said of a message for good.
struct Verdict {
  uint64_t number = 0;
  std::string message_id;
  // Recorded if present; verified. Otherwise refused.
  std::optional<v1::Receipt> receipt;
  google::rpc::Status refusal;
};

// Thread-safe, but for Load.
class Outbox {
 public:
  // All outlive it.
  Outbox(AgencyStore& store, const Catalogue& catalogue, const Clock& clock,
         ChangeListener& listener, size_t max_depth = kMaxOutboxDepth)
      : store_(store),
        catalogue_(catalogue),
        clock_(clock),
        listener_(listener),
        max_depth_(max_depth) {}

  // Finds what is open and tells the listener. Call once, first.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::Status Load();

  // Called on the store's thread, or on the caller's with an error: must not
  // block.
  using Answer = absl::AnyInvocable<void(absl::StatusOr<v1::Submission>)>;

  // Checks `draft` against catalogue and worklist, makes its message and keeps
  // both with the answer, synced. The same draft again gets the same message's
  // submission as it stands. Errors: see DeskCalls::Serve.
  void Accept(Draft draft, Answer answer);

  // Keeps what the router said, synced. A message that is not open any more is
  // left as it is. Errors: QUEUE_FULL, SHUTTING_DOWN: nothing was kept.
  absl::Status Settle(std::vector<Verdict> verdicts);

  // Signs these messages anew, as far as they are open, with the key that the
  // store's signer has now, and calls `done` on the store's thread once that is
  // on the disk. Errors: QUEUE_FULL, SHUTTING_DOWN: `done` is not called.
  absl::Status Resign(std::vector<uint64_t> numbers,
                      absl::AnyInvocable<void()> done);

  // Keeps a message that the service sends by itself, within another piece of
  // work, which must succeed; then give it to Announce. nullopt if its id is
  // there already. There is always room for it.
  // Errors: those of evidence::BuildMessage, KEY_MISSING, STORE_CORRUPT,
  //         DISK_FAILED.
  absl::StatusOr<std::optional<storage::v1::OutboxEntry>> AddOwn(
      const evidence::BuildSpec& spec, Transaction& transaction);
  // It is on the disk, and its turn has come. On the store's thread.
  void Announce(const storage::v1::OutboxEntry& entry);

  // A refusal was seen. Errors: NOT_FOUND (no such message), and
  // ILLEGAL_TRANSITION (it was not refused).
  void AcknowledgeRefusal(std::string message_id, Answer answer);

 private:
  using Entry = storage::v1::OutboxEntry;
  struct Proposal;

  absl::StatusOr<Proposal> Propose(const Draft& draft) const;
  // Completes `draft`, which adopts one of the router's, and proposes it.
  absl::StatusOr<Proposal> ProposeAdoption(const Transaction& transaction,
                                           Draft& draft) const;
  // The entry kept under `message_id`, if any.
  absl::StatusOr<std::optional<Entry>> FindEntry(
      const Transaction& transaction, absl::string_view message_id) const;
  absl::StatusOr<Entry> MakeEntry(const Transaction& transaction,
                                  const Draft& draft, Proposal& proposal);
  // Seals `message` into `entry` and keeps it.
  absl::Status KeepEntry(const v1::SignedMessage& message, bool has_sections,
                         Entry& entry, Transaction& transaction);
  absl::Status SettleOne(const Verdict& verdict, Transaction& transaction,
                         std::vector<Entry>& settled);
  absl::Status SettleRows(const Entry& entry, Transaction& transaction) const;
  void MoveFirstOpen(const std::vector<Entry>& settled,
                     Transaction& transaction);

  AgencyStore& store_;
  const Catalogue& catalogue_;
  const Clock& clock_;
  ChangeListener& listener_;
  const size_t max_depth_;
  // Set by Load, then used by the store's thread alone.
  std::set<uint64_t> open_;
  uint64_t next_number_ = 1;
};

struct SubmissionPage {
  std::vector<v1::Submission> submissions;
  uint64_t next_after = 0;  // 0 on the last page
};

// Reads of what is on the disk. Thread-safe. Errors of all: STORE_CORRUPT,
// DISK_FAILED.
class OutboxReader {
 public:
  // `store` outlives it.
  explicit OutboxReader(const AgencyStore& store)
      : store_(store), database_(store.database()) {}

  // NOT_FOUND if the outbox has no such message.
  absl::StatusOr<v1::Submission> Find(absl::string_view message_id) const;
  // The same, all that the entry says, its message still sealed.
  absl::StatusOr<storage::v1::OutboxEntry> FindSealed(
      absl::string_view message_id) const;
  // NOT_FOUND if there is no such entry.
  absl::StatusOr<storage::v1::OutboxEntry> ReadSealed(uint64_t number) const;

  // In the order of acceptance, those after `after`, at most `limit`, in
  // `state`; unspecified: all but acknowledged refusals.
  absl::StatusOr<SubmissionPage> List(v1::Submission::State state,
                                      uint64_t after, size_t limit) const;

  // What goes to the router, its message opened. NOT_FOUND if there is no such
  // entry; KEY_MISSING.
  absl::StatusOr<storage::v1::OutboxEntry> Read(uint64_t number) const;

 private:
  const AgencyStore& store_;
  const store::Database& database_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_OUTBOX_H_
