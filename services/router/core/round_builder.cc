#include "services/router/core/round_builder.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "common/evidence/receipt.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"

namespace referral::router {

RoundBuilder::RoundBuilder(std::string home, const LedgerHead& head,
                           absl::Time now)
    : home_(std::move(home)), head_(head), now_(now) {}

RoundBuilder::Added RoundBuilder::Add(const evidence::OpenedMessage& message,
                                      evidence::StoredBytes stored,
                                      const v1::Effects& effects,
                                      std::uint64_t sequence,
                                      absl::string_view previous_digest) {
  const size_t index = digests_.size();
  const std::uint64_t position = head_.position + 1 + index;
  evidence::MadeRecord made = evidence::MakeRecord(
      message, std::move(stored),
      {.position = position,
       .sequence = sequence,
       .recorded_time = now_,
       .previous_digest =
           crypto::FromBytes(previous_digest).value_or(crypto::kZeroDigest)});

  storage::v1::RecordRow& row = *batch_.add_records();
  row.set_case_id(message.envelope.case_id());
  row.set_sequence(sequence);
  row.set_record(made.row.SerializeAsString());
  bytes_ += row.ByteSizeLong();

  storage::v1::RoundEntry& entry = *batch_.mutable_round()->add_entries();
  entry.set_case_id(message.envelope.case_id());
  entry.set_sequence(sequence);
  entry.set_record_digest(crypto::ToBytes(made.digest));
  bytes_ += entry.ByteSizeLong();

  for (const std::string& agency : effects.recipients()) {
    storage::v1::InboxItem& item = *inbox_rows_[agency].add_items();
    item.set_position(position);
    item.set_case_id(message.envelope.case_id());
    item.set_sequence(sequence);
    bytes_ += item.ByteSizeLong();
  }
  digests_.push_back(made.digest);
  recorded_.push_back({std::move(made.head), message.envelope.sender(),
                       message.envelope.message_id()});
  return {index, made.digest};
}

storage::v1::CommitBatch RoundBuilder::Finish(const evidence::Signer* signer) {
  tree_.emplace(digests_);
  evidence::RoundHeadSpec spec;
  spec.home = home_;
  spec.first_position = head_.position + 1;
  spec.last_position = head_.position + digests_.size();
  spec.root = tree_->root();
  spec.previous_digest =
      crypto::FromBytes(head_.round_digest).value_or(crypto::kZeroDigest);
  spec.recorded_time = now_;
  round_head_ = evidence::MakeRoundHead(spec);
  if (signer != nullptr) signer->SignRoundHead(round_head_);
  *batch_.mutable_round()->mutable_head() = round_head_;
  for (auto& [agency, row] : inbox_rows_) {
    row.set_agency(agency);
    row.set_first_position(spec.first_position);
    *batch_.add_inbox_rows() = std::move(row);
  }
  return std::move(batch_);
}

v1::Receipt RoundBuilder::ReceiptOf(size_t index) const {
  return evidence::MakeReceipt(
      recorded_[index].head, digests_[index], recorded_[index].message_id,
      evidence::MakeRoundProof(*tree_, index, round_head_));
}

const RoundBuilder::Recorded* RoundBuilder::Find(absl::string_view case_id,
                                                 std::uint64_t sequence) const {
  const auto found = absl::c_find_if(recorded_, [&](const Recorded& recorded) {
    return recorded.head.sequence == sequence &&
           recorded.head.case_id == case_id;
  });
  return found == recorded_.end() ? nullptr : &*found;
}

}  // namespace referral::router
