// The router's drafts in a worklist [30]: they come with the record of another
// act, are adopted or dropped, and end with the case.
#include "gmock/gmock.h"
#include "services/agency/store/draft_rows.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using v1::WorklistItem;

constexpr auto kDraft = v1::REFERRAL_STATUS_DRAFT;
constexpr auto kCancelled = v1::REFERRAL_STATUS_CANCELLED;

class DraftsTest : public StoreFixture {
 protected:
  explicit DraftsTest(const std::string& self = "health")
      : StoreFixture(self) {}

  static v1::ReferralDraft Proposal(int referral,
                                    const std::string& requester) {
    v1::ReferralDraft draft;
    draft.set_referral_id(ReferralId(referral));
    draft.set_reason(v1::DRAFT_REASON_LODGING);
    draft.set_service_code(kTreatment);
    draft.add_person_ids("p1");
    draft.set_requester(requester);
    draft.set_receiver("education");
    draft.set_region_code("baku");
    draft.set_priority(v1::PRIORITY_URGENT);
    draft.mutable_budget()->set_minor_units(700);
    draft.mutable_budget()->set_currency_code("AZN");
    draft.set_linked_referral_id(ReferralId(1));
    return draft;
  }

  absl::Status DeliverMade(const evidence::BuildSpec& spec,
                           const v1::Effects& effects = {}) {
    return Deliver(Record(spec, effects));
  }

  // The lead requests treatment 1 of health, and the router drafts 2 for
  // `requester`.
  absl::Status Propose(int message, const std::string& requester) {
    evidence::BuildSpec spec = SpecOf(message, "sms");
    *spec.acts.emplace_back().mutable_referral_requested() =
        TreatmentRequest(1);
    v1::Effects effects;
    effects.add_acts()->set_receiver("health");
    *effects.mutable_acts(0)->add_drafts() = Proposal(2, requester);
    return DeliverMade(spec, effects);
  }

  absl::Status CloseCase(int message) {
    evidence::BuildSpec spec = SpecOf(message, "sms");
    spec.acts.emplace_back().mutable_case_closed();
    return DeliverMade(spec);
  }

  static v1::AdoptDraftRequest Adoption(int message) {
    v1::AdoptDraftRequest request;
    *request.mutable_call() = CallOf(message);
    request.set_referral_id(ReferralId(2));
    return request;
  }
  static v1::CancelReferralRequest Drop(int message) {
    v1::CancelReferralRequest request;
    *request.mutable_call() = CallOf(message);
    request.set_referral_id(ReferralId(2));
    request.set_reason(v1::CANCEL_REASON_NEED_MET);
    return request;
  }
  v1::ReferralRequested Sent(int message) {
    auto entry = reader().Read(NumberOf(message));
    EXPECT_OK(entry);
    return evidence::OpenMessage(entry->signed_message())
        ->acts[0]
        .act.referral_requested();
  }
};

class LeadDraftsTest : public DraftsTest {
 protected:
  LeadDraftsTest() : DraftsTest("sms") {}
};

TEST_F(DraftsTest, WaitInTheWorklistOfWhoMayAdoptThem) {
  ASSERT_OK(Propose(1, "health"));
  const WorklistItem item = Item(2);
  EXPECT_EQ(item.status(), kDraft);
  EXPECT_EQ(item.draft_reason(), v1::DRAFT_REASON_LODGING);
  EXPECT_EQ(item.part(), WorklistItem::PART_REQUESTER);
  EXPECT_EQ(item.linked_referral_id(), ReferralId(1));
  EXPECT_EQ(item.receiver(), "education");
  EXPECT_EQ(item.budget().minor_units(), 700);
  EXPECT_TRUE(item.recorded());
  EXPECT_FALSE(item.has_respond_by_time());
  Reopen();
  EXPECT_EQ(Item(2).status(), kDraft);
}

TEST_F(DraftsTest, OfOthersAreNobodyElsesBusiness) {
  ASSERT_OK(Propose(1, "sms"));
  EXPECT_FALSE(worklist().Find(ReferralId(2))->has_value());
}

TEST_F(DraftsTest, AreAdoptedAsProposed) {
  ASSERT_OK(Propose(1, "health"));
  ASSERT_OK(Accept(Adoption(5)));
  const v1::ReferralRequested sent = Sent(5);
  EXPECT_EQ(sent.referral_id(), ReferralId(2));
  EXPECT_EQ(sent.service_code(), kTreatment);
  EXPECT_EQ(sent.person_ids(0), "p1");
  EXPECT_EQ(sent.receiver(), "education");
  EXPECT_EQ(sent.region_code(), "baku");
  EXPECT_EQ(sent.priority(), v1::PRIORITY_URGENT);
  EXPECT_EQ(sent.budget().minor_units(), 700);
  EXPECT_EQ(sent.linked_referral_id(), ReferralId(1));
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_FALSE(Item(2).recorded());
  RecordMessage(5);
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(Item(2).draft_reason(), v1::DRAFT_REASON_UNSPECIFIED);
  EXPECT_TRUE(Item(2).recorded());
  EXPECT_OK(Accept(Adoption(5))) << "the same call, the same answer";
  EXPECT_THAT(Accept(Adoption(6)), IsReason(Reason::kIllegalTransition));
}

TEST_F(DraftsTest, MayBeAdoptedWithAnotherReceiverAndBudget) {
  ASSERT_OK(Propose(1, "health"));
  v1::AdoptDraftRequest request = Adoption(5);
  request.set_receiver("education");
  request.mutable_budget()->set_minor_units(1);
  request.mutable_budget()->set_currency_code("AZN");
  *request.add_sections() = NoteOf("p1", "kömək");
  ASSERT_OK(Accept(request));
  EXPECT_EQ(Sent(5).budget().minor_units(), 1);
}

TEST_F(DraftsTest, ARefusedAdoptionLeavesThemWaiting) {
  ASSERT_OK(Propose(1, "health"));
  ASSERT_OK(Accept(Adoption(5)));
  Refuse(5, Reason::kConsentMissing);
  EXPECT_EQ(Item(2).status(), kDraft);
  EXPECT_EQ(Item(2).draft_reason(), v1::DRAFT_REASON_LODGING);
  EXPECT_OK(Accept(Adoption(6)));
}

TEST_F(DraftsTest, OnlyADraftIsAdopted) {
  EXPECT_THAT(Accept(Adoption(4)), IsReason(Reason::kReferralNotFound));
  ASSERT_OK(Propose(1, "health"));
  v1::AdoptDraftRequest treatment = Adoption(5);
  treatment.set_referral_id(ReferralId(1));
  EXPECT_THAT(Accept(treatment), IsReason(Reason::kIllegalTransition));
  v1::AdoptDraftRequest elsewhere = Adoption(6);
  elsewhere.mutable_call()->set_case_id(SomeCase(9));
  EXPECT_THAT(Accept(elsewhere), IsReason(Reason::kInvalidField));
  v1::AdoptDraftRequest nameless = Adoption(7);
  nameless.mutable_call()->clear_message_id();
  EXPECT_THAT(Accept(nameless), IsReason(Reason::kInvalidMessageId));
}

TEST_F(DraftsTest, AreDroppedLikeAReferralIsCancelled) {
  ASSERT_OK(Propose(1, "health"));
  ASSERT_OK(Accept(*CancelDraft(Drop(5))));
  EXPECT_EQ(Item(2).status(), kCancelled);
  RecordMessage(5);
  EXPECT_EQ(Item(2).status(), kCancelled);
  EXPECT_TRUE(Item(2).outcome_settled());
}

TEST_F(DraftsTest, EndWithTheCase) {  // [31]
  ASSERT_OK(Propose(1, "health"));
  ASSERT_OK(CloseCase(2));
  EXPECT_EQ(Item(2).status(), kCancelled);
  EXPECT_TRUE(Item(2).outcome_settled());
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(LeadDraftsTest, TheLeadSeesThoseOfOthersAndTheirAdoption) {
  ASSERT_OK(Propose(1, "health"));
  EXPECT_EQ(Item(2).part(), WorklistItem::PART_LEAD);
  EXPECT_THAT(Accept(Adoption(5)), IsReason(Reason::kNotTheRequester));
  evidence::BuildSpec spec = SpecOf(2, "health");
  *spec.acts.emplace_back().mutable_referral_requested() = TreatmentRequest(2);
  spec.acts[0].mutable_referral_requested()->set_receiver("education");
  ASSERT_OK(DeliverMade(spec));
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(LeadDraftsTest, ClosingTheCaseEndsThemAtOnce) {
  ASSERT_OK(Propose(1, "sms"));
  v1::CallHeader call = CallOf(5);
  Draft closing = NewDraft(call, call);
  AddAct(closing).mutable_case_closed()->set_scope(v1::SCOPE_FULL);
  ASSERT_OK(Accept(closing));
  EXPECT_EQ(Item(2).status(), kCancelled);
  EXPECT_FALSE(Item(2).recorded());
  RecordMessage(5);
  EXPECT_EQ(Item(2).status(), kCancelled);
  EXPECT_TRUE(Item(2).recorded());
}

TEST_F(LeadDraftsTest, ARefusedClosingEndsNothing) {
  ASSERT_OK(Propose(1, "sms"));
  v1::CallHeader call = CallOf(5);
  Draft closing = NewDraft(call, call);
  AddAct(closing).mutable_case_closed()->set_scope(v1::SCOPE_FULL);
  ASSERT_OK(Accept(closing));
  Refuse(5, Reason::kOpenReferrals);
  EXPECT_EQ(Item(2).status(), kDraft);
}

TEST_F(LeadDraftsTest, EndWhenTheRouterHandsTheRequestOn) {  // [32]
  evidence::BuildSpec spec = SpecOf(1, "sms");
  *spec.acts.emplace_back().mutable_referral_requested() = TreatmentRequest(1);
  v1::Effects effects;
  effects.add_acts()->set_receiver("health");
  v1::ReferralDraft& draft = *effects.mutable_acts(0)->add_drafts();
  draft = Proposal(2, "sms");
  draft.set_reason(v1::DRAFT_REASON_SILENCE);
  draft.clear_linked_referral_id();
  draft.set_replaces_referral_id(ReferralId(1));
  ASSERT_OK(DeliverMade(spec, effects));
  ASSERT_EQ(Item(2).status(), kDraft);
  evidence::BuildSpec rerouting = SpecOf(2, "AZ");
  v1::ReferralRerouted& act =
      *rerouting.acts.emplace_back().mutable_referral_rerouted();
  act.set_referral_id(ReferralId(3));
  act.set_replaces_referral_id(ReferralId(1));
  act.set_receiver("education");
  act.set_original_sequence(1);
  v1::Effects handed_on;
  handed_on.add_acts()->set_receiver("education");
  handed_on.mutable_acts(0)->set_referral_status(v1::REFERRAL_STATUS_REQUESTED);
  ASSERT_OK(DeliverMade(rerouting, handed_on));
  EXPECT_EQ(Item(2).status(), kCancelled);
  EXPECT_TRUE(Item(2).outcome_settled());
  EXPECT_EQ(Item(3).status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(LeadDraftsTest, LodgingAskedForInOtherWordsTakesTheirPlace) {  // [16]
  ASSERT_OK(Propose(1, "sms"));
  evidence::BuildSpec spec = SpecOf(2, "health");
  v1::ReferralRequested& request =
      *spec.acts.emplace_back().mutable_referral_requested();
  request = TreatmentRequest(3);
  request.set_linked_referral_id(ReferralId(1));
  ASSERT_OK(DeliverMade(spec));
  EXPECT_EQ(Item(2).status(), kCancelled);
  EXPECT_EQ(Item(3).status(), v1::REFERRAL_STATUS_REQUESTED);
}

// A receipt tells nothing of a draft: the own message comes by the inbox, too.
TEST_F(LeadDraftsTest, TheOwnMessageBringsThem) {
  v1::ReferOnwardRequest request = ReferRequest(5, 1);
  *request.add_sections() = NoteOf("p1", "baxış");
  ASSERT_OK(Accept(request));
  auto entry = reader().Read(NumberOf(5));
  ASSERT_OK(entry);
  v1::Effects effects;
  effects.add_acts()->set_receiver("health");
  *effects.mutable_acts(0)->add_drafts() = Proposal(2, "sms");
  v1::SignedMessage message;
  ASSERT_TRUE(message.ParseFromString(entry->signed_message()));
  *message.mutable_proof() =
      evidence::SignEnvelopes({evidence::EnvelopeDigest(message.envelope())},
                              SigningKeyOf("sms"), kKeyId)[0];
  auto made = router_.Record(message.SerializeAsString(), effects);
  ASSERT_OK(made);
  ASSERT_OK(Deliver(made->record)) << "before its receipt";
  EXPECT_EQ(Item(2).status(), kDraft);
  EXPECT_OK(
      outbox_->Settle({Verdict{entry->number(), Uuid(5), made->receipt, {}}}));
  Sync();
  EXPECT_EQ(Item(2).status(), kDraft);
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_TRUE(Item(1).recorded());
  ASSERT_OK_AND_ASSIGN(const auto sections, worklist().ReadSections(Item(1)));
  EXPECT_EQ(sections.size(), 1u) << "said once, kept twice";
}

}  // namespace
}  // namespace referral::agency
