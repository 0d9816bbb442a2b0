#include <utility>

#include "absl/status/statusor.h"
#include "common/evidence/digests.h"
#include "common/evidence/log_row.h"
#include "common/evidence/record.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "tests/common/evidence/samples.h"
#include "tests/robustness/fuzz/targets.h"

namespace referral::fuzz {
namespace {

using storage::v1::LogRow;
using storage::v1::StoredRecord;

crypto::Digest DigestOf(const StoredRecord& record) {
  return evidence::RecordDigest(record.head());
}

// No byte of a record can be another without its digest being another.
void CheckTampered(const LogRow& row, const crypto::Digest& digest) {
  const auto check = [&](LogRow changed, const char* what) {
    const absl::StatusOr<StoredRecord> record =
        evidence::ReadLogRow(changed.SerializeAsString());
    Check(!record.ok() || DigestOf(*record) != digest, what);
  };
  LogRow changed = row;
  changed.mutable_effects()->append("x");
  check(std::move(changed), "other effects");
  changed = row;
  changed.add_parts("x");
  check(std::move(changed), "one part more");
  changed = row;
  changed.set_position(row.position() + 1);
  check(std::move(changed), "another position");
  if (row.parts().empty()) return;
  changed = row;
  changed.mutable_parts(0)->append("x");
  check(std::move(changed), "another part");
}

bool Run(absl::string_view input) {
  const absl::StatusOr<StoredRecord> record = evidence::ReadLogRow(input);
  if (!record.ok()) {
    CheckRefusal(record.status());
    return false;
  }
  const absl::StatusOr<evidence::RecordHeadSpec> head =
      evidence::ParseRecordHead(record->head());
  Check(head.ok(), "a head that was made cannot be read");
  Check(evidence::MakeRecordHead(*head) == record->head(),
        "a head that is made again is another");
  LogRow row;
  row.ParseFromArray(input.data(), static_cast<int>(input.size()));
  CheckTampered(row, DigestOf(*record));
  const absl::StatusOr<evidence::ChainLink> link =
      evidence::VerifyLink(record->head(), evidence::ChainLink());
  if (!link.ok()) {
    CheckRefusal(link.status());
  } else {
    Check(head->sequence == 1, "a first record that is not the first");
    Check(link->digest == DigestOf(*record), "a link of another record");
  }
  return true;
}

std::vector<Seed> Seeds() {
  std::vector<Seed> seeds = {{"", false}};
  for (const evidence::MadeRecord& made : evidence::SampleChain(2)) {
    seeds.push_back({made.row.SerializeAsString(), true});
    LogRow torn = made.row;
    torn.mutable_parts()->RemoveLast();
    seeds.push_back({torn.SerializeAsString(), true});
    torn.clear_envelope();
    seeds.push_back({torn.SerializeAsString(), false});
  }
  return seeds;
}

}  // namespace

Target RecordTarget() { return {"record", Run, Seeds}; }

}  // namespace referral::fuzz
