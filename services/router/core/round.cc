#include "services/router/core/round.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/crypto/named_uuid.h"
#include "common/model/apply.h"
#include "common/model/capacity.h"
#include "common/model/deadlines.h"
#include "common/model/decide.h"
#include "common/model/erasure.h"
#include "common/model/reroute.h"
#include "common/store/key_store.h"
#include "services/router/core/deadline_rows.h"
#include "services/router/core/known_message.h"
#include "services/router/core/own_message.h"

namespace referral::router {
namespace {

// What a record takes beyond its message: head, effects, entry, inbox items.
constexpr size_t kRecordOverheadBytes = 1024;
// What sealing adds to a part, rounded up.
constexpr size_t kSealingBytes = 64;

size_t BytesOf(const evidence::OpenedMessage& message) {
  size_t bytes = message.envelope_bytes.size() + kRecordOverheadBytes;
  for (const v1::Part& part : message.parts) {
    // Digests of the part stand in envelope and head.
    bytes +=
        part.disclosure().size() + kSealingBytes + 2 * crypto::kDigestBytes;
  }
  return bytes;
}

std::vector<v1::Act> TakeActs(evidence::OpenedMessage& message) {
  std::vector<v1::Act> acts;
  acts.reserve(message.acts.size());
  for (evidence::OpenedAct& act : message.acts) {
    acts.push_back(std::move(act.act));
  }
  return acts;
}

std::vector<v1::Section> TakeSections(evidence::OpenedMessage& message) {
  std::vector<v1::Section> sections;
  sections.reserve(message.sections.size());
  for (evidence::OpenedSection& section : message.sections) {
    sections.push_back(std::move(section.section));
  }
  return sections;
}

absl::Status CheckExpected(const storage::v1::CaseFile& file,
                           std::uint64_t expected) {
  if (expected == 0 || expected == file.last_sequence() + 1) {
    return absl::OkStatus();
  }
  return MakeError(Reason::kWrongExpectedSequence,
                   absl::StrCat("the message would get sequence ",
                                file.last_sequence() + 1, ", not ", expected),
                   "expected_sequence");
}

// Records that may follow right upon the message [32].
size_t FollowOnsOf(const evidence::OpenedMessage& message) {
  return static_cast<size_t>(
      std::count_if(message.acts.begin(), message.acts.end(),
                    [](const evidence::OpenedAct& act) {
                      return act.act.has_referral_rejected();
                    }));
}

size_t BytesOf(const RouterAct& act) {
  size_t bytes = act.act.ByteSizeLong() + kRecordOverheadBytes;
  for (const v1::Act& more : act.more_acts) {
    bytes += more.ByteSizeLong() + kSealingBytes + 2 * crypto::kDigestBytes;
  }
  return bytes;
}

}  // namespace

Round::Round(SequencerState& state, const LedgerHead& head, absl::Time now)
    : state_(state),
      builder_(state.home, head, now),
      known_(builder_, state.cases.ledger()) {}

bool Round::HasRoomFor(size_t bytes, size_t records) const {
  return builder_.records() == 0 ||
         (builder_.records() + records <= kMaxRoundMessages &&
          builder_.bytes() + case_file_bytes_ + bytes <= kMaxRoundBytes);
}

bool Round::IsFullFor(const Admitted& message) {
  // Once in the log, and at most once more in the case file.
  const size_t follow_ons = FollowOnsOf(message.message);
  size_t bytes =
      2 * (BytesOf(message.message) + follow_ons * 2 * kRecordOverheadBytes);
  const absl::StatusOr<CachedCase*> cached =
      state_.cases.Get(message.message.envelope.case_id());
  // What cannot be read is for Decide to tell.
  if (cached.ok() && !(*cached)->touched) bytes += (*cached)->written_bytes();
  return !HasRoomFor(bytes, 1 + follow_ons);
}

bool Round::IsFullFor(const RouterAct& act) const {
  return !HasRoomFor(2 * BytesOf(act) + state_.router_file.ByteSizeLong());
}

absl::Status Round::Decide(Admitted message) {
  const v1::Envelope& envelope = message.message.envelope;
  ASSIGN_OR_RETURN(CachedCase * cached, state_.cases.Get(envelope.case_id()));
  SubmitDone done = std::move(message.done);
  const MessagePrint print = PrintOf(envelope.message_id());
  ASSIGN_OR_RETURN(
      const std::optional<KnownMessage> known,
      known_.Find(*cached, envelope.sender(), envelope.message_id(), print));
  if (!known.has_value()) {
    ASSIGN_OR_RETURN(const std::vector<model::CorrectedMessage> corrected,
                     known_.FindCorrected(*cached, message.message));
    verdicts_.Decided(std::move(done),
                      Admit(*cached, message, print, corrected));
  } else if (known->envelope_digest != message.message.envelope_digest) {
    verdicts_.Decided(std::move(done),
                      MakeError(Reason::kDuplicateMessageId,
                                absl::StrCat("sequence ", known->sequence,
                                             " has this id and other content"),
                                "envelope.message_id"));
  } else {
    verdicts_.Known(std::move(done), envelope.case_id(), known->sequence);
  }
  return absl::OkStatus();
}

void Round::AfterAnswers(std::function<void()> answered) {
  verdicts_.AfterAnswers(std::move(answered));
}

// Decides a new message and takes it into the round; its index there.
absl::StatusOr<size_t> Round::Admit(
    CachedCase& cached, Admitted& admitted, MessagePrint print,
    absl::Span<const model::CorrectedMessage> corrected) {
  RETURN_IF_ERROR(CheckExpected(cached.file(), admitted.expected_sequence));
  return Append(cached, {admitted.message, std::move(admitted.sealed), print,
                         corrected, false});
}

absl::StatusOr<size_t> Round::Append(CachedCase& cached, NewMessage next) {
  evidence::OpenedMessage& message = next.message;
  storage::v1::CaseFile& file = cached.file();
  if (model::IsErased(file)) {
    return MakeError(Reason::kCaseErased, "the case was erased",
                     "envelope.case_id");
  }
  const std::vector<v1::Act> acts = TakeActs(message);
  const std::vector<v1::Section> sections = TakeSections(message);
  const v1::Envelope& envelope = message.envelope;
  ASSIGN_OR_RETURN(const v1::Effects effects,
                   model::Decide(file,
                                 {.case_id = envelope.case_id(),
                                  .sender = envelope.sender(),
                                  .message_id = envelope.message_id(),
                                  .acts = acts,
                                  .sections = sections,
                                  .own = next.own,
                                  .corrected = next.corrected},
                                 ContextNow()));
  const std::uint64_t sequence = file.last_sequence() + 1;
  Touch(cached);
  case_file_bytes_ += BytesOf(message);
  const RoundBuilder::Added added =
      builder_.Add(message, Seal(message, std::move(next.sealed), effects),
                   effects, sequence, file.last_digest());
  model::Apply(file, {.case_id = envelope.case_id(),
                      .sender = envelope.sender(),
                      .message_id = envelope.message_id(),
                      .record_digest = crypto::AsBytes(added.digest),
                      .sequence = sequence,
                      .recorded_time = builder_.now(),
                      .acts = acts,
                      .effects = effects});
  if (std::optional<storage::v1::MessagePrintsRow> row =
          cached.AddPrint(next.print);
      row.has_value()) {
    full_prints_.push_back(*std::move(row));
  }
  if (!next.own) FollowOn(cached, acts);
  return added.index;
}

void Round::Touch(CachedCase& cached) {
  if (cached.touched) return;
  cached.touched = true;
  touched_.push_back(&cached);
  case_file_bytes_ += cached.written_bytes();
  if (!cached.next_due.has_value()) {
    cached.next_due = model::NextDueTime(cached.file());
  }
}

model::Context Round::ContextNow() const {
  return {.now = builder_.now(),
          .programmes = *state_.policy.programmes,
          .directory = *state_.policy.directory,
          .named_uuid = crypto::NamedUuid,
          .capacity = state_.policy.capacity.get()};
}

void Round::FollowOn(CachedCase& cached, absl::Span<const v1::Act> acts) {
  for (model::OwnAct& own :
       model::FollowOn(cached.file(), acts, ContextNow())) {
    OwnMessage message{std::move(own.message_id), std::move(own.act), nullptr};
    // What came before stands without it.
    Say(cached, message).IgnoreError();
  }
}

absl::Status Round::Speak(const CaseTurn& turn) {
  ASSIGN_OR_RETURN(CachedCase * cached, state_.cases.Get(turn.case_id));
  const storage::v1::CaseFile& file = cached->file();
  if (file.last_sequence() == 0 || model::IsErased(file)) {
    return absl::OkStatus();
  }
  for (OwnMessage& message : turn.speak(file, builder_.now())) {
    SubmitDone done = std::move(message.done);
    ASSIGN_OR_RETURN(const std::optional<KnownMessage> known,
                     known_.Find(*cached, state_.home, message.message_id,
                                 PrintOf(message.message_id)));
    if (known.has_value()) {
      verdicts_.Known(std::move(done), turn.case_id, known->sequence);
    } else {
      verdicts_.Decided(std::move(done), Say(*cached, message));
    }
  }
  return absl::OkStatus();
}

// Decides something of the router's own and takes it into the round.
absl::StatusOr<size_t> Round::Say(CachedCase& cached, OwnMessage& message) {
  const storage::v1::CaseFile& file = cached.file();
  const model::Programme* programme = state_.policy.programmes->Find(
      file.programme_id(), file.programme_version());
  const OwnPlace place{
      state_.home, file.case_id(), builder_.now(),
      programme == nullptr ? absl::UTCTimeZone() : programme->time_zone()};
  ASSIGN_OR_RETURN(
      evidence::OpenedMessage opened,
      BuildOwnMessage(place, message.message_id, {std::move(message.act)}));
  ASSIGN_OR_RETURN(SealedParts sealed, state_.vault.SealParts(opened));
  const MessagePrint print = PrintOf(message.message_id);
  return Append(cached, {opened, std::move(sealed), print, {}, true});
}

void Round::MoveDeadlines(std::optional<storage::v1::DeadlineCursor> cursor,
                          DeliveryDone done) {
  if (cursor.has_value()) deadline_cursor_ = std::move(cursor);
  if (done) delivered_.push_back(std::move(done));
}

evidence::StoredBytes Round::Seal(const evidence::OpenedMessage& message,
                                  SealedParts sealed,
                                  const v1::Effects& effects) {
  evidence::StoredBytes bytes;
  bytes.parts = std::move(sealed.parts);
  bytes.effects = state_.vault.SealEffects(sealed.key, message,
                                           effects.SerializeAsString());
  if (sealed.key != nullptr && new_keys_.count(sealed.key->case_id()) == 0 &&
      !state_.vault.keys()->IsStored(*sealed.key)) {
    new_keys_[sealed.key->case_id()] = sealed.key;
  }
  return bytes;
}

void Round::Record(RouterAct act) {
  SubmitDone done = std::move(act.done);
  absl::StatusOr<size_t> index = Append(act);
  if (index.ok()) Merge(act.delivery);
  if (act.delivery.done) delivered_.push_back(std::move(act.delivery.done));
  verdicts_.Decided(std::move(done), std::move(index));
}

absl::StatusOr<size_t> Round::Append(RouterAct& act) {
  const size_t act_bytes = BytesOf(act);
  const size_t file_bytes = state_.router_file.ByteSizeLong();
  if (act.act.has_programme_loaded()) {
    NumberVersion(state_.router_file, *act.act.mutable_programme_loaded());
  }
  CachedCase* erased = nullptr;
  if (act.act.has_case_erased()) {
    ASSIGN_OR_RETURN(erased, FindErasable(act));
  }
  const std::string erased_id = act.act.case_erased().case_id();
  std::vector<v1::Act> acts = {std::move(act.act)};
  std::move(act.more_acts.begin(), act.more_acts.end(),
            std::back_inserter(acts));
  RETURN_IF_ERROR(
      model::CheckRoomForCapacities(state_.router_file.capacities(), acts));
  OpenedRecord record;
  ASSIGN_OR_RETURN(record.message,
                   BuildOwnMessage({state_.home, RouterLogId(state_.home),
                                    builder_.now(), absl::UTCTimeZone()},
                                   RandomMessageId(), std::move(acts)));
  record.head.recorded_time = builder_.now();
  record.head.sequence = state_.router_file.last_sequence() + 1;
  std::sort(act.recipients.begin(), act.recipients.end());
  record.effects.mutable_recipients()->Add(act.recipients.begin(),
                                           act.recipients.end());
  for (size_t i = 0; i < record.message.acts.size(); ++i) {
    record.effects.add_acts();
  }
  ASSIGN_OR_RETURN(SealedParts sealed, state_.vault.SealParts(record.message));
  const std::string previous_digest = state_.router_file.last_digest();
  RETURN_IF_ERROR(policy_change_.Apply(record, state_.router_file));
  const RoundBuilder::Added added = builder_.Add(
      record.message, Seal(record.message, std::move(sealed), record.effects),
      record.effects, record.head.sequence, previous_digest);
  state_.router_file.set_last_digest(crypto::ToBytes(added.digest));
  if (!router_file_touched_) case_file_bytes_ += file_bytes;
  case_file_bytes_ += act_bytes;
  router_file_touched_ = true;
  if (erased != nullptr) Erase(erased_id, *erased);
  return added.index;
}

// The case that `act` erases; fills in where its log ends, and who is told.
absl::StatusOr<CachedCase*> Round::FindErasable(RouterAct& act) {
  v1::CaseErased& erased = *act.act.mutable_case_erased();
  ASSIGN_OR_RETURN(CachedCase * cached, state_.cases.Get(erased.case_id()));
  const storage::v1::CaseFile& file = cached->file();
  RETURN_IF_ERROR(model::CheckErasable(file));
  erased.set_last_sequence(file.last_sequence());
  erased.set_last_digest(file.last_digest());
  act.recipients = model::AgenciesThatHold(file);
  return cached;
}

void Round::Erase(const std::string& case_id, CachedCase& cached) {
  Touch(cached);
  cached.file() = model::Tombstone(cached.file());
  new_keys_.erase(case_id);
  state_.erased.insert(case_id);
  erased_.push_back(case_id);
}

std::optional<Policy> Round::NewPolicy() const {
  return policy_change_.Result(state_.policy, state_.router_file);
}

void Round::Change(DeliveryChange change) {
  Merge(change);
  if (change.done) delivered_.push_back(std::move(change.done));
}

void Round::Change(KeyChange change) {
  for (storage::v1::CaseKeyRow& row : change.rows) {
    if (state_.erased.contains(row.case_id())) continue;
    changed_keys_.push_back(std::move(row));
  }
  if (change.done) delivered_.push_back(std::move(change.done));
}

void Round::Merge(DeliveryChange& change) {
  for (storage::v1::DeliveryCursor& cursor : change.cursors) {
    delivery_.Put(std::move(cursor));
  }
  for (storage::v1::CaseDelivery& delivery : change.case_deliveries) {
    delivery_.Put(std::move(delivery));
  }
  for (const storage::v1::CaseDeliveryEnd& end : change.case_delivery_ends) {
    delivery_.End(end);
  }
}

bool Round::WritesNothing() const {
  return builder_.records() == 0 && delivery_.empty() &&
         changed_keys_.empty() && !deadline_cursor_.has_value();
}

storage::v1::CommitBatch Round::Finish() {
  storage::v1::CommitBatch batch;
  if (builder_.records() > 0) batch = builder_.Finish(state_.signer);
  for (const auto& [case_id, key] : new_keys_) {
    *batch.add_case_keys() = store::ToRow(state_.vault.keys()->Wrap(*key));
  }
  for (storage::v1::CaseKeyRow& row : changed_keys_) {
    *batch.add_case_keys() = std::move(row);
  }
  for (const std::string& case_id : erased_) {
    batch.add_erased_keys()->set_case_id(case_id);
  }
  for (const CachedCase* cached : touched_) {
    storage::v1::CaseFileRow& row = *batch.add_case_files();
    row.set_case_id(cached->file().case_id());
    row.set_case_file(cached->file().SerializeAsString());
    written_bytes_.push_back(row.case_file().size());
  }
  for (storage::v1::MessagePrintsRow& row : full_prints_) {
    *batch.add_message_prints() = std::move(row);
  }
  if (router_file_touched_) {
    batch.set_router_file(state_.router_file.SerializeAsString());
  }
  AddDeadlineRows(touched_, builder_.now(), batch);
  if (deadline_cursor_.has_value()) {
    *batch.mutable_deadline_cursor() = *std::move(deadline_cursor_);
  }
  delivery_.Take(batch);
  return batch;
}

void Round::OnWritten() {
  for (size_t i = 0; i < touched_.size(); ++i) {
    touched_[i]->touched = false;
    state_.cases.NoteWritten(*touched_[i], written_bytes_[i]);
  }
}

std::vector<std::string> Round::Touched() const {
  std::vector<std::string> cases;
  cases.reserve(touched_.size() + 1);
  for (const CachedCase* cached : touched_) {
    cases.push_back(cached->file().case_id());
  }
  if (router_file_touched_) cases.push_back(RouterLogId(state_.home));
  return cases;
}

absl::Status Round::Answer(const RoundProver& prover) {
  for (const std::string& case_id : erased_) {
    state_.vault.keys()->Forget(case_id);
  }
  for (const auto& [case_id, key] : new_keys_) {
    state_.vault.keys()->OnStored(key);
  }
  RETURN_IF_ERROR(verdicts_.Answer(builder_, prover));
  for (const DeliveryDone& done : delivered_) done();
  return absl::OkStatus();
}

}  // namespace referral::router
