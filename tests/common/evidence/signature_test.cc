#include "common/evidence/signature.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/evidence/digests.h"
#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using crypto::SigningKey;
using ::referral::testing::IsOk;
using ::referral::testing::IsReason;

const absl::Time kMay =
    absl::FromCivil(absl::CivilDay(2026, 5, 15), absl::UTCTimeZone());

// Keys of `health` and of the router, listed from April to June 2026.
class SignatureTest : public ::testing::Test {
 protected:
  SignatureTest() : key_(SigningKey::Generate()) {
    config::v1::Agency& agency = *deployment_.add_agencies();
    agency.set_id("health");
    List(key_, "k1", *agency.add_signing_keys());
    List(key_, "r1", *deployment_.add_router_signing_keys());
  }

  static void List(const SigningKey& key, const std::string& id,
                   config::v1::SigningKey& listed) {
    listed.set_key_id(id);
    listed.set_public_key_hex(crypto::ToHex(key.public_key()));
    listed.mutable_valid_from()->set_year(2026);
    listed.mutable_valid_from()->set_month(4);
    listed.mutable_valid_from()->set_day(1);
    *listed.mutable_valid_until() = listed.valid_from();
    listed.mutable_valid_until()->set_month(6);
    listed.mutable_valid_until()->set_day(30);
  }

  config::v1::SigningKey& listed() {
    return *deployment_.mutable_agencies(0)->mutable_signing_keys(0);
  }

  absl::Status Verify(const Digest& digest, const v1::Proof& proof,
                      const std::string& sender = "health") {
    return VerifyProof(sender, digest, proof, KeyBook(deployment_), check_);
  }
  absl::Status Arrives(const v1::Proof& proof, absl::Time sent,
                       absl::Time now) {
    return VerifyArriving("health", sent, digests_[0], proof, now,
                          KeyBook(deployment_), check_);
  }

  const SigningKey key_;
  config::v1::Deployment deployment_;
  SignatureCheck check_;
  const std::vector<Digest> digests_ = Digests(5);
  const std::vector<v1::Proof> proofs_ = SignEnvelopes(digests_, key_, "k1");
};

TEST_F(SignatureTest, MessagesCommittedAtOnceShareOneSignature) {
  ASSERT_EQ(proofs_.size(), digests_.size());
  for (size_t i = 0; i < proofs_.size(); ++i) {
    EXPECT_EQ(proofs_[i].signature(), proofs_[0].signature());
    EXPECT_THAT(Verify(digests_[i], proofs_[i]), IsOk());
  }
}

TEST_F(SignatureTest, NoProofFitsAnotherMessageSenderOrKey) {
  EXPECT_THAT(Verify(digests_[1], proofs_[0]),
              IsReason(Reason::kSignatureInvalid));
  EXPECT_THAT(Verify(digests_[0], proofs_[0], "education"),
              IsReason(Reason::kSignatureInvalid));
  const v1::Proof forged =
      SignEnvelopes({digests_[0]}, SigningKey::Generate(), "k1")[0];
  EXPECT_THAT(Verify(digests_[0], forged), IsReason(Reason::kSignatureInvalid));
  const v1::Proof unknown = SignEnvelopes({digests_[0]}, key_, "k9")[0];
  EXPECT_THAT(Verify(digests_[0], unknown),
              IsReason(Reason::kSignatureInvalid));
}

TEST_F(SignatureTest, MissingProofIsToldApartFromABadOne) {
  EXPECT_THAT(Verify(digests_[0], v1::Proof()),
              IsReason(Reason::kSignatureRequired));
  EXPECT_THAT(Arrives(v1::Proof(), kMay, kMay),
              IsReason(Reason::kSignatureRequired));
}

TEST_F(SignatureTest, TamperedProofIsRefused) {
  const struct {
    const char* name;
    void (*edit)(v1::Proof&);
  } kEdits[] = {
      {"signature", [](v1::Proof& p) { p.mutable_signature()->at(7) ^= 1; }},
      {"short", [](v1::Proof& p) { p.mutable_signature()->pop_back(); }},
      {"sibling",
       [](v1::Proof& p) { p.mutable_path()->mutable_siblings(0)->at(3) ^= 1; }},
      {"sibling size",
       [](v1::Proof& p) { p.mutable_path()->set_siblings(0, "x"); }},
      {"one more",
       [](v1::Proof& p) {
         p.mutable_path()->add_siblings(std::string(32, 'x'));
       }},
      {"one less",
       [](v1::Proof& p) {
         p.mutable_path()->mutable_siblings()->RemoveLast();
       }},
      {"index", [](v1::Proof& p) { p.mutable_path()->set_leaf_index(1); }},
      {"count", [](v1::Proof& p) { p.mutable_path()->set_leaf_count(0); }},
      {"no path", [](v1::Proof& p) { p.clear_path(); }},
  };
  for (const auto& edit : kEdits) {
    SCOPED_TRACE(edit.name);
    v1::Proof proof = proofs_[0];
    edit.edit(proof);
    EXPECT_THAT(Verify(digests_[0], proof),
                IsReason(Reason::kSignatureInvalid));
    EXPECT_THAT(Arrives(proof, kMay, kMay),
                IsReason(Reason::kSignatureInvalid));
  }
}

TEST_F(SignatureTest, KeyMustBeValidWhenSentOrWhenSignedAnew) {
  const absl::Time march = kMay - absl::Hours(24 * 60);
  const absl::Time july = kMay + absl::Hours(24 * 60);
  const struct {
    const char* name;
    absl::Time sent;
    absl::Time now;
    bool taken;
  } kCases[] = {
      {"at once", kMay, kMay, true},
      {"late, the key has ended meanwhile", kMay, july, true},
      {"sent before the key began, signed anew", march, kMay, true},
      {"never valid", march, july, false},
      {"sent after the key ended", july, july, false},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    if (c.taken) {
      EXPECT_THAT(Arrives(proofs_[0], c.sent, c.now), IsOk());
    } else {
      EXPECT_THAT(Arrives(proofs_[0], c.sent, c.now),
                  IsReason(Reason::kResign));
    }
  }
}

TEST_F(SignatureTest, ValidityCountsWholeDaysInUtc) {
  const KeyBook book(deployment_);
  const RegisteredKey& key = *book.OfAgency("health", "k1");
  const absl::Time begin =
      absl::FromCivil(absl::CivilDay(2026, 4, 1), absl::UTCTimeZone());
  const absl::Time end =
      absl::FromCivil(absl::CivilDay(2026, 7, 1), absl::UTCTimeZone());
  EXPECT_FALSE(key.IsValidAt(begin - absl::Nanoseconds(1)));
  EXPECT_TRUE(key.IsValidAt(begin));
  EXPECT_TRUE(key.IsValidAt(end - absl::Nanoseconds(1)));
  EXPECT_FALSE(key.IsValidAt(end));
}

TEST_F(SignatureTest, RevokedKeyTakesNothingNewAndKeepsWhatWasRecorded) {
  listed().set_revoked(true);
  EXPECT_THAT(Arrives(proofs_[0], kMay, kMay), IsReason(Reason::kResign));
  EXPECT_THAT(Verify(digests_[0], proofs_[0]), IsOk());
}

TEST_F(SignatureTest, UnknownKeyIsAskedToSignAnew) {
  const v1::Proof unknown = SignEnvelopes({digests_[0]}, key_, "k9")[0];
  EXPECT_THAT(Arrives(unknown, kMay, kMay), IsReason(Reason::kResign));
}

TEST_F(SignatureTest, GoodSignatureIsRememberedWithinBounds) {
  const SignatureCheck small(2);
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < 5; ++i) {
      const std::string signature = key_.Sign(crypto::AsBytes(digests_[i]));
      EXPECT_TRUE(small.IsGood(key_.public_key(), digests_[i], signature));
      EXPECT_FALSE(
          small.IsGood(key_.public_key(), digests_[(i + 1) % 5], signature));
    }
  }
}

TEST_F(SignatureTest, RoundHeadIsSignedByTheRouterAlone) {
  v1::SignedRoundHead head = SampleRound(digests_);
  const auto verify = [&](RevokedKey revoked = RevokedKey::kRefused) {
    return VerifyRoundSignature(head, KeyBook(deployment_), check_, revoked);
  };
  EXPECT_THAT(verify(), IsReason(Reason::kSignatureRequired));
  SignRoundHead(SigningKey::Generate(), "r1", head);
  EXPECT_THAT(verify(), IsReason(Reason::kSignatureInvalid));
  SignRoundHead(key_, "k1", head);
  EXPECT_THAT(verify(), IsReason(Reason::kSignatureInvalid));
  SignRoundHead(key_, "r1", head);
  EXPECT_THAT(verify(), IsOk());

  deployment_.mutable_router_signing_keys(0)->set_revoked(true);
  EXPECT_THAT(verify(), IsReason(Reason::kSignatureInvalid));
  EXPECT_THAT(verify(RevokedKey::kAccepted), IsOk());
}

TEST_F(SignatureTest, LaterVersionOfTheDeploymentAddsToTheBook) {
  KeyBook book(deployment_);
  config::v1::Deployment later = deployment_;
  later.mutable_agencies(0)->clear_signing_keys();
  const SigningKey fresh = SigningKey::Generate();
  List(fresh, "k2", *later.mutable_agencies(0)->add_signing_keys());
  book.Add(later);
  EXPECT_NE(book.OfAgency("health", "k1"), nullptr);
  EXPECT_EQ(book.IdOfAgencyKey("health", fresh.public_key(), kMay), "k2");
  EXPECT_EQ(book.IdOfAgencyKey("labour", fresh.public_key(), kMay), "");
}

}  // namespace
}  // namespace referral::evidence
