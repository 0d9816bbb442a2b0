#include <utility>

#include "absl/status/statusor.h"
#include "common/evidence/digests.h"
#include "common/evidence/record.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "tests/common/evidence/samples.h"
#include "tests/robustness/fuzz/targets.h"

namespace referral::fuzz {
namespace {

using storage::v1::StoredRecord;

// `record` with the digests that its content really has.
StoredRecord Mended(StoredRecord record) {
  v1::RecordHead head;
  if (!head.ParseFromString(record.head())) return record;
  head.set_envelope_digest(
      crypto::ToBytes(evidence::EnvelopeDigest(record.envelope())));
  head.clear_stored_part_digests();
  for (const storage::v1::StoredPart& part : record.parts()) {
    head.add_stored_part_digests(
        crypto::ToBytes(evidence::StoredPartDigest(part.content())));
  }
  head.set_stored_effects_digest(
      crypto::ToBytes(evidence::StoredEffectsDigest(record.effects())));
  record.set_head(head.SerializeAsString());
  return record;
}

// No byte of a record that verifies can be another.
void CheckTampered(const StoredRecord& record) {
  StoredRecord changed = record;
  changed.mutable_envelope()->append("x");
  Check(!evidence::VerifyStoredRecord(changed).ok(), "another envelope");
  changed = record;
  changed.mutable_effects()->append("x");
  Check(!evidence::VerifyStoredRecord(changed).ok(), "other effects");
  changed = record;
  changed.add_parts()->set_content("x");
  Check(!evidence::VerifyStoredRecord(changed).ok(), "one part more");
  if (record.parts().empty()) return;
  changed = record;
  changed.mutable_parts(0)->mutable_content()->append("x");
  Check(!evidence::VerifyStoredRecord(changed).ok(), "another part");
}

bool Verify(const StoredRecord& record) {
  const absl::StatusOr<evidence::RecordHeadSpec> head =
      evidence::VerifyStoredRecord(record);
  if (!head.ok()) {
    CheckRefusal(head.status());
    return false;
  }
  CheckTampered(record);
  const absl::StatusOr<evidence::ChainLink> link =
      evidence::VerifyLink(record.head(), evidence::ChainLink());
  if (!link.ok()) {
    CheckRefusal(link.status());
  } else {
    Check(head->sequence == 1, "a first record that is not the first");
    Check(link->digest == evidence::RecordDigest(record.head()),
          "a link of another record");
  }
  return true;
}

bool Run(absl::string_view input) {
  StoredRecord record;
  if (!record.ParseFromArray(input.data(), static_cast<int>(input.size()))) {
    return false;
  }
  bool taken = Verify(record);
  taken |= Verify(Mended(std::move(record)));
  return taken;
}

std::vector<Seed> Seeds() {
  std::vector<Seed> seeds = {{"", false}};
  for (const evidence::MadeRecord& made : evidence::SampleChain(2)) {
    seeds.push_back({made.stored.SerializeAsString(), true});
    StoredRecord torn = made.stored;
    torn.mutable_parts()->RemoveLast();
    seeds.push_back({torn.SerializeAsString(), true});  // once mended
    torn.clear_head();
    seeds.push_back({torn.SerializeAsString(), false});
  }
  return seeds;
}

}  // namespace

Target RecordTarget() { return {"record", Run, Seeds}; }

}  // namespace referral::fuzz
