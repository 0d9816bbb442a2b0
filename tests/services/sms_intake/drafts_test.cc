#include "services/sms_intake/drafts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/vocabulary.h"

namespace referral::sms_intake {
namespace {

using agency::Draft;
using ::testing::ElementsAreArray;
using testing::EqualsProto;
using testing::ExpectOfCaller;
using testing::ExpectOtherBytes;
using testing::ExpectRefused;
using testing::KindsOf;
using testing::SomeCall;

// A call, what it must become, and how it is refused.
template <typename Request>
struct CallRow {
  testing::DraftFunction<Request> draft_of;
  const char* request;             // without the header
  std::vector<std::string> kinds;  // of the acts, in order
  const char* acts;                // the acts' contents, one Act a line
  bool opens_case = false;
  size_t sections = 0;
  const char* required = "";  // the field it cannot do without
};

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

template <typename Request>
Request RequestOf(const char* text) {
  Request request = Parse<Request>(text);
  *request.mutable_call() = SomeCall();
  return request;
}

// The acts of `draft` without their officer and date.
template <typename Request>
void ExpectCall(const CallRow<Request>& row) {
  SCOPED_TRACE(Request::descriptor()->name());
  const Request request = RequestOf<Request>(row.request);
  ASSERT_OK_AND_ASSIGN(Draft draft, row.draft_of(request));
  ExpectOfCaller(draft);
  EXPECT_THAT(KindsOf(draft), ElementsAreArray(row.kinds));
  EXPECT_EQ(draft.opens_case, row.opens_case);
  EXPECT_EQ(draft.sections.size(), row.sections);
  EXPECT_TRUE(draft.required_services.empty());
  std::string acts;
  for (v1::Act& act : draft.acts) {
    act.clear_officer();
    act.clear_occurred_date();
    acts += act.ShortDebugString() + "\n";
  }
  EXPECT_EQ(acts, row.acts);

  Request other = request;
  other.mutable_call()->set_officer("officer-08");
  ExpectOtherBytes(row.draft_of, request, other);
  if (*row.required != '\0') {
    ExpectRefused(row.draft_of, RequestOf<Request>(""), row.required);
  }
}

TEST(SmsIntakeDraftsTest, ACaseIsOpenedByAnAnnouncementOrAnApplication_12) {
  ExpectCall<v1::AnnounceArrivalRequest>(
      {.draft_of = AnnounceArrivalDraft,
       .request = "arrival { programme_id: 'az-restart' people_count: 4 }"
                  "sections { person_id: 'p1' contact { phone: '+99400' } }",
       .kinds = {"arrival_announced"},
       .acts = "arrival_announced { programme_id: \"az-restart\" "
               "people_count: 4 }\n",
       .opens_case = true,
       .sections = 1,
       .required = "arrival"});
  ExpectCall<v1::RegisterApplicationRequest>(
      {.draft_of = RegisterApplicationDraft,
       .request = "application { region_code: 'baku' people { person_id: 'p1'}}"
                  "sections { person_id: 'p1' identity { given_name: 'A' } }"
                  "sections { person_id: 'p1' contact { phone: '+99400' } }",
       .kinds = {"application_registered"},
       .acts = "application_registered { people { person_id: \"p1\" } "
               "region_code: \"baku\" }\n",
       .opens_case = true,
       .sections = 2,
       .required = "application"});
}

TEST(SmsIntakeDraftsTest, EveryOtherCallGoesOnWithACase) {
  ExpectCall<v1::InformAtAirportRequest>(
      {.draft_of = InformAtAirportDraft,
       .request = "information { place_code: 'GYD' language_code: 'az' }",
       .kinds = {"returnee_informed"},
       .acts = "returnee_informed { place_code: \"GYD\" "
               "language_code: \"az\" }\n",
       .required = "information"});
  ExpectCall<v1::LodgeAppealRequest>(
      {.draft_of = LodgeAppealDraft,
       .request = "appeal { return_facts { citizen: true } }",
       .kinds = {"appeal_lodged"},
       .acts = "appeal_lodged { return_facts { citizen: true } }\n",
       .required = "appeal"});
  ExpectCall<v1::AssessNeedsRequest>(
      {.draft_of = AssessNeedsDraft,
       .request = "assessment { needs { person_id: 'p1' need_code: 'x' } }"
                  "sections { person_id: 'p1' medical { text: 'Qrip.' } }",
       .kinds = {"needs_assessed"},
       .acts = "needs_assessed { needs { person_id: \"p1\" "
               "need_code: \"x\" } }\n",
       .sections = 1,
       .required = "assessment"});
  ExpectCall<v1::AgreePlanRequest>(
      {.draft_of = AgreePlanDraft,
       .request = "plan { duration_months: 12 }",
       .kinds = {"plan_agreed"},
       .acts = "plan_agreed { duration_months: 12 }\n",
       .required = "plan"});
  ExpectCall<v1::ExtendPlanRequest>(
      {.draft_of = ExtendPlanDraft,
       .request = "extension { months: 6 approval { reason_code: 'COVID' } }",
       .kinds = {"support_extended"},
       .acts = "support_extended { months: 6 "
               "approval { reason_code: \"COVID\" } }\n",
       .required = "extension"});
  ExpectCall<v1::SuspendCaseRequest>(
      {.draft_of = SuspendCaseDraft,
       .request = "suspension { reason: HOLD_REASON_HEALTH }",
       .kinds = {"case_suspended"},
       .acts = "case_suspended { reason: HOLD_REASON_HEALTH }\n",
       .required = "suspension"});
  ExpectCall<v1::ResumeCaseRequest>({.draft_of = ResumeCaseDraft,
                                     .request = "",
                                     .kinds = {"case_resumed"},
                                     .acts = "case_resumed { }\n"});
  ExpectCall<v1::ReopenCaseRequest>(
      {.draft_of = ReopenCaseDraft,
       .request = "reopening { reason_code: 'NEW_NEED' }",
       .kinds = {"case_reopened"},
       .acts = "case_reopened { reason_code: \"NEW_NEED\" }\n",
       .required = "reopening"});
  ExpectCall<v1::WaiveOutcomeRequest>(
      {.draft_of = WaiveOutcomeDraft,
       .request = "waiver { referral_id: 'r' reason_code: 'ENDED' }",
       .kinds = {"outcome_waived"},
       .acts = "outcome_waived { referral_id: \"r\" reason_code: \"ENDED\" }\n",
       .required = "waiver"});
}

TEST(SmsIntakeDraftsTest, OneCallForTheOfficerCanBeTwoStepsOfTheCase_31) {
  ExpectCall<v1::DecideEligibilityRequest>(
      {.draft_of = DecideEligibilityDraft,
       .request = "decision { eligible: true }",
       .kinds = {"eligibility_review_started", "eligibility_decided"},
       .acts = "eligibility_review_started { }\n"
               "eligibility_decided { eligible: true }\n",
       .required = "decision"});
  ExpectCall<v1::ClosePlanRequest>({.draft_of = ClosePlanDraft,
                                    .request = "closing { scope: SCOPE_FULL }",
                                    .kinds = {"closing_started", "case_closed"},
                                    .acts =
                                        "closing_started { }\n"
                                        "case_closed { scope: SCOPE_FULL }\n",
                                    .required = "closing"});
}

TEST(SmsIntakeDraftsTest, SeveralOfAKindAreOneMessage_19) {
  ExpectCall<v1::RecordConsentRequest>(
      {.draft_of = RecordConsentDraft,
       .request = "consents { person_id: 'p1' } consents { person_id: 'p2' }",
       .kinds = {"consent_given", "consent_given"},
       .acts = "consent_given { person_id: \"p1\" }\n"
               "consent_given { person_id: \"p2\" }\n",
       .required = "consents"});
  ExpectCall<v1::WithdrawConsentRequest>(
      {.draft_of = WithdrawConsentDraft,
       .request = "withdrawals { person_id: 'p1' }"
                  "withdrawals { person_id: 'p2' }",
       .kinds = {"consent_withdrawn", "consent_withdrawn"},
       .acts = "consent_withdrawn { person_id: \"p1\" }\n"
               "consent_withdrawn { person_id: \"p2\" }\n",
       .required = "withdrawals"});
  ExpectCall<v1::RenewConsentRequest>(
      {.draft_of = RenewConsentDraft,
       .request = "renewals { person_id: 'p1' } renewals { person_id: 'p2' }",
       .kinds = {"consent_renewed", "consent_renewed"},
       .acts = "consent_renewed { person_id: \"p1\" }\n"
               "consent_renewed { person_id: \"p2\" }\n",
       .required = "renewals"});
  ExpectCall<v1::OverrideInEmergencyRequest>(
      {.draft_of = OverrideInEmergencyDraft,
       .request = "overrides { person_id: 'p1' } overrides { person_id: 'p2' }",
       .kinds = {"emergency_overridden", "emergency_overridden"},
       .acts = "emergency_overridden { person_id: \"p1\" }\n"
               "emergency_overridden { person_id: \"p2\" }\n",
       .required = "overrides"});
  ExpectCall<v1::RecordProtectionRequest>(
      {.draft_of = RecordProtectionDraft,
       .request = "protections { person_id: 'p1' split_family: true }"
                  "protections { person_id: 'p2' }",
       .kinds = {"protection_recorded", "protection_recorded"},
       .acts = "protection_recorded { person_id: \"p1\" "
               "split_family: true }\n"
               "protection_recorded { person_id: \"p2\" }\n",
       .required = "protections"});
  ExpectCall<v1::ReferRequest>(
      {.draft_of = ReferDraft,
       .request = "referrals { referral_id: 'r1' service_code: 'a' }"
                  "referrals { referral_id: 'r2' service_code: 'b' }"
                  "sections { person_id: 'p1' note { text: 'Tez.' } }",
       .kinds = {"referral_requested", "referral_requested"},
       .acts = "referral_requested { referral_id: \"r1\" "
               "service_code: \"a\" }\n"
               "referral_requested { referral_id: \"r2\" "
               "service_code: \"b\" }\n",
       .sections = 1,
       .required = "referrals"});
}

TEST(SmsIntakeDraftsTest, PeopleJoinAndLeave_15) {
  ExpectCall<v1::AddPersonRequest>(
      {.draft_of = AddPersonDraft,
       .request = "joined { person { person_id: 'p3' } }"
                  "sections { person_id: 'p3' note { text: 'Yeni doğulub.' } }",
       .kinds = {"person_joined"},
       .acts = "person_joined { person { person_id: \"p3\" } }\n",
       .sections = 1,
       .required = "joined"});
  ExpectCall<v1::RecordDepartureRequest>(
      {.draft_of = RecordDepartureDraft,
       .request = "left { person_id: 'p2' reason: LEAVE_REASON_OWN_CASE }",
       .kinds = {"person_left"},
       .acts = "person_left { person_id: \"p2\" "
               "reason: LEAVE_REASON_OWN_CASE }\n",
       .required = "left"});
}

TEST(SmsIntakeDraftsTest, ACaseIsArchived_31) {
  ExpectCall<v1::ArchiveCaseRequest>({.draft_of = ArchiveCaseDraft,
                                      .request = "",
                                      .kinds = {"case_archived"},
                                      .acts = "case_archived { }\n"});
}

TEST(SmsIntakeDraftsTest, SectionsTravelAsTheyWereGiven) {
  const auto request = RequestOf<v1::RegisterApplicationRequest>(
      "application { region_code: 'baku' }"
      "sections { person_id: 'p1' identity { given_name: 'Şəfəq' } }"
      "sections { person_id: 'p2' note { text: 'Оставить в стороне.' } }");
  ASSERT_OK_AND_ASSIGN(const Draft draft, RegisterApplicationDraft(request));
  ASSERT_EQ(draft.sections.size(), 2u);
  EXPECT_THAT(draft.sections[0], EqualsProto(request.sections(0)));
  EXPECT_THAT(draft.sections[1], EqualsProto(request.sections(1)));
}

// What two calls with the same contents would become differs by the call.
TEST(SmsIntakeDraftsTest, TheSameBytesInAnotherCallAreAnotherRequest) {
  ASSERT_OK_AND_ASSIGN(const Draft resumed,
                       ResumeCaseDraft(RequestOf<v1::ResumeCaseRequest>("")));
  EXPECT_NE(resumed.request_bytes,
            agency::RequestBytes(RequestOf<v1::LodgeAppealRequest>("")));
}

}  // namespace
}  // namespace referral::sms_intake
