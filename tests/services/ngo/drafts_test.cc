#include "services/ngo/drafts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/vocabulary.h"

namespace referral::ngo {
namespace {

using agency::Draft;
using testing::CompletionRequest;
using testing::ExpectCompletion;
using testing::ExpectOtherBytes;

TEST(NgoDraftsTest, EachResultOfMentoringSaysWhatCameOfIt_10) {
  using Request = v1::RecordMentoringRequest;
  ExpectCompletion<Request>(
      MentoringDraft, "mentoring.individual",
      {{Request::RESULT_GOALS_REACHED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_GOALS_PARTLY_REACHED, v1::OUTCOME_SERVICE_DELIVERED}});
}

TEST(NgoDraftsTest, ADocumentAppliedForLeavesTheNeedOpen) {
  using Request = v1::RecordDocumentsRequest;
  ExpectCompletion<Request>(
      DocumentsDraft, "mentoring.documents",
      {{Request::RESULT_OBTAINED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_APPLIED_FOR, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(NgoDraftsTest, EachResultOfAStaySaysWhatCameOfIt) {
  using Request = v1::RecordAccommodationRequest;
  ExpectCompletion<Request>(
      AccommodationDraft, "accommodation.temporary",
      {{Request::RESULT_MOVED_TO_OWN_HOME, v1::OUTCOME_NEED_MET},
       {Request::RESULT_MOVED_TO_RELATIVES, v1::OUTCOME_NEED_MET},
       {Request::RESULT_STAY_ENDED, v1::OUTCOME_SERVICE_DELIVERED}});
}

TEST(NgoDraftsTest, EachResultOfPsychosocialSupportSaysWhatCameOfIt_17) {
  using Request = v1::RecordPsychosocialSupportRequest;
  ExpectCompletion<Request>(
      PsychosocialSupportDraft, "psychosocial.support",
      {{Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(NgoDraftsTest, EachResultOfCommunitySupportSaysWhatCameOfIt_25) {
  using Request = v1::RecordCommunitySupportRequest;
  ExpectCompletion<Request>(
      CommunitySupportDraft, "community.support",
      {{Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(NgoDraftsTest, EachResultOfAFinancialServiceSaysWhatCameOfIt_25) {
  using Request = v1::RecordFinancialServiceRequest;
  ExpectCompletion<Request>(
      FinancialServiceDraft, "finance.access",
      {{Request::RESULT_ACCESS_GAINED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_COUNSELLED, v1::OUTCOME_SERVICE_DELIVERED}});
}

TEST(NgoDraftsTest, ASelfReferralOpensACaseAndSaysSo_27) {
  v1::AnnounceSelfReferralRequest request;
  *request.mutable_call() = testing::SomeCall();
  testing::ExpectRefused(SelfReferralDraft, request, "arrival");
  request.mutable_arrival()->set_people_count(4);
  request.add_sections()->set_person_id("p1");
  ASSERT_OK_AND_ASSIGN(const Draft draft, SelfReferralDraft(request));
  testing::ExpectOfCaller(draft);
  EXPECT_TRUE(draft.opens_case);
  EXPECT_EQ(draft.sections.size(), 1u);
  ASSERT_EQ(draft.acts.size(), 1u);
  EXPECT_TRUE(draft.acts[0].arrival_announced().self_referral());
  EXPECT_EQ(draft.acts[0].arrival_announced().people_count(), 4u);
  v1::AnnounceSelfReferralRequest other = request;
  other.mutable_arrival()->set_people_count(5);
  ExpectOtherBytes(SelfReferralDraft, request, other);
}

TEST(NgoDraftsTest, FindingsAreDocumentSectionsOfTheirPeople) {
  auto request = CompletionRequest<v1::RecordDocumentsRequest>(1);
  for (const char* person : {"p1", "p3"}) {
    v1::DocumentFinding& finding = *request.add_findings();
    finding.set_person_id(person);
    finding.mutable_finding()->set_document_type("birth-certificate");
    finding.mutable_finding()->set_document_number("00-112233");
  }
  ASSERT_OK_AND_ASSIGN(const Draft draft, DocumentsDraft(request));
  EXPECT_EQ(draft.acts.size(), 1u);
  ASSERT_EQ(draft.sections.size(), 2u);
  EXPECT_EQ(draft.sections[0].person_id(), "p1");
  EXPECT_EQ(draft.sections[1].person_id(), "p3");
  for (const v1::Section& section : draft.sections) {
    EXPECT_EQ(section.documents().document_type(), "birth-certificate");
    EXPECT_EQ(section.documents().document_number(), "00-112233");
  }
  v1::RecordDocumentsRequest other = request;
  other.mutable_findings(0)->mutable_finding()->clear_document_number();
  ExpectOtherBytes<v1::RecordDocumentsRequest>(DocumentsDraft, request, other);
}

TEST(NgoDraftsTest, APsychosocialFindingIsInItsRestrictedCategory_17) {
  auto request = CompletionRequest<v1::RecordPsychosocialSupportRequest>(1);
  request.set_person_id("p2");
  request.mutable_finding()->set_text("Yuxu pozuntusu.");
  ASSERT_OK_AND_ASSIGN(const Draft draft, PsychosocialSupportDraft(request));
  ASSERT_EQ(draft.sections.size(), 1u);
  EXPECT_EQ(draft.sections[0].person_id(), "p2");
  EXPECT_EQ(draft.sections[0].psychosocial().text(), "Yuxu pozuntusu.");
}

}  // namespace
}  // namespace referral::ngo
