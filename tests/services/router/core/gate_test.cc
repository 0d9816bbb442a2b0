#include "services/router/core/gate.h"

#include <string>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/router/core/admit.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;

class GateTest : public ::testing::Test {
 protected:
  static config::v1::Deployment MakeDeployment() {
    config::v1::Deployment deployment;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(DeploymentText(),
                                                              &deployment));
    return deployment;
  }
  GateRules Rules() const {
    return {kHome, directory_, keys_, signatures_, now_, insecure_};
  }
  absl::StatusOr<evidence::OpenedMessage> CheckBytes(
      const std::string& bytes, const std::string& agency) {
    return CheckMessage(bytes, agency, Rules());
  }
  // Signed by the agency that hands it in.
  absl::StatusOr<evidence::OpenedMessage> Admit(
      const v1::SignedMessage& message, const std::string& agency) {
    return CheckBytes(Sign(message, agency).SerializeAsString(), agency);
  }

  config::v1::Deployment deployment_ = MakeDeployment();
  const model::Directory directory_{deployment_};
  evidence::KeyBook keys_{deployment_};
  const evidence::SignatureCheck signatures_;
  absl::Time now_ = absl::FromUnixSeconds(1900000000);
  bool insecure_ = false;
};

TEST_F(GateTest, LetsAnAgencySpeakForItself) {
  ASSERT_OK_AND_ASSIGN(
      const evidence::OpenedMessage opened,
      Admit(Message("border", CaseId(1), MessageId(1), Announce()), "border"));
  EXPECT_EQ(opened.envelope.case_id(), CaseId(1));
  EXPECT_EQ(opened.acts.size(), 1u);
}

TEST_F(GateTest, NobodySpeaksForAnother) {
  EXPECT_THAT(
      Admit(Message("border", CaseId(1), MessageId(1), Announce()), "sms"),
      IsReason(Reason::kSenderMismatch));
}

TEST_F(GateTest, RefusesAnAgencyThatTheDeploymentDoesNotList) {
  EXPECT_THAT(
      Admit(Message("customs", CaseId(1), MessageId(1), Announce()), "customs"),
      IsReason(Reason::kUnknownAgency));
}

TEST_F(GateTest, PartnersSendNothing) {
  EXPECT_THAT(Admit(Message("iom", CaseId(1), MessageId(1), Announce()), "iom"),
              IsReason(Reason::kRoleNotAllowed));
}

TEST_F(GateTest, RefusesACaseOfAnotherHome) {
  const std::string elsewhere =
      MintCaseId("TJ", std::vector<std::uint8_t>(kCaseIdRandomBytes));
  EXPECT_THAT(Admit(Message("sms", elsewhere, MessageId(1), Announce()), "sms"),
              IsReason(Reason::kWrongHome));
}

TEST_F(GateTest, RefusesTheRoutersOwnActsFromAgencies) {
  v1::Act act = Announce();
  act.mutable_delivery_dropped()->set_agency("health");
  EXPECT_THAT(Admit(Message("sms", CaseId(1), MessageId(1), act), "sms"),
              IsReason(Reason::kRoleNotAllowed));
}

TEST_F(GateTest, AnActNamesItsOfficer) {
  v1::Act act = Announce();
  act.clear_officer();
  EXPECT_THAT(Admit(Message("sms", CaseId(1), MessageId(1), act), "sms"),
              IsReason(Reason::kInvalidField));
}

TEST_F(GateTest, RefusesWhatIsNoMessage) {
  EXPECT_THAT(CheckBytes("\xff\xff", "sms"),
              IsReason(Reason::kMalformedMessage));
  EXPECT_THAT(CheckBytes(std::string(kMaxMessageBytes + 1, 'x'), "sms"),
              IsReason(Reason::kMessageTooLarge));
}

TEST_F(GateTest, TakesNothingThatItsSenderHasNotSigned) {
  const v1::SignedMessage message =
      Message("sms", CaseId(1), MessageId(1), Announce());
  EXPECT_THAT(CheckBytes(message.SerializeAsString(), "sms"),
              IsReason(Reason::kSignatureRequired));

  v1::SignedMessage by_another = Sign(message, "health");
  EXPECT_THAT(CheckBytes(by_another.SerializeAsString(), "sms"),
              IsReason(Reason::kResign));
  by_another.mutable_proof()->set_key_id(referral::testing::TestKeyId("sms"));
  EXPECT_THAT(CheckBytes(by_another.SerializeAsString(), "sms"),
              IsReason(Reason::kSignatureInvalid));

  // The signature of another message of the same sender.
  v1::SignedMessage moved = message;
  *moved.mutable_proof() =
      Sign(Message("sms", CaseId(1), MessageId(2), Announce()), "sms").proof();
  EXPECT_THAT(CheckBytes(moved.SerializeAsString(), "sms"),
              IsReason(Reason::kSignatureInvalid));
}

TEST_F(GateTest, RevokedOrEndedKeyIsToSignAnew) {
  const v1::SignedMessage message =
      Message("sms", CaseId(1), MessageId(1), Announce());
  config::v1::SigningKey& key =
      *deployment_.mutable_agencies(0)->mutable_signing_keys(0);
  key.set_revoked(true);
  keys_ = evidence::KeyBook(deployment_);
  EXPECT_THAT(Admit(message, "sms"), IsReason(Reason::kResign));

  key.set_revoked(false);
  *key.mutable_valid_until() = key.valid_from();
  keys_ = evidence::KeyBook(deployment_);
  EXPECT_THAT(Admit(message, "sms"), IsReason(Reason::kResign));
}

TEST_F(GateTest, NobodySendsFromTheFutureButTheirPastIsTheirOwn) {
  const v1::SignedMessage message =
      Message("sms", CaseId(1), MessageId(1), Announce());
  const absl::Time sent = Open(message).sent_time;
  now_ = sent - kMaxClockAhead;
  EXPECT_OK(Admit(message, "sms"));
  now_ -= absl::Nanoseconds(1);
  EXPECT_THAT(Admit(message, "sms"), IsReason(Reason::kClockAhead));
  EXPECT_TRUE(IsRetryable(Admit(message, "sms").status()));
  now_ = sent + absl::Hours(24 * 365 * 10);
  EXPECT_OK(Admit(message, "sms"));
}

TEST_F(GateTest, InsecureRouterTakesUnsignedMessagesAndNoOthers) {
  insecure_ = true;
  const v1::SignedMessage message =
      Message("sms", CaseId(1), MessageId(1), Announce());
  EXPECT_OK(CheckBytes(message.SerializeAsString(), "sms"));
  EXPECT_THAT(Admit(message, "sms"), IsReason(Reason::kInvalidField));
}

TEST_F(GateTest, WhatItLetsThroughIsSealed) {
  const FakeLedger ledger;
  const v1::SignedMessage message =
      Sign(Message("sms", CaseId(1), MessageId(1), Announce()), "sms");
  ASSERT_OK_AND_ASSIGN(const Admitted admitted,
                       router::Admit(message.SerializeAsString(), "sms",
                                     Rules(), ledger.vault()));
  ASSERT_EQ(admitted.sealed.parts.size(), 1u);
  ASSERT_NE(admitted.sealed.key, nullptr);
  EXPECT_EQ(admitted.sealed.parts[0].find("GYD"), std::string::npos);
  EXPECT_NE(admitted.sealed.parts[0], message.parts(0).disclosure());
}

}  // namespace
}  // namespace referral::router::testing
