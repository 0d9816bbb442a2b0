// What leaves the router with parts, to a provider whose consent is there,
// is gone, or never covered what was shared.
#include <vector>

#include "common/evidence/message.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Of the message that is shared below: its act, identity, which the service
// needs and the person agreed to, and medical data, which it does not need.
constexpr std::uint32_t kAct = 0;
constexpr std::uint32_t kIdentity = 1;

std::vector<std::uint32_t> PartsOf(const v1::Record& record) {
  std::vector<std::uint32_t> parts;
  for (const v1::Part& part : record.message().parts()) {
    parts.push_back(part.index());
  }
  return parts;
}

class WaysOutTest : public RouterRpcTest {
 protected:
  // A case with one referral to health.
  WaysOutTest() { TellCase(router_, 1, 1); }

  void Share() {
    evidence::BuildSpec spec;
    spec.message_id = MessageId(1600);
    spec.case_id = CaseId(1);
    spec.sender = "sms";
    spec.sent_time = absl::FromUnixSeconds(1551690000);
    spec.acts = {ActFrom(absl::StrCat("information_added { referral_id: '",
                                      MessageId(1500), "' }"))};
    spec.sections.resize(2);
    spec.sections[0].set_person_id("p1");
    spec.sections[0].mutable_identity()->set_given_name("Leyla");
    spec.sections[1].set_person_id("p1");
    spec.sections[1].mutable_medical()->set_text("findings");
    ASSERT_OK_AND_ASSIGN(const v1::SignedMessage message,
                         evidence::BuildMessage(spec));
    ASSERT_OK(router_.Submit("sms", message));
  }
  // The identity that was shared was wrong.
  void Correct() {
    evidence::BuildSpec spec;
    spec.message_id = MessageId(1650);
    spec.case_id = CaseId(1);
    spec.sender = "sms";
    spec.sent_time = absl::FromUnixSeconds(1551690000);
    spec.acts = {ActFrom("information_added {}")};
    spec.sections.resize(1);
    spec.sections[0].set_person_id("p1");
    spec.sections[0].set_supersedes_message_id(MessageId(1600));
    spec.sections[0].mutable_identity()->set_given_name("Lala");
    ASSERT_OK_AND_ASSIGN(const v1::SignedMessage message,
                         evidence::BuildMessage(spec));
    ASSERT_OK(router_.Submit("sms", message));
  }
  void Withdraw() {
    ASSERT_OK(router_.Submit(
        "sms", Message("sms", CaseId(1), MessageId(1700),
                       ActFrom("consent_withdrawn { person_id: 'p1' }"))));
  }

  // Parts of every record of the case that `agency` reads, in order.
  std::vector<std::vector<std::uint32_t>> ReadLog(const std::string& agency) {
    v1::ReadCaseLogRequest request;
    request.set_case_id(CaseId(1));
    const auto context = ContextOf(Agency(agency));
    const auto stream = router_.stub().ReadCaseLog(context.get(), request);
    std::vector<std::vector<std::uint32_t>> parts;
    v1::ReadCaseLogResponse response;
    while (stream->Read(&response)) parts.push_back(PartsOf(response.record()));
    EXPECT_OK(rpc::FromGrpc(stream->Finish()));
    return parts;
  }
};

TEST_F(WaysOutTest, InboxShowsWhatIsNeededAndConsentedTo) {
  Share();
  TestInbox inbox(router_, "health");
  inbox.Hello(10);
  const auto request = inbox.Next();
  EXPECT_THAT(PartsOf(request.record()), ElementsAre(kAct));
  inbox.Ack(request.position());
  EXPECT_THAT(PartsOf(inbox.Next().record()), ElementsAre(kAct, kIdentity));
}

TEST_F(WaysOutTest, InboxShowsNoSectionOnceConsentIsWithdrawn27) {
  Share();
  std::uint64_t shared = 0;
  {
    TestInbox inbox(router_, "health");
    inbox.Hello(10);
    inbox.Ack(inbox.Next().position());
    const auto delivery = inbox.Next();
    shared = delivery.position();
    EXPECT_THAT(PartsOf(delivery.record()), ElementsAre(kAct, kIdentity));
    EXPECT_OK(inbox.Close());
  }
  Withdraw();
  TestInbox inbox(router_, "health");
  inbox.Hello(10);
  const auto again = inbox.Next();
  EXPECT_EQ(again.position(), shared);
  EXPECT_THAT(PartsOf(again.record()), ElementsAre(kAct));
  EXPECT_EQ(again.record().SerializeAsString().find("Leyla"),
            std::string::npos);
  inbox.Ack(again.position());
  // And it is told why.
  const auto withdrawal = inbox.Next();
  EXPECT_THAT(PartsOf(withdrawal.record()), ElementsAre(kAct));
  EXPECT_FALSE(withdrawal.record().has_effects());
}

TEST_F(WaysOutTest, CaseLogShowsNoSectionOnceConsentIsWithdrawn27) {
  Share();
  EXPECT_THAT(ReadLog("health"),
              ElementsAre(ElementsAre(kAct), ElementsAre(kAct, kIdentity)));
  Withdraw();
  EXPECT_THAT(
      ReadLog("health"),
      ElementsAre(ElementsAre(kAct), ElementsAre(kAct), ElementsAre(kAct)));
  EXPECT_THAT(ReadLog("sms").at(7), ElementsAre(kAct, kIdentity, 2u))
      << "the lead keeps its records";
  for (const auto& parts : ReadLog("ombudsman")) {
    EXPECT_THAT(parts, IsEmpty());
  }
}

TEST_F(WaysOutTest, ACorrectedSectionGivesWayToTheRightOne) {
  Share();
  Correct();
  EXPECT_THAT(ReadLog("health"),
              ElementsAre(ElementsAre(kAct), ElementsAre(kAct),
                          ElementsAre(kIdentity)));
  EXPECT_THAT(ReadLog("sms").at(7), ElementsAre(kAct, kIdentity, 2u))
      << "the lead keeps its records";
  TestInbox inbox(router_, "health");
  inbox.Hello(10);
  std::string received;
  for (int i = 0; i < 3; ++i) {
    const auto delivery = inbox.Next();
    received += delivery.record().SerializeAsString();
    inbox.Ack(delivery.position());
  }
  EXPECT_EQ(received.find("Leyla"), std::string::npos);
  EXPECT_NE(received.find("Lala"), std::string::npos);
}

TEST_F(WaysOutTest, AComplaintGoesToItsAddresseeAndNotToWhomItIsAbout) {
  ASSERT_OK(router_.Submit(
      "sms", Message("sms", CaseId(1), MessageId(1800),
                     ActFrom(absl::StrCat(
                         "complaint_lodged { complaint_id: '", MessageId(90),
                         "' person_id: 'p1' addressee: 'ombudsman' "
                         "about_agency: 'health' "
                         "subject: COMPLAINT_SUBJECT_PRIVACY }")))));
  EXPECT_THAT(ReadLog("health"), ElementsAre(ElementsAre(kAct)));
  EXPECT_THAT(ReadLog("ombudsman").back(), ElementsAre(kAct));
  TestInbox inbox(router_, "ombudsman");
  inbox.Hello(10);
  const auto delivery = inbox.Next();
  EXPECT_THAT(PartsOf(delivery.record()), ElementsAre(kAct));
  EXPECT_FALSE(delivery.record().has_effects());
}

TEST_F(WaysOutTest, WhatIsSharedAfterwardsShowsNowhere) {
  Withdraw();
  Share();
  EXPECT_THAT(ReadLog("health").back(), ElementsAre(kAct));
  TestInbox inbox(router_, "health");
  inbox.Hello(10);
  for (int i = 0; i < 3; ++i) {
    const auto delivery = inbox.Next();
    EXPECT_THAT(PartsOf(delivery.record()), ElementsAre(kAct));
    inbox.Ack(delivery.position());
  }
}

}  // namespace
}  // namespace referral::router::testing
