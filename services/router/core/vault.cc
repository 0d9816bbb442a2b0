#include "services/router/core/vault.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/sealing.h"

namespace referral::router {
namespace {

using storage::v1::StoredPart;
using storage::v1::StoredRecord;

// Whom the sealed bytes of a record belong to.
absl::StatusOr<v1::Envelope> EnvelopeOf(const StoredRecord& record) {
  v1::Envelope envelope;
  if (!envelope.ParseFromString(record.envelope())) {
    return MakeError(Reason::kStoreCorrupt, "an envelope cannot be read");
  }
  return envelope;
}

absl::StatusOr<std::string> EffectsBytes(crypto::CaseKeys& keys,
                                         const v1::Envelope& envelope,
                                         const StoredRecord& record) {
  return keys.Open(
      envelope.case_id(),
      evidence::EffectsContext(envelope.case_id(), envelope.message_id()),
      record.effects());
}

absl::StatusOr<v1::Effects> ParseEffects(const std::string& bytes) {
  v1::Effects effects;
  if (!effects.ParseFromString(bytes)) {
    return MakeError(Reason::kStoreCorrupt, "effects cannot be read");
  }
  return effects;
}

}  // namespace

absl::StatusOr<SealedParts> Vault::SealParts(
    const evidence::OpenedMessage& message) const {
  SealedParts sealed;
  sealed.parts.reserve(message.parts.size());
  if (keys_ == nullptr) {
    for (const v1::Part& part : message.parts) {
      sealed.parts.push_back(part.disclosure());
    }
    return sealed;
  }
  const v1::Envelope& envelope = message.envelope;
  ASSIGN_OR_RETURN(sealed.key, keys_->ForSealing(envelope.case_id()));
  for (const v1::Part& part : message.parts) {
    sealed.parts.push_back(sealed.key->Seal(
        evidence::PartContext(envelope.case_id(), envelope.message_id(),
                              part.index()),
        part.disclosure()));
  }
  return sealed;
}

std::string Vault::SealEffects(const crypto::CaseKeyPtr& key,
                               const evidence::OpenedMessage& message,
                               std::string effects) const {
  if (key == nullptr) return effects;
  const v1::Envelope& envelope = message.envelope;
  return key->Seal(
      evidence::EffectsContext(envelope.case_id(), envelope.message_id()),
      effects);
}

absl::StatusOr<StoredRecord> Vault::Open(StoredRecord record) const {
  if (keys_ == nullptr) return record;
  ASSIGN_OR_RETURN(const v1::Envelope envelope, EnvelopeOf(record));
  RETURN_IF_ERROR(Open(envelope, record));
  return record;
}

absl::Status Vault::Open(const v1::Envelope& envelope,
                         StoredRecord& record) const {
  if (keys_ == nullptr) return absl::OkStatus();
  for (StoredPart& part : *record.mutable_parts()) {
    ASSIGN_OR_RETURN(
        *part.mutable_content(),
        keys_->Open(envelope.case_id(),
                    evidence::PartContext(envelope.case_id(),
                                          envelope.message_id(), part.index()),
                    part.content()));
  }
  ASSIGN_OR_RETURN(*record.mutable_effects(),
                   EffectsBytes(*keys_, envelope, record));
  return absl::OkStatus();
}

absl::StatusOr<v1::Effects> Vault::OpenEffects(
    const StoredRecord& record) const {
  if (keys_ == nullptr) return ParseEffects(record.effects());
  ASSIGN_OR_RETURN(const v1::Envelope envelope, EnvelopeOf(record));
  ASSIGN_OR_RETURN(const std::string bytes,
                   EffectsBytes(*keys_, envelope, record));
  return ParseEffects(bytes);
}

}  // namespace referral::router
