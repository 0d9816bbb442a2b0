// Consent, emergencies, corrections and complaints [27] with real processes:
// the lead and a ministry through their services, the Ombudsman's Office as a
// client of its own.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/status_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kFebruary[] = "{ year: 2020 month: 2 day: 17 }";
constexpr char kApril[] = "{ year: 2020 month: 4 day: 2 }";
constexpr char kSms[] = "referral.v1.SmsIntakeService/";
constexpr char kDesk[] = "referral.v1.ReferralDesk/";
constexpr char kRouterService[] = "referral.v1.RouterService/";

std::string Header(const std::string& case_id, const char* day = kFebruary,
                   const std::string& message_id = NewUuid()) {
  return absl::StrCat("call { message_id: '", message_id, "' case_id: '",
                      case_id, "' officer: 'officer-07' occurred_date ", day,
                      " } ");
}

std::string Consent(const std::string& more) {
  return absl::StrCat(
      "consents { person_id: 'p1' categories: [DATA_CATEGORY_IDENTITY, "
      "DATA_CATEGORY_CONTACT, DATA_CATEGORY_MEDICAL] language_code: 'az' "
      "given_by: CONSENT_GIVER_SELF ",
      more, " } ");
}

std::string Referral(const std::string& id) {
  return absl::StrCat(
      "referrals { referral_id: '", id,
      "' service_code: 'medical.check' person_ids: 'p1' region_code: 'baku' "
      "budget { minor_units: 100 currency_code: 'AZN' } } ");
}

std::string Identity(const std::string& name, const std::string& more = "") {
  return absl::StrCat("sections { person_id: 'p1' ", more,
                      " identity { given_name: '", name,
                      "' family_name: 'Quliyeva' } } ");
}

class ConsentTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new System();
    for (const char* name : {kRouter, "sms-intake", "health"}) {
      ASSERT_OK(system_->Start(name));
    }
  }
  static void TearDownTestSuite() {
    EXPECT_OK(system_->StopAll());
    delete system_;
  }

  // A case of p1, an adult, found eligible.
  void SetUp() override {
    const auto opened = Send<v1::RegisterApplicationRequest>(
        absl::StrCat(kSms, "RegisterApplication"),
        absl::StrCat(Header(""),
                     "application { programme_id: 'az-restart'"
                     "  people { person_id: 'p1' sex: SEX_FEMALE"
                     "    age_group: AGE_GROUP_ADULT }"
                     "  return_facts { return_kind: RETURN_KIND_FORCED"
                     "    citizen: true return_country_code: 'SE'"
                     "    return_date { year: 2020 month: 2 day: 3 } }"
                     "  region_code: 'baku' }"));
    ASSERT_OK(opened);
    case_id_ = opened->case_id();
    Must<v1::DecideEligibilityRequest>("DecideEligibility",
                                       "decision { eligible: true }");
  }

  static Client Sms() {
    return {system_->address("sms-intake"), TlsOf("system-sms-pilot"),
            "spiffe://referral.az/agency/sms"};
  }
  static Client Health() {
    return {system_->address("health"), TlsOf("system-health-pilot"),
            "spiffe://referral.az/agency/health"};
  }
  static Client Ombudsman() {
    return {system_->address(kRouter), TlsOf("agency-ombudsman")};
  }

  // A call of the lead, repeated until the router's verdict is there: each
  // waits for it no longer than 2 s.
  template <typename Request>
  static absl::StatusOr<v1::Submission> Send(const std::string& method,
                                             const std::string& text) {
    const Request request = Parsed<Request>(text);
    const absl::Time deadline = absl::Now() + kPatience;
    absl::StatusOr<v1::Submission> answer;
    do {
      answer = Sms().Call<v1::Submission>(method, request);
    } while (answer.ok() && answer->state() == v1::Submission::STATE_QUEUED &&
             absl::Now() < deadline);
    return answer;
  }

  // A call of SmsIntakeService about the case, which the router records.
  template <typename Request>
  void Must(const std::string& method, const std::string& text,
            const char* day = kFebruary) {
    const auto answer =
        Send<Request>(kSms + method, Header(case_id_, day) + text);
    ASSERT_OK(answer);
    ASSERT_EQ(answer->state(), v1::Submission::STATE_RECORDED)
        << answer->refusal().message();
  }

  // Refers p1 to health; the router's refusal, or OK.
  absl::Status Refer(const char* day = kFebruary) {
    const auto answer = Send<v1::ReferRequest>(
        absl::StrCat(kSms, "Refer"),
        absl::StrCat(Header(case_id_, day), Referral(NewUuid())));
    if (!answer.ok()) return answer.status();
    return answer->state() == v1::Submission::STATE_REFUSED
               ? rpc::FromProto(answer->refusal())
               : absl::OkStatus();
  }

  // Given names in the identity sections of the referral, as health reads
  // them; asked until `enough` is content with them.
  static std::vector<std::string> NamesAtHealth(
      const std::string& referral_id,
      const std::function<bool(const std::vector<std::string>&)>& enough) {
    v1::GetWorklistItemRequest request;
    request.set_referral_id(referral_id);
    const absl::Time deadline = absl::Now() + kPatience;
    std::vector<std::string> names;
    do {
      names.clear();
      const auto item = Health().Call<v1::WorklistItem>(
          absl::StrCat(kDesk, "GetWorklistItem"), request);
      if (!item.ok()) continue;  // not delivered yet
      for (const v1::Section& section : item->sections()) {
        names.push_back(section.identity().given_name());
      }
    } while (!enough(names) && absl::Now() < deadline);
    return names;
  }

  template <typename Response, typename Request>
  static Response Ask(const Client& client, const std::string& method,
                      const Request& request) {
    const auto response =
        client.Call<Response>(kRouterService + method, request);
    EXPECT_OK(response.status());
    return response.value_or(Response());
  }

  static System* system_;
  std::string case_id_;
};

System* ConsentTest::system_ = nullptr;

TEST_F(ConsentTest, ToBeCountedIsNotToBeReferred) {
  Must<v1::RecordConsentRequest>("RecordConsent",
                                 Consent("purposes: CONSENT_PURPOSE_STUDY"));
  EXPECT_THAT(Refer(), IsReason(Reason::kConsentMissing));
  Must<v1::RecordConsentRequest>(
      "RecordConsent", Consent("purposes: CONSENT_PURPOSE_SERVICE "
                               "purposes: CONSENT_PURPOSE_FOLLOW_UP"));
  EXPECT_OK(Refer());
}

TEST_F(ConsentTest, AnEmergencyOpensAndOversightSeesWhoDecidedIt) {
  EXPECT_THAT(Refer(), IsReason(Reason::kConsentMissing));
  Must<v1::OverrideInEmergencyRequest>(
      "OverrideInEmergency",
      "overrides { person_id: 'p1' categories: [DATA_CATEGORY_IDENTITY, "
      "DATA_CATEGORY_CONTACT, DATA_CATEGORY_MEDICAL] recipients: 'health' "
      "expiry_date { year: 2020 month: 2 day: 24 } "
      "approval { reason_code: 'UNCONSCIOUS' approver: 'officer-01' } }");
  EXPECT_OK(Refer());
  const auto listed = Ask<v1::ListEmergenciesResponse>(
      Ombudsman(), "ListEmergencies", v1::ListEmergenciesRequest());
  ASSERT_EQ(listed.emergencies_size(), 1);
  EXPECT_EQ(listed.emergencies(0).case_id(), case_id_);
  EXPECT_EQ(listed.emergencies(0).approval().approver(), "officer-01");
  const CommandResult ctl = system_->Ctl({"emergency", "list"});
  EXPECT_EQ(ctl.exit_code, 0);
  EXPECT_THAT(ctl.out, HasSubstr(case_id_));
  EXPECT_THAT(ctl.out, HasSubstr("UNCONSCIOUS"));
}

TEST_F(ConsentTest, ARenewalTakesUpWhatHadEnded) {
  Must<v1::RecordConsentRequest>(
      "RecordConsent", Consent("expiry_date { year: 2020 month: 3 day: 31 }"));
  EXPECT_THAT(Refer(kApril), IsReason(Reason::kConsentExpired));
  Must<v1::RenewConsentRequest>("RenewConsent",
                                "renewals { person_id: 'p1' "
                                "language_code: 'az' "
                                "given_by: CONSENT_GIVER_SELF }",
                                kApril);
  EXPECT_OK(Refer(kApril));
}

TEST_F(ConsentTest, TheReaderOfACorrectedSectionGetsTheRightOne) {
  Must<v1::RecordConsentRequest>("RecordConsent", Consent(""));
  const std::string referral = NewUuid();
  const std::string shared = NewUuid();
  ASSERT_OK(Send<v1::ReferRequest>(
      absl::StrCat(kSms, "Refer"),
      absl::StrCat(Header(case_id_, kFebruary, shared), Referral(referral),
                   Identity("Leyla"))));
  EXPECT_THAT(
      NamesAtHealth(referral, [](const auto& names) { return !names.empty(); }),
      ElementsAre("Leyla"));
  const auto corrected = Send<v1::AddInformationRequest>(
      absl::StrCat(kDesk, "AddInformation"),
      absl::StrCat(Header(case_id_), "referral_id: '", referral, "' ",
                   Identity("Lalə", absl::StrCat("supersedes_message_id: '",
                                                 shared, "'"))));
  ASSERT_OK(corrected);
  ASSERT_EQ(corrected->state(), v1::Submission::STATE_RECORDED)
      << corrected->refusal().message();
  EXPECT_THAT(NamesAtHealth(referral,
                            [](const auto& names) {
                              return !names.empty() && names.back() == "Lalə";
                            }),
              ElementsAre("Lalə"));
}

TEST_F(ConsentTest, AComplaintIsAnsweredByTheOmbudsman) {
  const std::string complaint = NewUuid();
  const auto lodged = Send<v1::LodgeComplaintRequest>(
      absl::StrCat(kDesk, "LodgeComplaint"),
      absl::StrCat(Header(case_id_), "complaint { complaint_id: '", complaint,
                   "' person_id: 'p1' subject: COMPLAINT_SUBJECT_DELAY "
                   "addressee: 'ombudsman' about_agency: 'health' }"));
  ASSERT_OK(lodged);
  ASSERT_EQ(lodged->state(), v1::Submission::STATE_RECORDED);
  v1::ListComplaintsRequest unanswered;
  unanswered.set_unanswered(true);
  auto listed = Ask<v1::ListComplaintsResponse>(Ombudsman(), "ListComplaints",
                                                unanswered);
  ASSERT_EQ(listed.complaints_size(), 1);
  EXPECT_EQ(listed.complaints(0).complaint_id(), complaint);
  EXPECT_THAT(system_->Ctl({"complaint", "list", "--unanswered"}).out,
              HasSubstr(case_id_));
  EXPECT_OK(Ombudsman().Submit(Built(
      Saying("ombudsman", case_id_,
             {absl::StrCat("complaint_answered { complaint_id: '", complaint,
                           "' answer: COMPLAINT_ANSWER_PARTLY_UPHELD }")}))));
  EXPECT_THAT(system_->Ctl({"complaint", "list", "--unanswered"}).out,
              Not(HasSubstr(case_id_)));
  listed = Ask<v1::ListComplaintsResponse>(Ombudsman(), "ListComplaints",
                                           unanswered);
  EXPECT_THAT(listed.complaints(), IsEmpty());
}

}  // namespace
}  // namespace referral::testing
