#include "services/education/drafts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/vocabulary.h"

namespace referral::education {
namespace {

using agency::Draft;
using testing::CompletionRequest;
using testing::ExpectCompletion;
using testing::ExpectOtherBytes;

TEST(EducationDraftsTest, EachResultOfASchoolPlacementSaysWhatCameOfIt) {
  using Request = v1::RecordSchoolPlacementRequest;
  ExpectCompletion<Request>(
      SchoolPlacementDraft, "education.school-placement",
      {{Request::RESULT_PLACED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_PLACED_WITH_LANGUAGE_SUPPORT, v1::OUTCOME_NEED_MET},
       {Request::RESULT_HOME_SCHOOLED, v1::OUTCOME_SERVICE_DELIVERED}});
}

TEST(EducationDraftsTest, ACertificateNotRecognisedLeavesTheNeedOpen) {
  using Request = v1::RecordCertificateRecognitionRequest;
  ExpectCompletion<Request>(
      CertificateRecognitionDraft, "education.certificate-recognition",
      {{Request::RESULT_RECOGNISED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_PARTLY_RECOGNISED, v1::OUTCOME_SERVICE_DELIVERED},
       {Request::RESULT_NOT_RECOGNISED, v1::OUTCOME_NEED_CONTINUES}});
}

TEST(EducationDraftsTest, EachResultOfAdultEducationSaysWhatCameOfIt) {
  using Request = v1::RecordAdultEducationRequest;
  ExpectCompletion<Request>(
      AdultEducationDraft, "education.adult",
      {{Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
       {Request::RESULT_ENROLLED, v1::OUTCOME_NEED_CONTINUES}});
}

template <typename Request>
void ExpectEducationSections(testing::DraftFunction<Request> draft_of) {
  Request request = CompletionRequest<Request>(1);
  for (const char* person : {"p2", "p4"}) {
    v1::EducationFinding& finding = *request.add_findings();
    finding.set_person_id(person);
    finding.mutable_finding()->set_text("Məktəbə ilk dəfə gedəcək.");
    finding.mutable_finding()->set_grade(1);
  }
  ASSERT_OK_AND_ASSIGN(const Draft draft, draft_of(request));
  EXPECT_EQ(draft.acts.size(), 1u);
  ASSERT_EQ(draft.sections.size(), 2u);
  EXPECT_EQ(draft.sections[0].person_id(), "p2");
  EXPECT_EQ(draft.sections[1].person_id(), "p4");
  for (const v1::Section& section : draft.sections) {
    EXPECT_EQ(section.education().text(), "Məktəbə ilk dəfə gedəcək.");
    EXPECT_EQ(section.education().grade(), 1u);
  }
  Request other = request;
  other.mutable_findings(1)->mutable_finding()->set_grade(2);
  ExpectOtherBytes(draft_of, request, other);
}

TEST(EducationDraftsTest, FindingsAreEducationSectionsOfTheirPeople) {
  ExpectEducationSections<v1::RecordSchoolPlacementRequest>(
      SchoolPlacementDraft);
  ExpectEducationSections<v1::RecordCertificateRecognitionRequest>(
      CertificateRecognitionDraft);
  ExpectEducationSections<v1::RecordAdultEducationRequest>(AdultEducationDraft);
}

}  // namespace
}  // namespace referral::education
