#include <utility>

#include "absl/status/statusor.h"
#include "common/evidence/digests.h"
#include "common/evidence/hash_tree.h"
#include "common/evidence/receipt.h"
#include "common/evidence/round_head.h"
#include "proto/referral/v1/record.pb.h"
#include "services/agency/core/received.h"
#include "tests/common/evidence/samples.h"
#include "tests/robustness/fuzz/targets.h"

namespace referral::fuzz {
namespace {

// The one place that knows how an inbox opens a record.
absl::StatusOr<agency::Received> Ask(const v1::Record& record) {
  return agency::OpenReceived(record, nullptr);
}

// `record` with every digest as it should be, in a round of its own.
v1::Record Mended(v1::Record record) {
  v1::RecordHead head;
  if (!head.ParseFromString(record.head())) return record;
  v1::Envelope envelope;
  if (record.has_message() &&
      envelope.ParseFromString(record.message().envelope())) {
    for (const v1::Part& part : record.message().parts()) {
      if (part.index() >= static_cast<uint32_t>(envelope.part_digests_size())) {
        continue;
      }
      envelope.set_part_digests(
          static_cast<int>(part.index()),
          crypto::ToBytes(evidence::PartDigest(part.disclosure())));
    }
    const std::string bytes = envelope.SerializeAsString();
    record.mutable_message()->set_envelope(bytes);
    head.set_envelope_digest(crypto::ToBytes(evidence::EnvelopeDigest(bytes)));
    head.set_case_id(envelope.case_id());
  }
  record.set_head(head.SerializeAsString());
  const std::vector<evidence::Digest> leaves = {
      evidence::RecordDigest(record.head())};
  *record.mutable_proof() =
      evidence::MakeRoundProof(evidence::HashTree(leaves), 0,
                               evidence::SampleRound(leaves, head.position()));
  return record;
}

void CheckTaken(const v1::Record& record, const agency::Received& received) {
  Check(received.message.has_value() == record.has_message(),
        "a message came from nowhere");
  Check(received.receipt.has_value() == record.has_message(),
        "a receipt for no message");
  if (!received.message.has_value()) {
    Check(!received.effects.has_value(), "effects of no message");
    return;
  }
  Check(received.message->envelope_digest == received.head.envelope_digest,
        "the head is of another message");
  Check(received.message->envelope.case_id() == received.head.case_id,
        "the message is of another case");
  Check(received.message->acts.size() + received.message->sections.size() ==
            received.message->parts.size(),
        "a part that says nothing");
  if (received.effects.has_value()) {
    Check(static_cast<size_t>(received.effects->acts_size()) ==
              received.message->acts.size(),
          "not as many effects as acts");
  }
  // The same again from what is stored.
  v1::Record stored;
  Check(stored.ParseFromString(received.record_bytes) && Ask(stored).ok(),
        "what was kept does not open");
}

bool Deliver(const v1::Record& record) {
  const absl::StatusOr<agency::Received> received = Ask(record);
  if (!received.ok()) {
    CheckRefusal(received.status());
    return false;
  }
  CheckTaken(record, *received);
  return true;
}

bool Run(absl::string_view input) {
  v1::Record record;
  if (!record.ParseFromArray(input.data(), static_cast<int>(input.size()))) {
    return false;
  }
  bool taken = Deliver(record);
  taken |= Deliver(Mended(std::move(record)));
  return taken;
}

std::vector<Seed> Seeds() {
  const v1::Record whole = evidence::SampleRecord();
  v1::Record with_effects = whole;
  with_effects.mutable_effects()->add_acts()->set_receiver("health");
  with_effects.mutable_effects()->add_recipients("health");
  v1::Record withheld = whole;
  withheld.mutable_message()->mutable_parts()->RemoveLast();
  v1::Record head_only = whole;
  head_only.clear_message();
  v1::Record no_head = whole;
  no_head.clear_head();
  return {{whole.SerializeAsString(), true},
          {with_effects.SerializeAsString(), true},
          {withheld.SerializeAsString(), true},
          {head_only.SerializeAsString(), true},
          {no_head.SerializeAsString(), false}};
}

}  // namespace

Target ReceivedTarget() { return {"received", Run, Seeds}; }

}  // namespace referral::fuzz
