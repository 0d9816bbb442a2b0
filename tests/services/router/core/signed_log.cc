#include "tests/services/router/core/signed_log.h"

#include <utility>

#include "common/base/ids.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/hash_tree.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "common/store/key_store.h"
#include "gtest/gtest.h"
#include "services/router/core/policy.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {
namespace {

using referral::testing::TestKeyId;
using referral::testing::TestSigningKey;

v1::SignedMessage Build(const std::string& case_id, std::uint32_t number,
                        const std::string& sender, std::vector<v1::Act> acts) {
  const absl::StatusOr<v1::SignedMessage> message =
      evidence::BuildMessage({MessageId(number),
                              case_id,
                              sender,
                              absl::FromUnixSeconds(1551690000),
                              std::move(acts),
                              {}});
  EXPECT_OK(message);
  return *message;
}

}  // namespace

SignedLog::SignedLog(Ledger& ledger)
    : ledger_(ledger), now_(absl::FromUnixSeconds(1551690000)) {
  Load(DeploymentText());
}

void SignedLog::Load(const std::string& deployment) {
  v1::Act act;
  act.mutable_deployment_loaded()->set_text(deployment);
  act.mutable_deployment_loaded()->set_digest(ConfigDigest(deployment));
  const auto number = static_cast<std::uint32_t>(1 + router_.last_sequence());
  CommitMessages({Build(RouterLogId(kHome), number, kHome, {act})});
}

void SignedLog::Commit(const std::vector<Message>& messages) {
  std::vector<v1::SignedMessage> built;
  std::vector<crypto::Digest> digests;
  for (const Message& message : messages) {
    const bool opens = cases_.count(message.case_id) == 0;
    built.push_back(Build(
        message.case_id, message.number, "border",
        {opens ? Announce() : Inform("NAJ"), Inform(message.place_code)}));
    digests.push_back(evidence::EnvelopeDigest(built.back().envelope()));
    cases_[message.case_id];
  }
  const std::vector<v1::Proof> proofs = evidence::SignEnvelopes(
      digests, TestSigningKey("border"), TestKeyId("border"));
  for (size_t i = 0; i < built.size(); ++i)
    *built[i].mutable_proof() = proofs[i];
  CommitMessages(built);
}

void SignedLog::Fill() {
  Commit({{CaseId(1), 11}, {CaseId(2), 21}});
  Commit({{CaseId(1), 12}, {CaseId(1), 13}});
  Commit({{CaseId(1), 14}, {CaseId(2), 22}});
}

void SignedLog::CommitMessages(const std::vector<v1::SignedMessage>& messages) {
  now_ += absl::Seconds(1);
  storage::v1::CommitBatch batch;
  for (const v1::SignedMessage& message : messages) Append(message, batch);
  const LedgerHead head = ledger_.Head();
  evidence::RoundHeadSpec spec;
  spec.home = kHome;
  spec.first_position = head.position + 1;
  spec.last_position = head.position + messages.size();
  std::vector<crypto::Digest> digests;
  for (const auto& entry : batch.round().entries()) {
    digests.push_back(*crypto::FromBytes(entry.record_digest()));
  }
  spec.root = evidence::HashTree(digests).root();
  spec.previous_digest = *crypto::FromBytes(head.round_digest);
  spec.recorded_time = now_;
  *batch.mutable_round()->mutable_head() = evidence::MakeRoundHead(spec);
  SignRound(*batch.mutable_round());
  for (const crypto::CaseKeyPtr& key : keys_) {
    *batch.add_case_keys() = store::ToRow(ledger_.vault().keys()->Wrap(*key));
  }
  ASSERT_OK(ledger_.Commit(batch));
  for (const crypto::CaseKeyPtr& key : keys_) {
    ledger_.vault().keys()->OnStored(key);
  }
  keys_.clear();
}

void SignedLog::Append(const v1::SignedMessage& message,
                       storage::v1::CommitBatch& batch) {
  const absl::StatusOr<evidence::OpenedMessage> opened =
      evidence::OpenDelivered(message);
  EXPECT_OK(opened);
  const std::string& case_id = opened->envelope.case_id();
  const bool own = IsRouterLogId(case_id);
  storage::v1::CaseFile& file = cases_[case_id];
  v1::Effects effects;
  // Another for every record, so that the effects of two are told apart.
  for (size_t i = 0; i < opened->acts.size(); ++i) {
    effects.add_acts()->set_report_group(opened->envelope.message_id());
  }
  const std::string last = own ? router_.last_digest() : file.last_digest();
  const std::uint64_t sequence =
      1 + (own ? router_.last_sequence() : file.last_sequence());
  const evidence::RecordPlace place{
      ledger_.Head().position + 1 +
          static_cast<std::uint64_t>(batch.records_size()),
      sequence, now_, crypto::FromBytes(last).value_or(crypto::kZeroDigest)};
  const absl::StatusOr<SealedParts> sealed = ledger_.vault().SealParts(*opened);
  EXPECT_OK(sealed);
  const evidence::MadeRecord made = evidence::MakeRecord(
      *opened,
      {sealed->parts, ledger_.vault().SealEffects(sealed->key, *opened,
                                                  effects.SerializeAsString())},
      place);
  if (!ledger_.vault().keys()->IsStored(*sealed->key))
    keys_.insert(sealed->key);

  OpenedRecord record;
  record.head = made.head;
  record.digest = made.digest;
  record.message = *opened;
  record.effects = effects;
  if (own) {
    ApplyRecord(record, router_);
    batch.set_router_file(router_.SerializeAsString());
  } else {
    if (const auto prints = ApplyRecord(record, file); prints.has_value()) {
      *batch.add_message_prints() = *prints;
    }
    storage::v1::CaseFileRow& row = *batch.add_case_files();
    row.set_case_id(case_id);
    row.set_case_file(file.SerializeAsString());
  }
  storage::v1::RecordRow& row = *batch.add_records();
  row.set_case_id(case_id);
  row.set_sequence(sequence);
  row.set_record(made.row.SerializeAsString());
  storage::v1::RoundEntry& entry = *batch.mutable_round()->add_entries();
  entry.set_case_id(case_id);
  entry.set_sequence(sequence);
  entry.set_record_digest(crypto::ToBytes(made.digest));
}

void SignRound(storage::v1::StoredRound& round) {
  evidence::SignRoundHead(TestSigningKey("router"), TestKeyId("router"),
                          *round.mutable_head());
}

}  // namespace referral::router::testing
