// A request that a re-routing hands on, with the signature of whoever asked
// [32].
#include "common/evidence/digests.h"
#include "common/evidence/signature.h"
#include "services/agency/store/inbox.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReroutingTest : public StoreFixture {
 protected:
  explicit ReroutingTest(const std::string& self = "health")
      : StoreFixture(self) {}

  // The lead asks education; sequence 1.
  v1::Record Request() {
    evidence::BuildSpec spec = SpecOf(1, "sms");
    spec.acts.emplace_back().set_officer("off-1");
    *spec.acts[0].mutable_referral_requested() = TreatmentRequest(1);
    spec.acts[0].mutable_referral_requested()->set_receiver("education");
    spec.sections.push_back(NoteOf("p1", "as the lead wrote it"));
    return Record(spec);
  }
  // Education declines; sequence 2.
  v1::Record Decline() {
    evidence::BuildSpec spec = SpecOf(2, "education");
    v1::ReferralRejected& act =
        *spec.acts.emplace_back().mutable_referral_rejected();
    act.set_referral_id(ReferralId(1));
    act.set_reason(v1::DECLINE_REASON_PROVIDER_FULL);
    return Record(spec);
  }
  // The router asks health; sequence 3.
  v1::Record Rerouting(uint64_t original = 1) {
    evidence::BuildSpec spec = SpecOf(3, "AZ");
    v1::ReferralRerouted& act =
        *spec.acts.emplace_back().mutable_referral_rerouted();
    act.set_referral_id(ReferralId(2));
    act.set_replaces_referral_id(ReferralId(1));
    act.set_receiver("health");
    act.set_original_sequence(original);
    v1::Record record = Record(spec);
    record.mutable_message()->clear_proof();
    return record;
  }

  absl::StatusOr<Received> Open(const v1::Record& record) {
    const RecordKeys keys{book_, check_};
    return OpenReceived(record, &keys);
  }
  absl::Status DeliverWith(const v1::Record& record,
                           const v1::Record& original) {
    absl::StatusOr<Received> received = Open(record);
    if (!received.ok()) return received.status();
    const absl::Status attached = AttachOriginal(Open(original), *received);
    return attached.ok() ? Store(*std::move(received)) : attached;
  }
};

TEST_F(ReroutingTest, TheNextProviderHasTheRequestAndItsSections) {
  const v1::Record request = Request();
  Decline();
  const v1::Record rerouting = Rerouting();
  ASSERT_OK(DeliverWith(rerouting, request));
  const v1::WorklistItem item = Item(2);
  EXPECT_EQ(item.status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(item.part(), v1::WorklistItem::PART_RECEIVER);
  EXPECT_EQ(item.receiver(), "health");
  EXPECT_EQ(item.requester(), "sms");
  EXPECT_EQ(item.service_code(), kTreatment);
  EXPECT_EQ(item.budget().minor_units(), 5000);
  EXPECT_EQ(item.replaces_referral_id(), ReferralId(1));
  EXPECT_THAT(item.person_ids(), ElementsAre("p1"));
  EXPECT_THAT(Notes(2), ElementsAre("as the lead wrote it"));
  EXPECT_FALSE(worklist().Find(ReferralId(1))->has_value());
  ASSERT_OK(DeliverWith(rerouting, request)) << "it may come again";
  EXPECT_THAT(Notes(2), ElementsAre("as the lead wrote it"));
}

TEST_F(ReroutingTest, AWithdrawnConsentDestroysWhatWasHandedOnToo27) {
  const v1::Record request = Request();
  Decline();
  ASSERT_OK(DeliverWith(Rerouting(), request));
  evidence::BuildSpec spec = SpecOf(4, "sms");
  spec.acts.emplace_back().mutable_consent_withdrawn()->set_person_id("p1");
  ASSERT_OK(Deliver(Record(spec)));
  EXPECT_THAT(Notes(2), IsEmpty());
}

TEST_F(ReroutingTest, ARequestThatItsSenderDidNotSignIsRefused) {
  v1::Record forged = Request();
  Decline();
  *forged.mutable_message()->mutable_proof() = evidence::SignEnvelopes(
      {evidence::EnvelopeDigest(forged.message().envelope())},
      SigningKeyOf("education"), kKeyId)[0];
  EXPECT_THAT(DeliverWith(Rerouting(), forged),
              IsReason(Reason::kSignatureInvalid));
}

TEST_F(ReroutingTest, AnotherRecordThanTheOneHandedOnIsRefused) {
  Request();
  const v1::Record decline = Decline();
  EXPECT_THAT(DeliverWith(Rerouting(), decline),
              IsReason(Reason::kDigestMismatch));
}

TEST_F(ReroutingTest, WithoutTheRequestItCannotBeApplied) {
  Request();
  Decline();
  EXPECT_THAT(Deliver(Rerouting()), IsReason(Reason::kReferralNotFound));
}

class LeadReroutingTest : public ReroutingTest {
 protected:
  LeadReroutingTest() : ReroutingTest("sms") {}
};

// Where it named nobody, the lead learns from the answer who was asked [33].
TEST_F(LeadReroutingTest, WhoAnswersIsTheReceiver) {
  ASSERT_OK(Deliver(Request()));
  evidence::BuildSpec spec = SpecOf(2, "health");
  spec.acts.emplace_back().mutable_referral_received()->set_referral_id(
      ReferralId(1));
  ASSERT_OK(Deliver(Record(spec)));
  EXPECT_EQ(Item(1).receiver(), "health");
}

// The lead has the request, and nothing to take note of.
TEST_F(LeadReroutingTest, TheRequesterSeesWhoIsAskedNow) {
  ASSERT_OK(Deliver(Request()));
  ASSERT_OK(Deliver(Decline()));
  ASSERT_OK(Deliver(Rerouting()));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REJECTED);
  EXPECT_TRUE(Item(1).outcome_settled());
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(Item(2).receiver(), "health");
  EXPECT_EQ(Item(2).part(), v1::WorklistItem::PART_REQUESTER);
  EXPECT_FALSE(Item(2).outcome_settled());
  EXPECT_EQ(Item(2).decline_reason(), v1::DECLINE_REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace referral::agency
