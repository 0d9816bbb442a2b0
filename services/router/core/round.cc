#include "services/router/core/round.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/timestamp.h"
#include "common/model/decide.h"
#include "common/store/key_store.h"
#include "services/router/core/opened_record.h"

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

bool LoadsConfiguration(const v1::Act& act) {
  return act.has_deployment_loaded() || act.has_programme_loaded();
}

// Each load is a new version [14].
void NumberVersion(const storage::v1::RouterFile& file,
                   v1::ProgrammeLoaded& act) {
  const storage::v1::LoadedFile* newest =
      NewestProgramme(file, act.programme_id());
  act.set_version(newest == nullptr ? 1 : newest->version() + 1);
}

// The message of one of the router's own acts.
absl::StatusOr<evidence::OpenedMessage> BuildOwn(const std::string& home,
                                                 absl::Time now, v1::Act act) {
  if (!act.has_occurred_date()) {
    const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
    act.mutable_occurred_date()->set_year(static_cast<int>(today.year()));
    act.mutable_occurred_date()->set_month(today.month());
    act.mutable_occurred_date()->set_day(today.day());
  }
  std::array<uint8_t, 16> random;
  crypto::FillRandom(absl::MakeSpan(random));
  ASSIGN_OR_RETURN(const v1::SignedMessage message,
                   evidence::BuildMessage({.message_id = UuidV4(random),
                                           .case_id = RouterLogId(home),
                                           .sender = home,
                                           .sent_time = now,
                                           .acts = {std::move(act)},
                                           .sections = {}}));
  return evidence::OpenDelivered(message);
}

}  // namespace

Round::Round(SequencerState& state, const LedgerHead& head, absl::Time now)
    : state_(state), builder_(state.home, head, now) {}

bool Round::HasRoomFor(size_t bytes) const {
  return builder_.records() == 0 ||
         (builder_.records() < kMaxRoundMessages &&
          builder_.bytes() + case_file_bytes_ + bytes <= kMaxRoundBytes);
}

bool Round::IsFullFor(const Admitted& message) {
  // Once in the log, and at most once more in the case file.
  size_t bytes = 2 * BytesOf(message.message);
  const std::string& case_id = message.message.envelope.case_id();
  if (touched_.count(case_id) == 0) {
    const absl::StatusOr<CachedCase*> cached = state_.cases.Get(case_id);
    // What cannot be read is for Decide to tell.
    if (cached.ok()) bytes += (*cached)->file().ByteSizeLong();
  }
  return !HasRoomFor(bytes);
}

bool Round::IsFullFor(const RouterAct& act) const {
  return !HasRoomFor(2 * (act.act.ByteSizeLong() + kRecordOverheadBytes) +
                     state_.router_file.ByteSizeLong());
}

absl::Status Round::Decide(Admitted message) {
  const std::string case_id = message.message.envelope.case_id();
  ASSIGN_OR_RETURN(CachedCase * cached, state_.cases.Get(case_id));
  Verdict verdict;
  verdict.done = std::move(message.done);
  const std::uint64_t known = cached->Find(
      message.message.envelope.sender(), message.message.envelope.message_id());
  if (known == 0) {
    absl::StatusOr<size_t> index = Admit(*cached, message);
    if (index.ok()) {
      verdict.index = *index;
    } else {
      verdict.refusal = index.status();
    }
  } else if (cached->file()
                 .messages(static_cast<int>(known - 1))
                 .envelope_digest() !=
             crypto::AsBytes(message.message.envelope_digest)) {
    verdict.refusal = MakeError(
        Reason::kDuplicateMessageId,
        absl::StrCat("sequence ", known, " has this id and other content"),
        "envelope.message_id");
  } else {
    verdict.case_id = case_id;
    verdict.sequence = known;
  }
  verdicts_.push_back(std::move(verdict));
  return absl::OkStatus();
}

// Decides a new message and takes it into the round; its index there.
absl::StatusOr<size_t> Round::Admit(CachedCase& cached, Admitted& admitted) {
  storage::v1::CaseFile& file = cached.file();
  RETURN_IF_ERROR(CheckExpected(file, admitted.expected_sequence));
  evidence::OpenedMessage& message = admitted.message;
  const std::vector<v1::Act> acts = TakeActs(message);
  const std::vector<v1::Section> sections = TakeSections(message);
  const v1::Envelope& envelope = message.envelope;
  ASSIGN_OR_RETURN(const v1::Effects effects,
                   model::Decide(file,
                                 {.case_id = envelope.case_id(),
                                  .sender = envelope.sender(),
                                  .message_id = envelope.message_id(),
                                  .acts = acts,
                                  .sections = sections},
                                 {.now = builder_.now(),
                                  .programmes = *state_.policy.programmes,
                                  .directory = *state_.policy.directory}));
  const std::uint64_t sequence = file.last_sequence() + 1;
  if (touched_.emplace(envelope.case_id(), &cached).second) {
    case_file_bytes_ += file.ByteSizeLong();
  }
  case_file_bytes_ += BytesOf(message);
  const RoundBuilder::Added added =
      builder_.Add(message, Seal(message, std::move(admitted.sealed), effects),
                   effects, sequence, file.last_digest());
  model::Apply(file,
               {.case_id = envelope.case_id(),
                .sender = envelope.sender(),
                .message_id = envelope.message_id(),
                .envelope_digest = crypto::AsBytes(message.envelope_digest),
                .record_digest = crypto::AsBytes(added.digest),
                .sequence = sequence,
                .recorded_time = builder_.now(),
                .acts = acts,
                .effects = effects});
  cached.IndexLast();
  return added.index;
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
  Verdict verdict;
  verdict.done = std::move(act.done);
  absl::StatusOr<size_t> index = Append(act);
  if (index.ok()) {
    verdict.index = *index;
    Merge(act.delivery);
  } else {
    verdict.refusal = index.status();
  }
  if (act.delivery.done) delivered_.push_back(std::move(act.delivery.done));
  verdicts_.push_back(std::move(verdict));
}

absl::StatusOr<size_t> Round::Append(RouterAct& act) {
  const bool loads = LoadsConfiguration(act.act);
  const size_t act_bytes = act.act.ByteSizeLong();
  const size_t file_bytes = state_.router_file.ByteSizeLong();
  if (act.act.has_programme_loaded()) {
    NumberVersion(state_.router_file, *act.act.mutable_programme_loaded());
  }
  ASSIGN_OR_RETURN(const evidence::OpenedMessage message,
                   BuildOwn(state_.home, builder_.now(), std::move(act.act)));
  OpenedRecord record;
  record.message = message;
  record.head.recorded_time = builder_.now();
  record.head.sequence = state_.router_file.last_sequence() + 1;
  // Dropped again if what was loaded is no configuration.
  storage::v1::RouterFile file = state_.router_file;
  ApplyRecord(record, file);
  if (loads) {
    ASSIGN_OR_RETURN(new_policy_, BuildPolicy(file));
  }
  std::sort(act.recipients.begin(), act.recipients.end());
  record.effects.mutable_recipients()->Add(act.recipients.begin(),
                                           act.recipients.end());
  record.effects.add_acts();
  ASSIGN_OR_RETURN(SealedParts sealed, state_.vault.SealParts(message));
  const RoundBuilder::Added added = builder_.Add(
      message, Seal(message, std::move(sealed), record.effects), record.effects,
      record.head.sequence, state_.router_file.last_digest());
  file.set_last_digest(crypto::ToBytes(added.digest));
  state_.router_file = std::move(file);
  if (!router_file_touched_) case_file_bytes_ += file_bytes;
  case_file_bytes_ += act_bytes;
  router_file_touched_ = true;
  return added.index;
}

void Round::Change(DeliveryChange change) {
  Merge(change);
  if (change.done) delivered_.push_back(std::move(change.done));
}

void Round::Change(KeyChange change) {
  changed_keys_.insert(changed_keys_.end(),
                       std::make_move_iterator(change.rows.begin()),
                       std::make_move_iterator(change.rows.end()));
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
  return builder_.records() == 0 && delivery_.empty() && changed_keys_.empty();
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
  for (const auto& [case_id, cached] : touched_) {
    storage::v1::CaseFileRow& row = *batch.add_case_files();
    row.set_case_id(case_id);
    row.set_case_file(cached->file().SerializeAsString());
  }
  if (router_file_touched_) {
    batch.set_router_file(state_.router_file.SerializeAsString());
  }
  delivery_.Take(batch);
  return batch;
}

std::vector<std::string> Round::Touched() const {
  std::vector<std::string> cases;
  cases.reserve(touched_.size() + 1);
  for (const auto& [case_id, cached] : touched_) cases.push_back(case_id);
  if (router_file_touched_) cases.push_back(RouterLogId(state_.home));
  return cases;
}

absl::Status Round::Answer(const RoundProver& prover) {
  for (const auto& [case_id, key] : new_keys_) {
    state_.vault.keys()->OnStored(key);
  }
  for (Verdict& verdict : verdicts_) {
    if (!verdict.done) continue;
    if (!verdict.refusal.ok()) {
      verdict.done(std::move(verdict.refusal));
    } else if (verdict.index.has_value()) {
      verdict.done(builder_.ReceiptOf(*verdict.index));
    } else {
      ASSIGN_OR_RETURN(v1::Receipt receipt,
                       prover.ReadReceipt(verdict.case_id, verdict.sequence));
      verdict.done(std::move(receipt));
    }
  }
  for (const DeliveryDone& done : delivered_) done();
  return absl::OkStatus();
}

}  // namespace referral::router
