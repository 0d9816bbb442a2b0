#include "services/router/core/opened_record.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/timestamp.h"
#include "common/model/capacity.h"
#include "common/model/decide.h"

namespace referral::router {
namespace {

absl::Status Corrupt(const absl::Status& cause, absl::string_view where) {
  return MakeError(
      Reason::kStoreCorrupt, cause.message(),
      absl::StrCat(where, Where(cause).empty() ? "" : " ", Where(cause)));
}

void LoadDeployment(const v1::DeploymentLoaded& act,
                    storage::v1::RouterFile& file) {
  storage::v1::LoadedFile& loaded = *file.mutable_deployment();
  loaded.set_version(loaded.version() + 1);
  loaded.set_digest(act.digest());
  loaded.set_text(act.text());
}

void LoadProgramme(const v1::ProgrammeLoaded& act,
                   storage::v1::RouterFile& file) {
  storage::v1::LoadedFile& loaded = *file.add_programmes();
  loaded.set_id(act.programme_id());
  loaded.set_version(act.version());
  loaded.set_digest(act.digest());
  loaded.set_text(act.text());
}

}  // namespace

absl::StatusOr<OpenedRecord> OpenRecord(const storage::v1::StoredRecord& stored,
                                        const Vault& vault) {
  OpenedRecord opened;
  absl::StatusOr<evidence::RecordHeadSpec> head =
      evidence::ParseRecordHead(stored.head());
  if (!head.ok()) return Corrupt(head.status(), "record");
  opened.head = *std::move(head);
  opened.digest = evidence::RecordDigest(stored.head());
  const std::string where =
      absl::StrCat(opened.head.case_id, " sequence ", opened.head.sequence);
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord plain, vault.Open(stored));
  absl::StatusOr<evidence::OpenedMessage> message =
      evidence::OpenDelivered(SignedMessageOf(plain));
  if (!message.ok()) return Corrupt(message.status(), where);
  opened.message = *std::move(message);
  if (opened.message.envelope.case_id() != opened.head.case_id) {
    return MakeError(Reason::kStoreCorrupt, "the envelope is of another case",
                     where);
  }
  if (!opened.effects.ParseFromString(plain.effects())) {
    return MakeError(Reason::kStoreCorrupt, "the effects cannot be read",
                     where);
  }
  return opened;
}

v1::SignedMessage SignedMessageOf(const storage::v1::StoredRecord& opened) {
  v1::SignedMessage message;
  message.set_envelope(opened.envelope());
  for (const storage::v1::StoredPart& part : opened.parts()) {
    v1::Part& out = *message.add_parts();
    out.set_index(part.index());
    out.set_disclosure(part.content());
  }
  if (opened.has_proof()) *message.mutable_proof() = opened.proof();
  return message;
}

absl::StatusOr<std::vector<v1::Disclosure>> DisclosuresOf(
    const storage::v1::StoredRecord& opened) {
  std::vector<v1::Disclosure> disclosures;
  disclosures.reserve(static_cast<size_t>(opened.parts_size()));
  for (const storage::v1::StoredPart& part : opened.parts()) {
    v1::Disclosure& disclosure = disclosures.emplace_back();
    if (!disclosure.ParseFromString(part.content())) {
      return MakeError(Reason::kStoreCorrupt, "a part cannot be read",
                       absl::StrCat("parts[", part.index(), "]"));
    }
  }
  return disclosures;
}

std::optional<storage::v1::MessagePrintsRow> ApplyRecord(
    const OpenedRecord& record, storage::v1::CaseFile& file) {
  std::vector<v1::Act> acts;
  acts.reserve(record.message.acts.size());
  for (const evidence::OpenedAct& act : record.message.acts) {
    acts.push_back(act.act);
  }
  model::Apply(file, {.case_id = record.head.case_id,
                      .sender = record.message.envelope.sender(),
                      .message_id = record.message.envelope.message_id(),
                      .record_digest = crypto::AsBytes(record.digest),
                      .sequence = record.head.sequence,
                      .recorded_time = record.head.recorded_time,
                      .acts = acts,
                      .effects = record.effects});
  return AddPrint(PrintOf(record.message.envelope.message_id()), file);
}

void ApplyRecord(const OpenedRecord& record, storage::v1::RouterFile& file) {
  file.set_last_sequence(record.head.sequence);
  file.set_last_digest(crypto::ToBytes(record.digest));
  *file.mutable_last_recorded_time() =
      evidence::ToTimestamp(record.head.recorded_time);
  for (const evidence::OpenedAct& act : record.message.acts) {
    if (act.act.has_deployment_loaded()) {
      LoadDeployment(act.act.deployment_loaded(), file);
    } else if (act.act.has_programme_loaded()) {
      LoadProgramme(act.act.programme_loaded(), file);
    } else if (act.act.has_case_erased()) {
      file.set_erased_case_count(file.erased_case_count() + 1);
    } else if (act.act.has_capacity_published()) {
      model::PutCapacity(act.act.capacity_published(),
                         record.head.recorded_time, *file.mutable_capacities());
    }
  }
}

absl::StatusOr<std::optional<storage::v1::MessagePrintsRow>> ApplyErasedRecord(
    const storage::v1::StoredRecord& stored, storage::v1::CaseFile& file) {
  const absl::StatusOr<evidence::RecordHeadSpec> head =
      evidence::ParseRecordHead(stored.head());
  if (!head.ok()) return Corrupt(head.status(), "record");
  v1::Envelope envelope;
  if (!envelope.ParseFromString(stored.envelope())) {
    return MakeError(Reason::kStoreCorrupt, "an envelope cannot be read",
                     absl::StrCat(head->case_id, " sequence ", head->sequence));
  }
  const auto time = evidence::ToTimestamp(head->recorded_time);
  if (file.last_sequence() == 0) *file.mutable_opened_time() = time;
  file.set_case_id(head->case_id);
  file.set_status(v1::CASE_STATUS_ERASED);
  file.set_last_sequence(head->sequence);
  file.set_last_digest(crypto::ToBytes(evidence::RecordDigest(stored.head())));
  *file.mutable_last_recorded_time() = time;
  return AddPrint(PrintOf(envelope.message_id()), file);
}

}  // namespace referral::router
