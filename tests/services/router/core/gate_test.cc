#include "services/router/core/gate.h"

#include <string>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;

class GateTest : public ::testing::Test {
 protected:
  static model::Directory MakeDirectory() {
    config::v1::Deployment deployment;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(DeploymentText(),
                                                              &deployment));
    return model::Directory(deployment);
  }
  absl::StatusOr<evidence::OpenedMessage> Admit(
      const v1::SignedMessage& message, const std::string& agency) {
    return router::Admit(message.SerializeAsString(), agency, kHome,
                         directory_);
  }

  const model::Directory directory_ = MakeDirectory();
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

TEST_F(GateTest, OversightAndPartnersSendNothing) {
  for (const char* agency : {"ombudsman", "iom"}) {
    SCOPED_TRACE(agency);
    EXPECT_THAT(
        Admit(Message(agency, CaseId(1), MessageId(1), Announce()), agency),
        IsReason(Reason::kRoleNotAllowed));
  }
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
  EXPECT_THAT(router::Admit("\xff\xff", "sms", kHome, directory_),
              IsReason(Reason::kMalformedMessage));
  EXPECT_THAT(router::Admit(std::string(kMaxMessageBytes + 1, 'x'), "sms",
                            kHome, directory_),
              IsReason(Reason::kMessageTooLarge));
}

}  // namespace
}  // namespace referral::router::testing
