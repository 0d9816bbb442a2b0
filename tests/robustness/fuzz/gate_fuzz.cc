#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/evidence/digests.h"
#include "common/evidence/key_book.h"
#include "common/evidence/message.h"
#include "common/evidence/signature.h"
#include "common/model/directory.h"
#include "proto/referral/v1/message.pb.h"
#include "services/router/core/gate.h"
#include "tests/common/evidence/samples.h"
#include "tests/common/model/case_builder.h"
#include "tests/robustness/fuzz/targets.h"
#include "tests/support/test_keys.h"

namespace referral::fuzz {
namespace {

namespace acts = model::testing::acts;

constexpr absl::string_view kSomebodyElse = "police";

// Every agency signs with its test key.
config::v1::Deployment DeploymentWithKeys() {
  config::v1::Deployment deployment = model::testing::TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    config::v1::SigningKey& key = *agency.add_signing_keys();
    key.set_key_id(::referral::testing::TestKeyId(agency.id()));
    key.set_public_key_hex(crypto::ToHex(
        ::referral::testing::TestSigningKey(agency.id()).public_key()));
    key.mutable_valid_from()->set_year(2000);
    key.mutable_valid_from()->set_month(1);
    key.mutable_valid_from()->set_day(1);
  }
  return deployment;
}

// The one place that knows how the gate is asked.
absl::StatusOr<evidence::OpenedMessage> Ask(absl::string_view bytes,
                                            absl::string_view peer) {
  static const auto* directory = new model::Directory(DeploymentWithKeys());
  static const auto* keys = new evidence::KeyBook(DeploymentWithKeys());
  static const auto* signatures = new evidence::SignatureCheck();
  constexpr std::int64_t kNow = 1'900'000'000;
  return router::CheckMessage(
      bytes, peer,
      {"AZ", *directory, *keys, *signatures, absl::FromUnixSeconds(kNow)});
}

// Signed by whoever the envelope says sent it.
v1::SignedMessage Signed(v1::SignedMessage message, const std::string& sender) {
  *message.mutable_proof() =
      evidence::SignEnvelopes({evidence::EnvelopeDigest(message.envelope())},
                              ::referral::testing::TestSigningKey(sender),
                              ::referral::testing::TestKeyId(sender))
          .front();
  return message;
}

// `message` with the digests that its parts really have, and signed: what
// somebody sends who knows how messages are made.
v1::SignedMessage Mended(v1::SignedMessage message) {
  v1::Envelope envelope;
  if (!envelope.ParseFromString(message.envelope())) return message;
  envelope.clear_part_digests();
  for (const v1::Part& part : message.parts()) {
    envelope.add_part_digests(
        crypto::ToBytes(evidence::PartDigest(part.disclosure())));
  }
  message.set_envelope(envelope.SerializeAsString());
  return Signed(std::move(message), envelope.sender());
}

// A well made message whose parts are pieces of `input`: two bytes of length,
// then as many bytes, or what is left.
v1::SignedMessage OfPieces(absl::string_view input) {
  v1::SignedMessage message;
  v1::Envelope envelope;
  envelope.set_version(1);
  envelope.set_message_id(evidence::kMessageId);
  envelope.set_case_id(evidence::CaseId());
  envelope.set_sender("sms");
  envelope.mutable_sent_time()->set_seconds(1'552'000'000);
  message.set_envelope(envelope.SerializeAsString());
  while (input.size() >= 2) {
    const size_t length = static_cast<uint8_t>(input[0]) |
                          static_cast<size_t>(static_cast<uint8_t>(input[1]))
                              << 8;
    const absl::string_view piece = input.substr(2, length);
    input.remove_prefix(2 + piece.size());
    v1::Part& part = *message.add_parts();
    part.set_index(static_cast<uint32_t>(message.parts_size() - 1));
    part.set_disclosure(std::string(piece));
  }
  return Mended(std::move(message));
}

// The inverse of OfPieces.
std::string ToPieces(const v1::SignedMessage& message) {
  std::string pieces;
  for (const v1::Part& part : message.parts()) {
    pieces.push_back(static_cast<char>(part.disclosure().size() & 0xff));
    pieces.push_back(static_cast<char>(part.disclosure().size() >> 8));
    pieces += part.disclosure();
  }
  return pieces;
}

// The peer that the message would be right from. What a certificate or a call
// gives as a peer has the shape of an id.
std::string SenderOf(absl::string_view bytes) {
  v1::SignedMessage message;
  v1::Envelope envelope;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !envelope.ParseFromString(message.envelope()) ||
      !IsAgencyId(envelope.sender())) {
    return "sms";
  }
  return envelope.sender();
}

void CheckAdmitted(absl::string_view bytes, absl::string_view peer,
                   const evidence::OpenedMessage& opened) {
  Check(bytes.size() <= kMaxMessageBytes, "a message beyond the limit");
  Check(opened.envelope.sender() == peer, "somebody spoke for another");
  Check(IsUuid(opened.envelope.message_id()), "a message id of no shape");
  Check(HomeOf(opened.envelope.case_id()) == "AZ", "a case of another home");
  Check(
      evidence::EnvelopeDigest(opened.envelope_bytes) == opened.envelope_digest,
      "the envelope has another digest");
  Check(opened.withheld() == 0, "a part is missing");
  Check(!opened.acts.empty(), "a message without an act");
  Check(opened.acts.size() + opened.sections.size() == opened.parts.size(),
        "a part that says nothing");
  for (const v1::Part& part : opened.parts) {
    Check(crypto::ToBytes(evidence::PartDigest(part.disclosure())) ==
              opened.envelope.part_digests(static_cast<int>(part.index())),
          "a part has another digest");
  }
  for (const evidence::OpenedAct& act : opened.acts) {
    Check(IsOfficer(act.act.officer()), "an act of nobody");
  }
  // What the router took, a recipient can open.
  v1::SignedMessage message;
  Check(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
            evidence::OpenDelivered(message).ok(),
        "a recipient cannot open it");
}

bool Knock(absl::string_view bytes) {
  const std::string peer = SenderOf(bytes);
  const absl::StatusOr<evidence::OpenedMessage> opened = Ask(bytes, peer);
  if (!opened.ok()) {
    CheckRefusal(opened.status());
    return false;
  }
  CheckAdmitted(bytes, peer, *opened);
  if (peer != kSomebodyElse) {
    const absl::Status status = Ask(bytes, kSomebodyElse).status();
    Check(!status.ok(), "the same message from two peers");
    CheckRefusal(status);
  }
  return true;
}

// The bytes as they are; mended; and as the parts of a sound envelope.
bool Run(absl::string_view input) {
  bool taken = Knock(input);
  v1::SignedMessage message;
  if (message.ParseFromArray(input.data(), static_cast<int>(input.size()))) {
    taken |= Knock(Mended(std::move(message)).SerializeAsString());
  }
  taken |= Knock(OfPieces(input).SerializeAsString());
  return taken;
}

std::vector<Seed> Seeds() {
  std::vector<evidence::BuildSpec> specs(4, evidence::SampleSpec());
  specs[1].sender = "sms";
  specs[1].acts = {acts::Application(2), acts::ReviewStarted(),
                   acts::Eligible()};
  specs[2].sender = "border";
  specs[2].acts = {acts::ArrivalAnnounced()};
  specs[2].sections = {};
  specs[3].sender = "sms";
  specs[3].acts = {acts::PlanAgreed(),
                   acts::Request(model::testing::Id(1), "medical.check"),
                   acts::Consent("p1")};
  specs[3].sections = {model::testing::Medical("p1")};
  std::vector<Seed> seeds = {{"", false}, {"\xff\xff", false}};
  for (const evidence::BuildSpec& spec : specs) {
    const v1::SignedMessage message = evidence::Build(spec);
    seeds.push_back({message.SerializeAsString(), true});
    seeds.push_back({ToPieces(message), true});
    v1::SignedMessage torn = message;
    torn.mutable_parts()->RemoveLast();
    // Mended, it is a smaller message, unless nothing is left.
    seeds.push_back({torn.SerializeAsString(), torn.parts_size() > 0});
  }
  return seeds;
}

}  // namespace

Target GateTarget() { return {"gate", Run, Seeds}; }

}  // namespace referral::fuzz
