// Drafts, corrections, complaints and after-care at the desk, over a real
// connection: what an officer says is what is sent.
#include <string>

#include "common/base/errors.h"
#include "common/evidence/message.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::IsEmpty;
using Stub = v1::ReferralDesk::Stub;

class DeskActsTest : public AgencyFixture {
 protected:
  DeskActsTest() : AgencyFixture("health") {}

  // The lead sends `act`; returns once it is at the desk.
  void Receive(int message, const v1::Act& act,
               const v1::Effects& effects = {}) {
    evidence::BuildSpec spec = SpecOf(message, "sms");
    spec.acts = {act};
    const v1::Record record = router_.MakeRecord(spec, effects);
    router_.Deliver(record);
    ASSERT_OK_AND_ASSIGN(const auto head,
                         evidence::ParseRecordHead(record.head()));
    ASSERT_TRUE(router_.AwaitAck(head.position));
  }
  // The lead requests treatment 1.
  void ReceiveTreatment(const v1::Effects& effects = {}) {
    v1::Act act;
    *act.mutable_referral_requested() = TreatmentRequest(1);
    Receive(1, act, effects);
  }

  // The act that came to the router, alone, with the message.
  v1::Act Sent(int message) {
    const std::vector<std::string> tries = router_.arrivals(Uuid(message));
    if (tries.empty()) {
      ADD_FAILURE() << "nothing came";
      return {};
    }
    const auto opened = evidence::OpenMessage(tries.front());
    EXPECT_OK(opened);
    EXPECT_EQ(opened->acts.size(), 1u);
    return opened->acts[0].act;
  }

  // `good` is recorded as it is; `spoilt`, first, is refused at `where`, and
  // nothing of it is sent.
  template <typename Request>
  void Expect(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                           v1::Submission*),
              const Request& good, const Request& spoilt, Reason reason,
              const std::string& where) {
    const auto refused = Call(method, spoilt);
    EXPECT_THAT(refused, IsReason(reason));
    EXPECT_EQ(Where(refused.status()), where);
    EXPECT_FALSE(Remedy(refused.status()).empty());
    EXPECT_THAT(router_.arrivals(good.call().message_id()), IsEmpty());
    ASSERT_OK_AND_ASSIGN(const v1::Submission submission, Call(method, good));
    EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
  }
};

TEST_F(DeskActsTest, ADraftOfTheRoutersIsAdopted) {  // [30]
  Start();
  v1::Effects effects;
  v1::ReferralDraft& draft = *effects.add_acts()->add_drafts();
  draft.set_referral_id(ReferralId(2));
  draft.set_reason(v1::DRAFT_REASON_LODGING);
  draft.set_service_code(kSchool);
  draft.add_person_ids("p1");
  draft.set_requester("health");
  draft.set_receiver("education");
  draft.set_region_code("baku");
  draft.set_priority(v1::PRIORITY_ROUTINE);
  draft.mutable_budget()->set_currency_code("AZN");
  draft.set_linked_referral_id(ReferralId(1));
  ReceiveTreatment(effects);
  v1::AdoptDraftRequest request;
  *request.mutable_call() = CallOf(11);
  request.set_referral_id(ReferralId(2));
  v1::AdoptDraftRequest spoilt = request;
  spoilt.set_receiver("nobody");
  Expect(&Stub::AdoptDraft, request, spoilt, Reason::kUnknownAgency,
         "acts[0].referral_requested.receiver");
  const v1::ReferralRequested sent = Sent(11).referral_requested();
  EXPECT_EQ(sent.referral_id(), ReferralId(2));
  EXPECT_EQ(sent.service_code(), kSchool);
  EXPECT_EQ(sent.receiver(), "education");
  EXPECT_EQ(sent.linked_referral_id(), ReferralId(1));
  EXPECT_EQ(Item(2)->status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(DeskActsTest, ACancelRequestIsDeclinedWithAnAnswer) {  // [30]
  Start();
  ReceiveTreatment();
  ASSERT_OK(Call(&Stub::AcceptReferral, AcceptRequest(11, 1)));
  ASSERT_OK(Call(&Stub::StartService, StartRequest(12, 1)));
  v1::Act asked;
  asked.mutable_referral_cancel_requested()->set_referral_id(ReferralId(1));
  asked.mutable_referral_cancel_requested()->set_reason(
      v1::CANCEL_REASON_NEED_MET);
  Receive(2, asked);
  v1::DeclineCancelRequest request;
  *request.mutable_call() = CallOf(13);
  request.set_referral_id(ReferralId(1));
  request.set_answer(v1::CANCEL_ANSWER_SERVICE_NEARLY_DONE);
  v1::DeclineCancelRequest spoilt = request;
  spoilt.clear_answer();
  Expect(&Stub::DeclineCancel, request, spoilt, Reason::kInvalidField,
         "acts[0].referral_cancel_declined.answer");
  const v1::ReferralCancelDeclined sent = Sent(13).referral_cancel_declined();
  EXPECT_EQ(sent.referral_id(), ReferralId(1));
  EXPECT_EQ(sent.answer(), v1::CANCEL_ANSWER_SERVICE_NEARLY_DONE);
}

TEST_F(DeskActsTest, AReferralIsEnteredInErrorWithAnApprover) {  // [30]
  Start();
  ReceiveTreatment();
  v1::ReferOnwardRequest onward = ReferRequest(11, 3);
  onward.mutable_referral()->set_service_code(kSchool);
  ASSERT_OK(Call(&Stub::ReferOnward, onward));
  v1::EnterInErrorRequest request;
  *request.mutable_call() = CallOf(12);
  request.set_referral_id(ReferralId(3));
  request.set_reason(v1::CANCEL_REASON_NEED_MET);
  request.set_approver("off-18");
  v1::EnterInErrorRequest spoilt = request;
  spoilt.clear_approver();
  Expect(&Stub::EnterInError, request, spoilt, Reason::kInvalidField,
         "acts[0].referral_entered_in_error.approver");
  const v1::ReferralEnteredInError sent = Sent(12).referral_entered_in_error();
  EXPECT_EQ(sent.referral_id(), ReferralId(3));
  EXPECT_EQ(sent.approver(), "off-18");
  EXPECT_EQ(Item(3)->status(), v1::REFERRAL_STATUS_ENTERED_IN_ERROR);
}

TEST_F(DeskActsTest, AComplaintIsLodged) {  // [27]
  Start();
  v1::LodgeComplaintRequest request;
  *request.mutable_call() = CallOf(11);
  v1::ComplaintLodged& complaint = *request.mutable_complaint();
  complaint.set_complaint_id(Uuid(90));
  complaint.set_person_id("p1");
  complaint.set_subject(v1::COMPLAINT_SUBJECT_DELAY);
  complaint.set_addressee("sms");
  v1::LodgeComplaintRequest spoilt = request;
  spoilt.mutable_complaint()->set_addressee("nobody");
  Expect(&Stub::LodgeComplaint, request, spoilt, Reason::kUnknownAgency,
         "acts[0].complaint_lodged.addressee");
  EXPECT_EQ(Sent(11).complaint_lodged().complaint_id(), Uuid(90));
  EXPECT_EQ(Sent(11).complaint_lodged().addressee(), "sms");
}

TEST_F(DeskActsTest, AComplaintIsAnswered) {  // [27]
  Start();
  v1::AnswerComplaintRequest request;
  *request.mutable_call() = CallOf(11);
  request.mutable_answer()->set_complaint_id(Uuid(90));
  request.mutable_answer()->set_answer(v1::COMPLAINT_ANSWER_UPHELD);
  v1::AnswerComplaintRequest spoilt = request;
  spoilt.clear_answer();
  Expect(&Stub::AnswerComplaint, request, spoilt, Reason::kInvalidField,
         "answer");
  EXPECT_EQ(Sent(11).complaint_answered().complaint_id(), Uuid(90));
  EXPECT_EQ(Sent(11).complaint_answered().answer(),
            v1::COMPLAINT_ANSWER_UPHELD);
}

TEST_F(DeskActsTest, WhoLooksAfterACaseHandsItOver) {  // [18]
  Start();
  v1::HandOverContinuationRequest request;
  *request.mutable_call() = CallOf(11);
  v1::ContinuationHandedOver& hand_over = *request.mutable_hand_over();
  hand_over.mutable_continuation()->set_owner("education");
  *hand_over.mutable_continuation()->mutable_follow_up_date() =
      DateOf(2020, 3, 1);
  hand_over.set_reason_code("MOVED");
  v1::HandOverContinuationRequest spoilt = request;
  spoilt.mutable_hand_over()->mutable_continuation()->set_owner("nobody");
  Expect(&Stub::HandOverContinuation, request, spoilt, Reason::kUnknownAgency,
         "acts[0].continuation_handed_over.continuation.owner");
  EXPECT_EQ(Sent(11).continuation_handed_over().continuation().owner(),
            "education");
  EXPECT_EQ(Sent(11).continuation_handed_over().reason_code(), "MOVED");
}

}  // namespace
}  // namespace referral::agency
