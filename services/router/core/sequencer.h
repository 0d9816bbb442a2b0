#ifndef REFERRAL_SERVICES_ROUTER_CORE_SEQUENCER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_SEQUENCER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/evidence/message.h"
#include "common/evidence/signer.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/policy.h"
#include "services/router/core/vault.h"

namespace referral::router {

// Called once, on the sequencer's thread, after the round is on disk; at once,
// on the caller's, if the queue refused it. Must not block.
using SubmitDone = std::function<void(absl::StatusOr<v1::Receipt>)>;
using DeliveryDone = std::function<void()>;

// A message the gate let through, its parts sealed.
struct Admitted {
  evidence::OpenedMessage message;
  SealedParts sealed;
  std::uint64_t expected_sequence = 0;  // 0: any
  SubmitDone done;
};

// Messages that came together and enter the queue as a unit, in order.
struct Frame {
  std::vector<Admitted> messages;
  // Called on the sequencer's thread now and then among the calls of `done`,
  // and after the last one of each round: what was answered may go out. May be
  // empty.
  std::function<void()> answered = {};
};

// A change of what was delivered; joins the next round's write.
struct DeliveryChange {
  std::vector<storage::v1::DeliveryCursor> cursors;
  std::vector<storage::v1::CaseDelivery> case_deliveries;
  std::vector<storage::v1::CaseDeliveryEnd> case_delivery_ends;
  DeliveryDone done;
};

// Keys of cases, wrapped anew; join the next round's write.
struct KeyChange {
  std::vector<storage::v1::CaseKeyRow> rows;
  std::function<void()> done;
};

// An act of the router itself for <home>-ROUTER; `recipients` get it in their
// inboxes; `delivery` changes with it in the same write. The round fills in a
// missing day and the version of a programme.
struct RouterAct {
  v1::Act act;
  std::vector<std::string> recipients;
  DeliveryChange delivery;
  SubmitDone done;
  // Further acts of the same message; none of them loads configuration.
  std::vector<v1::Act> more_acts = {};
};

// A message of the router's own, for the log of a case.
struct OwnMessage {
  std::string message_id;  // a UUID; the same one is said only once
  v1::Act act;             // the round fills in a missing day
  SubmitDone done;         // may be empty
};

// The router's turn to say something in a case. `speak` is asked on the
// sequencer's thread, with the case as the messages before have left it and the
// round's time: what it says is decided and recorded like any message, and
// nothing is fine. A case that does not exist is not asked.
struct CaseTurn {
  std::string case_id;
  std::function<std::vector<OwnMessage>(const storage::v1::CaseFile&,
                                        absl::Time now)>
      speak;
};

// Several turns; `cursor`, if set, moves in the write of the last of them.
struct CaseTurns {
  std::vector<CaseTurn> turns;
  std::optional<storage::v1::DeadlineCursor> cursor;
  DeliveryDone done;  // once all is on disk; may be empty
};

// What a committed round added to one agency's inbox.
struct InboxNews {
  std::string agency;
  std::vector<storage::v1::InboxItem> items;
};

// Decides messages one after the other, in rounds: drains its queue, decides
// and applies on its own copies, commits once, then answers everyone. One
// thread. If the write fails, the process ends and nobody is answered.
class Sequencer {
 public:
  struct Options {
    std::string home;
    std::string software_version;
    // Signs every round. Null: rounds are not signed (--insecure-loopback).
    // Not owned; outlives the sequencer.
    const evidence::Signer* signer = nullptr;
    // Called on the sequencer's thread after each committed round.
    std::function<void(const std::vector<InboxNews>&)> on_inbox_news;
    // Called with the cases a committed round touched (followers of logs).
    std::function<void(const std::vector<std::string>&)> on_cases_changed;
    // Called with the earliest time for which a committed round set a clock,
    // before anyone whose message is in it is answered.
    std::function<void(absl::Time)> on_deadlines;
    // Called when the ledger refused a write or a read; nobody who waits is
    // answered. Default: says so on standard error and ends the process with
    // code 70. A test's may return: the sequencer is stopped then.
    std::function<void(const absl::Status&)> on_disk_failed;
  };

  // `clock` and `ledger` must outlive it. Start takes the policy in force from
  // the ledger's router file; see ConfigLoader for how it gets there.
  Sequencer(Options options, const Clock& clock, Ledger& ledger);
  ~Sequencer();

  // Starts the thread. Messages before that wait in the queue.
  // Errors: STORE_CORRUPT, DISK_FAILED, CONFIG_INVALID: the router file cannot
  // be read.
  absl::Status Start();
  // Decides what is queued, then stops; later calls get SHUTTING_DOWN.
  void Stop();

  // QUEUE_FULL and SHUTTING_DOWN are told through `done`.
  void Submit(Frame frame);
  // Never refused while it runs; after Stop `done` is never called.
  void ChangeDelivery(DeliveryChange change);
  void ChangeKeys(KeyChange change);
  void Record(RouterAct act);
  void Say(CaseTurns turns);

  // The policy in force.
  Policy policy() const;
  std::uint64_t queued() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_SEQUENCER_H_
