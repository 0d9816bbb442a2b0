#include "services/labour/drafts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/vocabulary.h"

namespace referral::labour {
namespace {

using agency::Draft;
using testing::CompletionRequest;
using testing::ExpectCompletion;
using testing::ExpectOtherBytes;

TEST(LabourDraftsTest, OnlyAJobMeetsTheNeedForOne) {
  using Request = v1::RecordJobPlacementRequest;
  ExpectCompletion<Request>(
      JobPlacementDraft, "employment.job-placement",
      {{Request::RESULT_EMPLOYED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_SELF_EMPLOYED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_REGISTERED_AS_JOBSEEKER, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(LabourDraftsTest, EachResultOfATrainingSaysWhatCameOfIt) {
  using Request = v1::RecordVocationalTrainingRequest;
  ExpectCompletion<Request>(
      VocationalTrainingDraft, "employment.vocational-training",
      {{Request::RESULT_CERTIFIED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_ATTENDED, v1::OUTCOME_SERVICE_DELIVERED}});
}

TEST(LabourDraftsTest, EachResultOfASmallBusinessSaysWhatCameOfIt) {
  using Request = v1::RecordSmallBusinessRequest;
  ExpectCompletion<Request>(
      SmallBusinessDraft, "employment.small-business",
      {{Request::RESULT_STARTED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_EQUIPPED, v1::OUTCOME_SERVICE_DELIVERED},
       {Request::RESULT_PLAN_NOT_VIABLE, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(LabourDraftsTest, AnAllowanceNotGrantedLeavesTheNeedOpen) {
  using Request = v1::RecordAllowanceRequest;
  ExpectCompletion<Request>(
      AllowanceDraft, "allowance.social",
      {{Request::RESULT_GRANTED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_RESTORED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_NOT_GRANTED, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(LabourDraftsTest, ACardNotIssuedLeavesTheNeedOpen) {
  using Request = v1::RecordDisabilityCardRequest;
  ExpectCompletion<Request>(
      DisabilityCardDraft, "disability.card",
      {{Request::RESULT_ISSUED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_RENEWED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_NOT_ISSUED, v1::OUTCOME_NEED_CONTINUES}});
}

template <typename Request>
void ExpectEmploymentSections(testing::DraftFunction<Request> draft_of) {
  Request request = CompletionRequest<Request>(1);
  for (const char* person : {"p1", "p2"}) {
    v1::EmploymentFinding& finding = *request.add_findings();
    finding.set_person_id(person);
    finding.mutable_finding()->set_text("Tikinti ustası.");
    finding.mutable_finding()->set_occupation("usta");
  }
  ASSERT_OK_AND_ASSIGN(const Draft draft, draft_of(request));
  EXPECT_EQ(draft.acts.size(), 1u);
  ASSERT_EQ(draft.sections.size(), 2u);
  EXPECT_EQ(draft.sections[0].person_id(), "p1");
  EXPECT_EQ(draft.sections[1].person_id(), "p2");
  for (const v1::Section& section : draft.sections) {
    EXPECT_EQ(section.employment().text(), "Tikinti ustası.");
    EXPECT_EQ(section.employment().occupation(), "usta");
  }
  Request other = request;
  other.mutable_findings(0)->set_person_id("p3");
  ExpectOtherBytes(draft_of, request, other);
}

TEST(LabourDraftsTest, FindingsAreEmploymentSectionsOfTheirPeople) {
  ExpectEmploymentSections<v1::RecordJobPlacementRequest>(JobPlacementDraft);
  ExpectEmploymentSections<v1::RecordVocationalTrainingRequest>(
      VocationalTrainingDraft);
  ExpectEmploymentSections<v1::RecordSmallBusinessRequest>(SmallBusinessDraft);
}

}  // namespace
}  // namespace referral::labour
