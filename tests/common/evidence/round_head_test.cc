#include "common/evidence/round_head.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsReason;

TEST(RoundHeadTest, RoundsFollowEachOtherWithoutGaps) {
  RoundLink link;
  uint64_t position = 1;
  for (size_t size : {1, 2, 7, 64}) {
    const std::vector<Digest> digests = Digests(size);
    const v1::SignedRoundHead head =
        SampleRound(digests, position, link.digest);
    ASSERT_OK_AND_ASSIGN(link, VerifyRound(head, digests, link));
    position += size;
    EXPECT_EQ(link.last_position, position - 1);
    EXPECT_EQ(link.digest, RoundDigest(head.head()));
    EXPECT_EQ(head.signature(), "");
  }
}

TEST(RoundHeadTest, WhatDoesNotFollowIsRefused) {
  const std::vector<Digest> digests = Digests(3);
  const v1::SignedRoundHead first = SampleRound(digests);
  ASSERT_OK_AND_ASSIGN(const RoundLink link, VerifyRound(first, digests, {}));
  RoundLink elsewhere = link;
  elsewhere.home = "TJ";
  std::vector<Digest> other = digests;
  other[1] = Digests(4)[3];
  std::vector<Digest> swapped = digests;
  std::swap(swapped[0], swapped[1]);
  struct {
    const char* name;
    v1::SignedRoundHead head;
    std::vector<Digest> digests;
    RoundLink previous;
  } const cases[] = {
      {"the same round twice", first, digests, link},
      {"a gap", SampleRound(digests, 5, link.digest), digests, link},
      {"another round before", SampleRound(digests, 4, digests[0]), digests,
       link},
      {"time goes backwards",
       SampleRound(digests, 4, link.digest, SampleTime() - absl::Seconds(1)),
       digests, link},
      {"another router", SampleRound(digests, 4, link.digest), digests,
       elsewhere},
      {"another record", SampleRound(digests, 4, link.digest), other, link},
      {"records swapped", SampleRound(digests, 4, link.digest), swapped, link},
      {"a record too few", SampleRound(digests, 4, link.digest), Digests(2),
       link},
      {"a record too many", SampleRound(digests, 4, link.digest), Digests(4),
       link},
      {"no record", SampleRound(digests, 4, link.digest), {}, link},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_THAT(VerifyRound(test.head, test.digests, test.previous),
                IsReason(Reason::kStoreCorrupt));
  }
  EXPECT_OK(VerifyRound(SampleRound(digests, 4, link.digest), digests, link));
}

TEST(RoundHeadTest, AFlippedBitInAnyHeadBreaksTheChain) {
  const std::vector<Digest> digests = Digests(3);
  const v1::SignedRoundHead first = SampleRound(digests);
  const v1::SignedRoundHead second =
      SampleRound(digests, 4, RoundDigest(first.head()));
  ForEveryFlippedBit(first.head(), [&](const std::string& flipped) {
    v1::SignedRoundHead wrong;
    wrong.set_head(flipped);
    const absl::StatusOr<RoundLink> link = VerifyRound(wrong, digests, {});
    if (!link.ok()) return;
    EXPECT_THAT(VerifyRound(second, digests, *link),
                IsReason(Reason::kStoreCorrupt));
  });
}

TEST(RoundHeadTest, WhatIsNoHeadIsRefused) {
  v1::SignedRoundHead head;
  EXPECT_THAT(ParseRoundHead(head), IsReason(Reason::kInvalidField));
  head.set_head("\xff");
  EXPECT_THAT(ParseRoundHead(head), IsReason(Reason::kMalformedMessage));
}

TEST(RoundProofTest, EveryRecordOfARoundIsProvenAtItsOwnPositionOnly) {
  const std::vector<Digest> digests = Digests(9);
  const HashTree tree(digests);
  const v1::SignedRoundHead head = SampleRound(digests, 100);
  for (size_t i = 0; i < digests.size(); ++i) {
    const v1::RoundProof proof = MakeRoundProof(tree, i, head);
    EXPECT_OK(VerifyRoundProof(proof, 100 + i, digests[i]));
    EXPECT_THAT(VerifyRoundProof(proof, 101 + i, digests[i]),
                IsReason(Reason::kDigestMismatch));
    EXPECT_THAT(VerifyRoundProof(proof, 100 + i, Digests(10)[9]),
                IsReason(Reason::kDigestMismatch));
  }
}

TEST(RoundProofTest, AProofWithAnotherLeafCountIsRefused) {
  const std::vector<Digest> digests = Digests(8);
  v1::RoundProof proof =
      MakeRoundProof(HashTree(digests), 0, SampleRound(digests));
  proof.mutable_path()->set_leaf_count(7);
  EXPECT_THAT(VerifyRoundProof(proof, 1, digests[0]),
              IsReason(Reason::kDigestMismatch));
}

}  // namespace
}  // namespace referral::evidence
