#include "tests/integration/messages.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/crypto/digest.h"
#include "common/crypto/key_file.h"
#include "common/evidence/digests.h"
#include "common/evidence/signature.h"
#include "google/protobuf/text_format.h"
#include "tests/integration/system.h"

namespace referral::testing {
namespace {

// As deploy/tls/make-dev-keys.sh registers them.
constexpr char kDevKeyId[] = "dev-1";

template <std::size_t kBytes>
std::array<std::uint8_t, kBytes> Random() {
  if (!crypto::Init().ok()) std::abort();
  std::array<std::uint8_t, kBytes> bytes;
  crypto::FillRandom(absl::MakeSpan(bytes));
  return bytes;
}

}  // namespace

std::string NewUuid() { return UuidV4(Random<16>()); }

std::string NewCaseId(absl::string_view home) {
  return MintCaseId(home, Random<kCaseIdRandomBytes>());
}

v1::Act ActOf(const std::string& text) {
  v1::Act act;
  if (!google::protobuf::TextFormat::ParseFromString(text, &act)) std::abort();
  if (act.officer().empty()) act.set_officer("officer-07");
  if (!act.has_occurred_date()) {
    act.mutable_occurred_date()->set_year(2020);
    act.mutable_occurred_date()->set_month(2);
    act.mutable_occurred_date()->set_day(17);
  }
  return act;
}

evidence::BuildSpec Saying(const std::string& sender,
                           const std::string& case_id,
                           const std::vector<std::string>& acts) {
  evidence::BuildSpec spec;
  spec.message_id = NewUuid();
  spec.case_id = case_id;
  spec.sender = sender;
  spec.sent_time = absl::Now();
  for (const std::string& text : acts) spec.acts.push_back(ActOf(text));
  return spec;
}

std::string Built(const evidence::BuildSpec& spec, const std::string& signer) {
  if (!crypto::Init().ok()) std::abort();
  const absl::StatusOr<v1::SignedMessage> message =
      evidence::BuildMessage(spec);
  if (!message.ok()) {
    std::fprintf(stderr, "%s\n", Describe(message.status()).c_str());
    std::abort();
  }
  return SignedBy(signer.empty() ? spec.sender : signer, *message);
}

std::string SignedBy(const std::string& agency, v1::SignedMessage message) {
  const absl::StatusOr<crypto::SigningKey> key =
      crypto::ReadSigningKeyFile(SigningKeyOf("agency-" + agency));
  if (!key.ok()) {
    std::fprintf(stderr, "%s\n", Describe(key.status()).c_str());
    std::abort();
  }
  *message.mutable_proof() =
      evidence::SignEnvelopes({evidence::EnvelopeDigest(message.envelope())},
                              *key, kDevKeyId)
          .front();
  return message.SerializeAsString();
}

std::string Altered(const std::string& message, const std::string& from,
                    const std::string& to, Digests digests) {
  v1::SignedMessage altered;
  v1::Envelope envelope;
  if (!altered.ParseFromString(message) ||
      !envelope.ParseFromString(altered.envelope())) {
    std::abort();
  }
  for (v1::Part& part : *altered.mutable_parts()) {
    part.set_disclosure(absl::StrReplaceAll(part.disclosure(), {{from, to}}));
    if (digests == Digests::kAsTheyWere) continue;
    envelope.set_part_digests(
        static_cast<int>(part.index()),
        crypto::ToBytes(evidence::PartDigest(part.disclosure())));
  }
  if (digests == Digests::kAsTheyWere) return altered.SerializeAsString();
  altered.set_envelope(envelope.SerializeAsString());
  return SignedBy(envelope.sender(), std::move(altered));
}

}  // namespace referral::testing
