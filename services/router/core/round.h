#ifndef REFERRAL_SERVICES_ROUTER_CORE_ROUND_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ROUND_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/model/decide.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/case_cache.h"
#include "services/router/core/delivery_merge.h"
#include "services/router/core/known_message.h"
#include "services/router/core/message_index.h"
#include "services/router/core/policy.h"
#include "services/router/core/policy_change.h"
#include "services/router/core/round_builder.h"
#include "services/router/core/round_prover.h"
#include "services/router/core/sequencer.h"
#include "services/router/core/verdicts.h"

namespace referral::router {

// What the sequencer carries from one round to the next. It runs ahead of the
// disk within a round and is never taken back: if the write fails, the
// process ends.
struct SequencerState {
  std::string home;
  CaseCache cases;
  storage::v1::RouterFile router_file;
  Policy policy;
  const Vault& vault;
  const evidence::Signer* signer = nullptr;  // null: rounds are not signed
  // Cases erased since the start: their keys are not put back by work that was
  // under way.
  absl::flat_hash_set<std::string> erased = {};
};

// Decides messages one after the other, each on what the one before left, and
// answers when told that everything is on disk. Not thread-safe.
class Round {
 public:
  // `state` outlives it. Follows `head`, recorded at `now`.
  Round(SequencerState& state, const LedgerHead& head, absl::Time now);

  // True if it has to wait for the next round, so that this one stays within
  // its limits. A round without a record takes anything.
  bool IsFullFor(const Admitted& message);
  bool IsFullFor(const RouterAct& act) const;

  // A message, decided or refused. Errors: the ledger's; the round is void.
  absl::Status Decide(Admitted message);
  // Called when everything so far is answered; only after a Decide. `answered`
  // may be empty.
  void AfterAnswers(std::function<void()> answered);
  // True if it should end before more of the router's own is said.
  bool IsFull() const { return !HasRoomFor(kTurnBytes); }
  // The router's turn in a case. Errors: the ledger's; the round is void.
  absl::Status Speak(const CaseTurn& turn);
  // Everything that is due by `cursor` has been looked at; not if nullopt.
  // `done` is called once the round is on disk.
  void MoveDeadlines(std::optional<storage::v1::DeadlineCursor> cursor,
                     DeliveryDone done);

  // An act of the router's own log. A configuration that cannot be parsed is
  // refused through its `done`.
  void Record(RouterAct act);
  void Change(DeliveryChange change);
  void Change(KeyChange change);

  // True if nothing of it reaches the disk.
  bool WritesNothing() const;
  // Everything that reaches the disk, once. Not if WritesNothing().
  storage::v1::CommitBatch Finish();

  // Everything of Finish() is on the disk: the cases that it changed may be
  // changed by another round. Before Answer.
  void OnWritten();
  // Cases with new records, the router's own log among them.
  std::vector<std::string> Touched() const;
  // Set if the round changed what is in force: configuration, or capacity,
  // which costs no parsing.
  std::optional<Policy> NewPolicy() const;

  // Answers everyone. Only when it is on disk.
  // Errors: the ledger's: a receipt cannot be read back.
  absl::Status Answer(const RoundProver& prover);

 private:
  // What one turn may take: a few small messages.
  static constexpr size_t kTurnBytes = 16 * 1024;

  bool HasRoomFor(size_t bytes, size_t records = 1) const;
  model::Context ContextNow() const;
  // A message that its case does not have yet.
  struct NewMessage {
    evidence::OpenedMessage& message;
    SealedParts sealed;
    MessagePrint print;
    absl::Span<const model::CorrectedMessage> corrected;
    bool own;
  };

  absl::StatusOr<size_t> Admit(
      CachedCase& cached, Admitted& message, MessagePrint print,
      absl::Span<const model::CorrectedMessage> corrected);
  absl::StatusOr<size_t> Append(CachedCase& cached, NewMessage next);
  // Before its file changes: the round writes it.
  void Touch(CachedCase& cached);
  absl::StatusOr<size_t> Say(CachedCase& cached, OwnMessage& message);
  // What the router says right after a message with `acts`, in the same write.
  void FollowOn(CachedCase& cached, absl::Span<const v1::Act> acts);
  absl::StatusOr<size_t> Append(RouterAct& act);
  absl::StatusOr<CachedCase*> FindErasable(RouterAct& act);
  void Erase(const std::string& case_id, CachedCase& cached);
  void Merge(DeliveryChange& change);
  // What goes to the disk of a message. Notes its key if that is not there yet.
  evidence::StoredBytes Seal(const evidence::OpenedMessage& message,
                             SealedParts sealed, const v1::Effects& effects);

  SequencerState& state_;
  RoundBuilder builder_;
  const KnownMessages known_;
  DeliveryMerge delivery_;
  std::vector<CachedCase*> touched_;
  std::vector<size_t> written_bytes_;  // of those; after Finish
  std::vector<storage::v1::MessagePrintsRow> full_prints_;
  bool router_file_touched_ = false;
  size_t case_file_bytes_ = 0;
  PolicyChange policy_change_;
  Verdicts verdicts_;
  std::vector<DeliveryDone> delivered_;
  // Keys that this round is the first to use, by case id.
  std::map<std::string, crypto::CaseKeyPtr> new_keys_;
  std::vector<storage::v1::CaseKeyRow> changed_keys_;
  std::optional<storage::v1::DeadlineCursor> deadline_cursor_;
  std::vector<std::string> erased_;  // cases
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ROUND_H_
