#include "common/evidence/message.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/text_check.h"
#include "common/evidence/timestamp.h"

namespace referral::evidence {
namespace {

constexpr uint32_t kEnvelopeVersion = 1;

absl::Status Malformed(absl::string_view where) {
  return MakeError(Reason::kMalformedMessage,
                   "the bytes are not what this field takes", where);
}

absl::Status InvalidField(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kInvalidField, what, where);
}

std::string PartName(size_t index) {
  return absl::StrCat("parts[", index, "]");
}

// The router's own log has the router as its sender, by its home code.
absl::Status CheckIds(const v1::Envelope& envelope, bool may_be_routers_own) {
  if (!IsUuid(envelope.message_id())) {
    return MakeError(Reason::kInvalidMessageId,
                     "the message id is not a lower-case UUID",
                     "envelope.message_id");
  }
  const bool routers_own = may_be_routers_own && IsHomeCode(envelope.sender());
  if (!(routers_own && IsRouterLogId(envelope.case_id()))) {
    RETURN_IF_ERROR(CheckCaseId(envelope.case_id()));
  }
  if (!routers_own && !IsAgencyId(envelope.sender())) {
    return InvalidField("the sender is not an agency id", "envelope.sender");
  }
  return absl::OkStatus();
}

absl::Status CheckPartDigests(const v1::Envelope& envelope) {
  const auto count = static_cast<size_t>(envelope.part_digests_size());
  if (count == 0) {
    return InvalidField("a message has at least one part",
                        "envelope.part_digests");
  }
  if (count > kMaxParts) {
    return MakeError(
        Reason::kMessageTooLarge,
        absl::StrCat("a message has at most ", kMaxParts, " parts"),
        "envelope.part_digests");
  }
  for (const std::string& digest : envelope.part_digests()) {
    RETURN_IF_ERROR(ParseDigest(digest, "envelope.part_digests").status());
  }
  return absl::OkStatus();
}

// Parses and checks the envelope of `message` into `opened`.
absl::Status OpenEnvelope(std::string bytes, bool may_be_routers_own,
                          OpenedMessage& opened) {
  if (bytes.empty() || !opened.envelope.ParseFromString(bytes)) {
    return Malformed("envelope");
  }
  if (opened.envelope.version() != kEnvelopeVersion) {
    return InvalidField(
        absl::StrCat("the envelope's version is ", opened.envelope.version(),
                     ", not ", kEnvelopeVersion),
        "envelope.version");
  }
  RETURN_IF_ERROR(CheckIds(opened.envelope, may_be_routers_own));
  if (!opened.envelope.has_sent_time()) {
    return InvalidField("the time is missing", "envelope.sent_time");
  }
  ASSIGN_OR_RETURN(opened.sent_time, FromTimestamp(opened.envelope.sent_time(),
                                                   "envelope.sent_time"));
  RETURN_IF_ERROR(CheckPartDigests(opened.envelope));
  opened.envelope_digest = EnvelopeDigest(bytes);
  opened.envelope_bytes = std::move(bytes);
  return absl::OkStatus();
}

// Sorts what a part says into acts and sections.
absl::Status OpenDisclosure(const v1::Part& part, OpenedMessage& opened) {
  const auto where = [&] { return PartName(part.index()); };
  v1::Disclosure disclosure;
  if (!disclosure.ParseFromString(part.disclosure())) return Malformed(where());
  if (disclosure.salt().size() != kSaltBytes) {
    return InvalidField(absl::StrCat("a salt has ", kSaltBytes, " bytes"),
                        where() + ".salt");
  }
  switch (disclosure.content_case()) {
    case v1::Disclosure::kAct:
      opened.acts.push_back(
          {part.index(), std::move(*disclosure.mutable_act())});
      return absl::OkStatus();
    case v1::Disclosure::kSection:
      opened.sections.push_back(
          {part.index(), std::move(*disclosure.mutable_section())});
      return absl::OkStatus();
    case v1::Disclosure::CONTENT_NOT_SET:
      break;
  }
  return InvalidField("a part says an act or a section", where());
}

// Checks the digest of every part that is there and opens it.
absl::Status OpenParts(v1::SignedMessage& message, OpenedMessage& opened) {
  uint32_t next = 0;
  opened.parts.reserve(static_cast<size_t>(message.parts_size()));
  for (v1::Part& part : *message.mutable_parts()) {
    const auto where = [&] { return PartName(part.index()); };
    if (part.index() < next ||
        part.index() >=
            static_cast<uint32_t>(opened.envelope.part_digests_size())) {
      return InvalidField("the parts are not in the envelope's order", where());
    }
    next = part.index() + 1;
    const Digest digest = PartDigest(part.disclosure());
    if (crypto::AsBytes(digest) !=
        opened.envelope.part_digests(static_cast<int>(part.index()))) {
      return MakeError(Reason::kDigestMismatch,
                       "the part has not the digest the envelope gives",
                       where());
    }
    RETURN_IF_ERROR(OpenDisclosure(part, opened));
    opened.parts.push_back(std::move(part));
  }
  return absl::OkStatus();
}

absl::Status CheckSizes(const v1::SignedMessage& message) {
  if (static_cast<size_t>(message.parts_size()) > kMaxParts) {
    return MakeError(
        Reason::kMessageTooLarge,
        absl::StrCat("a message has at most ", kMaxParts, " parts"), "parts");
  }
  for (const v1::Part& part : message.parts()) {
    if (part.disclosure().size() > kMaxPartBytes) {
      return MakeError(
          Reason::kMessageTooLarge,
          absl::StrCat("a part has at most ", kMaxPartBytes,
                       " bytes, this one ", part.disclosure().size()),
          PartName(part.index()));
    }
  }
  return absl::OkStatus();
}

// Every text of the envelope and of the parts.
absl::Status CheckTexts(const v1::SignedMessage& message) {
  RETURN_IF_ERROR(CheckText(*v1::Envelope::descriptor(), message.envelope(),
                            [] { return std::string("envelope"); }));
  for (const v1::Part& part : message.parts()) {
    RETURN_IF_ERROR(CheckText(*v1::Disclosure::descriptor(), part.disclosure(),
                              [&] { return PartName(part.index()); }));
  }
  return absl::OkStatus();
}

absl::Status CheckContents(const OpenedMessage& opened) {
  if (opened.acts.empty()) {
    return InvalidField("a message has at least one act", "parts");
  }
  for (const OpenedAct& act : opened.acts) {
    const auto where = [&] { return PartName(act.part_index) + ".act"; };
    if (act.act.kind_case() == v1::Act::KIND_NOT_SET) {
      return InvalidField("the act does not say what happened", where());
    }
    // Empty in the router's own acts alone; who must name one is a rule.
    if (!act.act.officer().empty() && !IsOfficer(act.act.officer())) {
      return InvalidField(absl::StrCat("an officer has 1 to ", kMaxOfficerBytes,
                                       " visible ASCII characters"),
                          where() + ".officer");
    }
  }
  for (const OpenedSection& section : opened.sections) {
    const auto where = [&] {
      return PartName(section.part_index) + ".section";
    };
    if (section.section.content_case() == v1::Section::CONTENT_NOT_SET) {
      return InvalidField("the section has no category", where());
    }
    if (!IsPersonId(section.section.person_id())) {
      return InvalidField("the section does not name a person",
                          where() + ".person_id");
    }
  }
  return absl::OkStatus();
}

// What gate and builder check alike.
absl::StatusOr<OpenedMessage> OpenComplete(v1::SignedMessage message,
                                           bool may_be_routers_own) {
  RETURN_IF_ERROR(CheckSizes(message));
  OpenedMessage opened;
  RETURN_IF_ERROR(OpenEnvelope(std::move(*message.mutable_envelope()),
                               may_be_routers_own, opened));
  RETURN_IF_ERROR(OpenParts(message, opened));
  if (message.has_proof()) opened.proof = std::move(*message.mutable_proof());
  if (opened.withheld() != 0) {
    return InvalidField(
        absl::StrCat(opened.withheld(), " parts of the envelope are missing"),
        "parts");
  }
  RETURN_IF_ERROR(CheckContents(opened));
  return opened;
}

// Appends `disclosure`, salted, and its digest.
void AddPart(v1::Disclosure disclosure, v1::SignedMessage& message,
             v1::Envelope& envelope) {
  disclosure.set_salt(crypto::RandomBytes(kSaltBytes));
  v1::Part& part = *message.add_parts();
  part.set_index(static_cast<uint32_t>(message.parts_size() - 1));
  part.set_disclosure(disclosure.SerializeAsString());
  envelope.add_part_digests(crypto::ToBytes(PartDigest(part.disclosure())));
}

absl::Status TooLarge(size_t bytes) {
  return MakeError(Reason::kMessageTooLarge,
                   absl::StrCat("a message has at most ", kMaxMessageBytes,
                                " bytes, this one ", bytes));
}

}  // namespace

absl::StatusOr<v1::SignedMessage> BuildMessage(const BuildSpec& spec) {
  v1::SignedMessage message;
  v1::Envelope envelope;
  envelope.set_version(kEnvelopeVersion);
  envelope.set_message_id(spec.message_id);
  envelope.set_case_id(spec.case_id);
  envelope.set_sender(spec.sender);
  *envelope.mutable_sent_time() = ToTimestamp(spec.sent_time);
  for (const v1::Act& act : spec.acts) {
    v1::Disclosure disclosure;
    *disclosure.mutable_act() = act;
    AddPart(std::move(disclosure), message, envelope);
  }
  for (const v1::Section& section : spec.sections) {
    v1::Disclosure disclosure;
    *disclosure.mutable_section() = section;
    AddPart(std::move(disclosure), message, envelope);
  }
  message.set_envelope(envelope.SerializeAsString());
  if (message.ByteSizeLong() > kMaxMessageBytes) {
    return TooLarge(message.ByteSizeLong());
  }
  // The router's own log keeps whole files, which are larger than any text.
  if (!IsRouterLogId(spec.case_id)) RETURN_IF_ERROR(CheckTexts(message));
  RETURN_IF_ERROR(OpenComplete(message, /*may_be_routers_own=*/true).status());
  return message;
}

absl::StatusOr<OpenedMessage> OpenMessage(absl::string_view signed_message) {
  if (signed_message.size() > kMaxMessageBytes) {
    return TooLarge(signed_message.size());
  }
  RETURN_IF_ERROR(CheckText(*v1::SignedMessage::descriptor(), signed_message,
                            [] { return std::string("signed_message"); }));
  v1::SignedMessage message;
  if (!message.ParseFromArray(signed_message.data(),
                              static_cast<int>(signed_message.size()))) {
    return Malformed("signed_message");
  }
  RETURN_IF_ERROR(CheckTexts(message));
  return OpenComplete(std::move(message), /*may_be_routers_own=*/false);
}

absl::StatusOr<OpenedMessage> OpenDelivered(v1::SignedMessage message) {
  OpenedMessage opened;
  RETURN_IF_ERROR(OpenEnvelope(std::move(*message.mutable_envelope()),
                               /*may_be_routers_own=*/true, opened));
  RETURN_IF_ERROR(OpenParts(message, opened));
  if (message.has_proof()) opened.proof = std::move(*message.mutable_proof());
  return opened;
}

}  // namespace referral::evidence
