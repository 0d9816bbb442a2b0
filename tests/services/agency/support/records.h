// Records and receipts as a router would make them, each in a round of its
// own, signed by the keys of the sample deployment. Evidence alone is checked,
// not rules.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_RECORDS_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_RECORDS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/hash_tree.h"
#include "common/evidence/message.h"
#include "common/evidence/receipt.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "proto/referral/v1/record.pb.h"
#include "tests/services/agency/support/keys.h"
#include "tests/services/agency/support/samples.h"

namespace referral::agency {

// A message of `sender` that says nothing yet.
inline evidence::BuildSpec SpecOf(int message, const std::string& sender,
                                  const std::string& case_id = SomeCase()) {
  return {.message_id = Uuid(message),
          .case_id = case_id,
          .sender = sender,
          .sent_time = absl::FromUnixSeconds(1'552'000'000),
          .acts = {},
          .sections = {}};
}

// Not thread-safe.
class RecordMaker {
 public:
  struct Made {
    v1::Record record;
    v1::Receipt receipt;
  };

  // Signs rounds with the router's nth key from now on; none if 0.
  void SignWith(int n, std::string key_id = kKeyId) {
    key_ = n;
    key_id_ = std::move(key_id);
  }

  // Records a message as the next of its case.
  absl::StatusOr<Made> Record(absl::string_view signed_message,
                              const v1::Effects& effects = {}) {
    v1::SignedMessage parsed;
    parsed.ParseFromString(std::string(signed_message));
    // The router's own messages come in by no gate.
    ASSIGN_OR_RETURN(const evidence::OpenedMessage message,
                     evidence::OpenDelivered(parsed));
    const std::string& case_id = message.envelope.case_id();
    evidence::RecordPlace place;
    place.position = ++position_;
    place.sequence = ++sequences_[case_id];
    place.recorded_time = absl::FromUnixSeconds(1'552'000'000) +
                          absl::Seconds(static_cast<int64_t>(position_));
    place.previous_digest = chain_[case_id];
    const evidence::MadeRecord made = evidence::MakeRecord(
        message, evidence::PlainBytes(message, effects.SerializeAsString()),
        place);
    chain_[case_id] = made.digest;
    const evidence::HashTree tree({made.digest});
    evidence::RoundHeadSpec round;
    round.home = "AZ";
    round.first_position = round.last_position = position_;
    round.root = tree.root();
    round.recorded_time = place.recorded_time;
    Made result;
    result.record.set_head(made.head_bytes);
    *result.record.mutable_message() = parsed;
    if (effects.acts_size() > 0) *result.record.mutable_effects() = effects;
    *result.record.mutable_proof() =
        evidence::MakeRoundProof(tree, 0, evidence::MakeRoundHead(round));
    if (key_ != 0) {
      evidence::SignRoundHead(
          SigningKeyOf("router", key_), key_id_,
          *result.record.mutable_proof()->mutable_round_head());
    }
    result.receipt = evidence::MakeReceipt(made.head, made.digest,
                                           message.envelope.message_id(),
                                           result.record.proof());
    return result;
  }

  // The same for a message that another agency sends.
  absl::StatusOr<Made> Record(const evidence::BuildSpec& spec,
                              const v1::Effects& effects = {}) {
    ASSIGN_OR_RETURN(v1::SignedMessage message, evidence::BuildMessage(spec));
    *message.mutable_proof() =
        evidence::SignEnvelopes({evidence::EnvelopeDigest(message.envelope())},
                                SigningKeyOf(spec.sender), kKeyId)[0];
    return Record(message.SerializeAsString(), effects);
  }

  uint64_t position() const { return position_; }

 private:
  int key_ = 1;
  std::string key_id_ = kKeyId;
  uint64_t position_ = 0;
  std::map<std::string, uint64_t> sequences_;
  std::map<std::string, crypto::Digest> chain_;
};

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_RECORDS_H_
