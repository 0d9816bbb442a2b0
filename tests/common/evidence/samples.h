// Messages, records and rounds that the tests of this room start from.
#ifndef REFERRAL_TESTS_COMMON_EVIDENCE_SAMPLES_H_
#define REFERRAL_TESTS_COMMON_EVIDENCE_SAMPLES_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "google/protobuf/stubs/logging.h"
#include "gtest/gtest.h"

namespace referral::evidence {

inline constexpr char kMessageId[] = "0f8fad5b-d9cb-469f-a165-70867728950e";

inline std::string CaseId(uint8_t seed = 7) {
  std::array<uint8_t, kCaseIdRandomBytes> random;
  random.fill(seed);
  return MintCaseId("AZ", random);
}

inline absl::Time SampleTime() { return absl::FromUnixSeconds(1'552'000'000); }

inline v1::Act ReferralAccepted(std::string officer = "off-17") {
  v1::Act act;
  act.set_officer(std::move(officer));
  act.mutable_referral_accepted()->set_referral_id(kMessageId);
  return act;
}

inline v1::Section Identity() {
  v1::Section section;
  section.set_person_id("p1");
  section.mutable_identity()->set_given_name("Günəş");
  section.mutable_identity()->set_family_name("Раҳимова");
  return section;
}

// One act and two sections.
inline BuildSpec SampleSpec() {
  BuildSpec spec;
  spec.message_id = kMessageId;
  spec.case_id = CaseId();
  spec.sender = "health";
  spec.sent_time = SampleTime();
  spec.acts = {ReferralAccepted()};
  spec.sections = {Identity(), Identity()};
  spec.sections[1].mutable_note()->set_text("one\n\ttwo");
  return spec;
}

inline v1::SignedMessage Build(const BuildSpec& spec) {
  absl::StatusOr<v1::SignedMessage> message = BuildMessage(spec);
  EXPECT_TRUE(message.ok()) << message.status();
  return *std::move(message);
}

inline OpenedMessage Open(const v1::SignedMessage& message) {
  absl::StatusOr<OpenedMessage> opened =
      OpenMessage(message.SerializeAsString());
  EXPECT_TRUE(opened.ok()) << opened.status();
  return *std::move(opened);
}

// `count` different digests.
inline std::vector<Digest> Digests(size_t count) {
  std::vector<Digest> digests;
  for (size_t i = 0; i < count; ++i) {
    digests.push_back(crypto::Blake2b256("test", std::to_string(i)));
  }
  return digests;
}

// A chain of one case: `length` records of the sample message, positions
// 10, 20, 30, ...
inline std::vector<MadeRecord> SampleChain(size_t length) {
  const OpenedMessage message = Open(Build(SampleSpec()));
  std::vector<MadeRecord> records;
  RecordPlace place;
  for (size_t i = 0; i < length; ++i) {
    place.position += 10;
    place.sequence += 1;
    place.recorded_time = SampleTime() + absl::Seconds(i);
    records.push_back(
        MakeRecord(message, PlainBytes(message, "effects"), place));
    place.previous_digest = records.back().digest;
  }
  return records;
}

// A round of `digests` that begins at `first_position`.
inline v1::SignedRoundHead SampleRound(
    const std::vector<Digest>& digests, uint64_t first_position = 1,
    const Digest& previous = crypto::kZeroDigest,
    absl::Time recorded_time = SampleTime()) {
  RoundHeadSpec spec;
  spec.home = "AZ";
  spec.first_position = first_position;
  spec.last_position = first_position + digests.size() - 1;
  spec.root = HashTree(digests).root();
  spec.previous_digest = previous;
  spec.recorded_time = recorded_time;
  return MakeRoundHead(spec);
}

// A record of the sample message in a round of three, as a reader gets it.
inline v1::Record SampleRecord() {
  const v1::SignedMessage message = Build(SampleSpec());
  const RecordPlace place{5, 1, SampleTime(), crypto::kZeroDigest};
  const MadeRecord made =
      MakeRecord(Open(message), PlainBytes(Open(message), "effects"), place);
  std::vector<Digest> digests = Digests(3);
  digests[1] = made.digest;
  v1::Record record;
  record.set_head(made.head_bytes);
  *record.mutable_message() = message;
  *record.mutable_proof() =
      MakeRoundProof(HashTree(digests), 1, SampleRound(digests, 4));
  return record;
}

// Calls `check` with every version of `bytes` that differs in one bit.
template <typename Check>
void ForEveryFlippedBit(const std::string& bytes, Check check) {
  google::protobuf::LogSilencer quiet;  // the parser logs every bad string
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    SCOPED_TRACE(bit);
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    check(flipped);
  }
}

}  // namespace referral::evidence

#endif  // REFERRAL_TESTS_COMMON_EVIDENCE_SAMPLES_H_
