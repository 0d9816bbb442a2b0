// What a recipient verifies: part, envelope, sender, record, round, router.
#include "services/agency/core/received.h"

#include "common/evidence/signature.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/records.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;

class ReceivedTest : public ::testing::Test {
 protected:
  static evidence::BuildSpec Spec(const std::string& sender = "sms") {
    evidence::BuildSpec spec;
    spec.message_id = Uuid(1);
    spec.case_id = SomeCase();
    spec.sender = sender;
    spec.sent_time = absl::FromUnixSeconds(1'552'000'000);
    *spec.acts.emplace_back().mutable_referral_requested() =
        TreatmentRequest(1);
    return spec;
  }

  v1::Record Record(const evidence::BuildSpec& spec = Spec()) {
    auto made = router_.Record(spec);
    EXPECT_OK(made);
    return made->record;
  }

  absl::Status Verify(const v1::Record& record) {
    const evidence::KeyBook book{deployment_};
    const RecordKeys keys{book, check_};
    return OpenReceived(record, &keys).status();
  }

  config::v1::Deployment deployment_ = SomeDeployment();
  evidence::SignatureCheck check_;
  RecordMaker router_;
};

TEST_F(ReceivedTest, WhatIsSignedByBothIsGood) {
  EXPECT_OK(Verify(Record()));
  v1::Record head_alone = Record();
  head_alone.clear_message();
  EXPECT_OK(Verify(head_alone));
}

TEST_F(ReceivedTest, TheSendersSignatureIsItsOwn) {
  v1::Record unsigned_message = Record();
  unsigned_message.mutable_message()->clear_proof();
  EXPECT_THAT(Verify(unsigned_message), IsReason(Reason::kSignatureRequired));
  // Another agency's key, in the sender's name.
  v1::Record forged = Record();
  *forged.mutable_message()->mutable_proof() = evidence::SignEnvelopes(
      {evidence::EnvelopeDigest(forged.message().envelope())},
      SigningKeyOf("education"), kKeyId)[0];
  EXPECT_THAT(Verify(forged), IsReason(Reason::kSignatureInvalid));
  deployment_.mutable_agencies(0)->clear_signing_keys();
  EXPECT_THAT(Verify(Record()), IsReason(Reason::kSignatureInvalid));
}

TEST_F(ReceivedTest, TheRoutersOwnMessagesHaveItsRoundsSignatureAlone) {
  v1::Record own = Record(Spec("AZ"));
  own.mutable_message()->clear_proof();
  EXPECT_OK(Verify(own));
  own.mutable_proof()->mutable_round_head()->clear_signature();
  EXPECT_THAT(Verify(own), IsReason(Reason::kSignatureInvalid));
}

TEST_F(ReceivedTest, TheRoundsSignatureIsTheRouters) {
  router_.SignWith(0);
  EXPECT_THAT(Verify(Record()), IsReason(Reason::kSignatureRequired));
  router_.SignWith(2);
  EXPECT_THAT(Verify(Record()), IsReason(Reason::kSignatureInvalid));
  router_.SignWith(2, "unknown");
  EXPECT_THAT(Verify(Record()), IsReason(Reason::kSignatureInvalid));
}

TEST_F(ReceivedTest, WhatWasSignedBeforeARevocationIsWhatItWas) {
  deployment_.mutable_router_signing_keys(0)->set_revoked(true);
  deployment_.mutable_agencies(0)->mutable_signing_keys(0)->set_revoked(true);
  EXPECT_OK(Verify(Record()));
}

TEST_F(ReceivedTest, WithoutKeysDigestsAloneAreChecked) {
  router_.SignWith(0);
  v1::Record record = Record();
  record.mutable_message()->clear_proof();
  EXPECT_OK(OpenReceived(record, nullptr));
  record.mutable_message()->mutable_parts(0)->mutable_disclosure()->append("x");
  EXPECT_THAT(OpenReceived(record, nullptr).status(),
              IsReason(Reason::kDigestMismatch));
}

}  // namespace
}  // namespace referral::agency
