#include "services/health/drafts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/vocabulary.h"

namespace referral::health {
namespace {

using agency::Draft;
using testing::CompletionRequest;
using ::testing::ElementsAre;
using testing::ExpectCompletion;
using testing::ExpectOfCaller;
using testing::ExpectOtherBytes;
using testing::ExpectRefused;
using testing::KindsOf;
using testing::kSomeReferral;
using testing::SomeCall;

TEST(HealthDraftsTest, EachResultOfAMedicalCheckSaysWhatCameOfIt) {
  using Request = v1::RecordMedicalCheckRequest;
  ExpectCompletion<Request>(
      MedicalCheckDraft, "medical.check",
      {{Request::RESULT_NO_TREATMENT_NEEDED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_TREATMENT_NEEDED, v1::OUTCOME_NEED_CONTINUES},
       {Request::RESULT_SPECIALIST_NEEDED, v1::OUTCOME_REFERRED_ELSEWHERE}});
}

TEST(HealthDraftsTest, CareThatGoesOnLeavesTheNeedOpen_18) {
  using Request = v1::RecordTreatmentRequest;
  ExpectCompletion<Request>(
      TreatmentDraft, "medical.treatment",
      {{Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES},
       {Request::RESULT_TRANSFERRED, v1::OUTCOME_REFERRED_ELSEWHERE}});
}

TEST(HealthDraftsTest, EachResultOfPsychosocialCareSaysWhatCameOfIt_17) {
  using Request = v1::RecordPsychosocialCareRequest;
  ExpectCompletion<Request>(
      PsychosocialCareDraft, "medical.psychosocial",
      {{Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES},
       {Request::RESULT_REFERRED_TO_PSYCHIATRY,
        v1::OUTCOME_REFERRED_ELSEWHERE}});
}

TEST(HealthDraftsTest, ADeterminationIsDeliveredWhateverItSays) {
  using Request = v1::RecordDisabilityDeterminationRequest;
  ExpectCompletion<Request>(
      DisabilityDeterminationDraft, "disability.determination",
      {{Request::RESULT_DETERMINED, v1::OUTCOME_SERVICE_DELIVERED},
       {Request::RESULT_NOT_DETERMINED, v1::OUTCOME_SERVICE_DELIVERED},
       {Request::RESULT_REVIEW_LATER, v1::OUTCOME_NEED_CONTINUES}});
}

// A diagnosis travels in a section of the one it is about, never in an act.
template <typename Request>
void ExpectMedicalSections(testing::DraftFunction<Request> draft_of) {
  Request request = CompletionRequest<Request>(1);
  for (const char* person : {"p1", "p3"}) {
    v1::MedicalFinding& finding = *request.add_findings();
    finding.set_person_id(person);
    finding.mutable_finding()->set_text("Bronxit.");
    finding.mutable_finding()->add_codes("J20");
  }
  ASSERT_OK_AND_ASSIGN(const Draft draft, draft_of(request));
  EXPECT_EQ(draft.acts.size(), 1u);
  ASSERT_EQ(draft.sections.size(), 2u);
  EXPECT_EQ(draft.sections[0].person_id(), "p1");
  EXPECT_EQ(draft.sections[1].person_id(), "p3");
  for (const v1::Section& section : draft.sections) {
    EXPECT_EQ(section.medical().text(), "Bronxit.");
    EXPECT_THAT(section.medical().codes(), ElementsAre("J20"));
  }
  Request other = request;
  other.mutable_findings(0)->mutable_finding()->set_text("Bronxit");
  ExpectOtherBytes(draft_of, request, other);
}

TEST(HealthDraftsTest, FindingsAreMedicalSectionsOfTheirPeople) {
  ExpectMedicalSections<v1::RecordMedicalCheckRequest>(MedicalCheckDraft);
  ExpectMedicalSections<v1::RecordTreatmentRequest>(TreatmentDraft);
  ExpectMedicalSections<v1::RecordDisabilityDeterminationRequest>(
      DisabilityDeterminationDraft);
}

TEST(HealthDraftsTest, APsychosocialFindingIsInItsRestrictedCategory_17) {
  auto request = CompletionRequest<v1::RecordPsychosocialCareRequest>(1);
  request.set_person_id("p2");
  request.mutable_finding()->set_text("Yuxu pozuntusu.");
  ASSERT_OK_AND_ASSIGN(const Draft draft, PsychosocialCareDraft(request));
  ASSERT_EQ(draft.sections.size(), 1u);
  EXPECT_EQ(draft.sections[0].person_id(), "p2");
  EXPECT_EQ(draft.sections[0].psychosocial().text(), "Yuxu pozuntusu.");
}

v1::RequestLodgingRequest LodgingRequest() {
  v1::RequestLodgingRequest request;
  *request.mutable_call() = SomeCall();
  v1::ReferralRequested& lodging = *request.mutable_lodging();
  lodging.set_referral_id("2b7c9f5e-6a0d-4b0e-8a55-70b5c4a0d9e2");
  lodging.set_service_code("accommodation.temporary");
  lodging.add_person_ids("p1");
  lodging.set_region_code("baku");
  lodging.mutable_budget()->set_minor_units(90000);
  lodging.mutable_budget()->set_currency_code("AZN");
  lodging.set_linked_referral_id(kSomeReferral);
  return request;
}

TEST(HealthDraftsTest, LodgingIsRequestedForTheTreatmentThatNeedsIt_16) {
  const v1::RequestLodgingRequest request = LodgingRequest();
  ASSERT_OK_AND_ASSIGN(const Draft draft, LodgingDraft(request));
  ExpectOfCaller(draft);
  ASSERT_THAT(KindsOf(draft), ElementsAre("referral_requested"));
  EXPECT_THAT(draft.acts[0].referral_requested(),
              testing::EqualsProto(request.lodging()));
  EXPECT_FALSE(draft.opens_case);
  EXPECT_TRUE(draft.required_services.empty());
  v1::RequestLodgingRequest other = request;
  other.mutable_lodging()->set_region_code("ganja");
  ExpectOtherBytes<v1::RequestLodgingRequest>(LodgingDraft, request, other);
}

TEST(HealthDraftsTest, LodgingWithoutATreatmentIsRefused_16) {
  v1::RequestLodgingRequest request = LodgingRequest();
  request.mutable_lodging()->clear_linked_referral_id();
  ExpectRefused<v1::RequestLodgingRequest>(LodgingDraft, request,
                                           "lodging.linked_referral_id");
  request.clear_lodging();
  ExpectRefused<v1::RequestLodgingRequest>(LodgingDraft, request,
                                           "lodging.linked_referral_id");
}

}  // namespace
}  // namespace referral::health
