// The log of a case as a router would show it, and the receipts it gave.
#ifndef REFERRAL_TESTS_SERVICES_REFERRALCTL_MADE_LOG_H_
#define REFERRAL_TESTS_SERVICES_REFERRALCTL_MADE_LOG_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/crypto/digest.h"
#include "common/crypto/signing.h"
#include "common/evidence/hash_tree.h"
#include "common/evidence/message.h"
#include "common/evidence/receipt.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "tests/common/evidence/samples.h"

namespace referral::referralctl {

inline const crypto::SigningKey& RouterKey() {
  static const auto* key =
      new crypto::SigningKey(crypto::SigningKey::Generate());
  return *key;
}

// A deployment that lists `key` as the router's "r1".
inline std::string DeploymentText(const crypto::SigningKey& key = RouterKey()) {
  return absl::StrCat(R"(
home: "AZ"
trust_domain: "referral.az"
agencies { id: "sms" name: "Migration Service" role: AGENCY_ROLE_LEAD }
router_signing_keys {
  key_id: "r1"
  public_key_hex: ")",
                      crypto::ToHex(key.public_key()), R"("
  valid_from { year: 2019 month: 1 day: 1 }
}
)");
}

// Heads only, and the receipt of each; sequence = place + 1.
struct MadeLog {
  std::vector<v1::Record> records;
  std::vector<v1::Receipt> receipts;
};

// `count` records of `case_id`, at positions 1, 2, ..., one round each, signed
// by `key`. Every call gives other records.
inline MadeLog MakeLog(const std::string& case_id, size_t count,
                       const crypto::SigningKey& key = RouterKey()) {
  MadeLog log;
  crypto::Digest previous_record = crypto::kZeroDigest;
  crypto::Digest previous_round = crypto::kZeroDigest;
  for (size_t i = 0; i < count; ++i) {
    evidence::BuildSpec spec = evidence::SampleSpec();
    spec.case_id = case_id;
    const evidence::OpenedMessage message =
        evidence::Open(evidence::Build(spec));
    const evidence::MadeRecord made = evidence::MakeRecord(
        message, evidence::PlainBytes(message, "effects"),
        {i + 1, i + 1, evidence::SampleTime(), previous_record});
    v1::SignedRoundHead head =
        evidence::SampleRound({made.digest}, i + 1, previous_round);
    evidence::SignRoundHead(key, "r1", head);
    const v1::RoundProof proof =
        evidence::MakeRoundProof(evidence::HashTree({made.digest}), 0, head);
    v1::Record& record = log.records.emplace_back();
    record.set_head(made.head_bytes);
    *record.mutable_proof() = proof;
    log.receipts.push_back(evidence::MakeReceipt(
        made.head, made.digest, message.envelope.message_id(), proof));
    previous_record = made.digest;
    previous_round = evidence::RoundDigest(head.head());
  }
  return log;
}

}  // namespace referral::referralctl

#endif  // REFERRAL_TESTS_SERVICES_REFERRALCTL_MADE_LOG_H_
