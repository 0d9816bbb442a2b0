// What an agency service refuses from its ministry's systems, and what the
// router refuses later: the caller is told, nothing is written.
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/status_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/health_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

constexpr char kDay[] = "occurred_date { year: 2020 month: 2 day: 17 }";
constexpr char kAnnounce[] = "referral.v1.SmsIntakeService/AnnounceArrival";
constexpr char kArrival[] =
    "arrival { programme_id: 'az-restart' return_country_code: 'DE'"
    "  arrival_date { year: 2020 month: 2 day: 17 } people_count: 1 }";
constexpr char kApplication[] =
    "application { programme_id: 'az-restart'"
    "  people { person_id: 'p1' sex: SEX_FEMALE age_group: AGE_GROUP_ADULT }"
    "  return_facts { return_kind: RETURN_KIND_FORCED citizen: true"
    "    return_country_code: 'SE'"
    "    return_date { year: 2020 month: 2 day: 3 } }"
    "  region_code: 'baku' }";

std::string Header(const std::string& case_id, const std::string& day = kDay) {
  return absl::StrCat("call { message_id: '", NewUuid(), "' case_id: '",
                      case_id, "' officer: 'officer-07' ", day, " } ");
}

// A router, sms-intake and health, and one case that has applied.
class BadCallTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new System();
    for (const char* name : {kRouter, "sms-intake", "health"}) {
      ASSERT_OK(system_->Start(name));
    }
    const auto opened = Send("RegisterApplication",
                             Parsed<v1::RegisterApplicationRequest>(
                                 absl::StrCat(Header(""), kApplication)));
    ASSERT_OK(opened);
    ASSERT_EQ(opened->state(), v1::Submission::STATE_RECORDED);
    case_id_ = new std::string(opened->case_id());
  }
  static void TearDownTestSuite() {
    EXPECT_OK(system_->StopAll());
    delete case_id_;
    delete system_;
  }

  static Client At(const std::string& binary, const std::string& agency,
                   const rpc::TlsFiles& tls) {
    return {system_->address(binary), tls,
            "spiffe://referral.az/agency/" + agency};
  }
  static Client Sms() {
    return At("sms-intake", "sms", TlsOf("system-sms-pilot"));
  }

  // A call of SmsIntakeService, repeated until the router's verdict is there:
  // each waits for it no longer than 2 s.
  template <typename Request>
  static absl::StatusOr<v1::Submission> Send(const std::string& method,
                                             const Request& request) {
    const absl::Time deadline = absl::Now() + kPatience;
    absl::StatusOr<v1::Submission> answer;
    do {
      answer = Sms().Call<v1::Submission>(
          "referral.v1.SmsIntakeService/" + method, request);
    } while (answer.ok() && answer->state() == v1::Submission::STATE_QUEUED &&
             absl::Now() < deadline);
    return answer;
  }

  static std::uint64_t Position() {
    return Client(system_->address(kRouter), TlsOf("operator-ops"))
        .LastPosition()
        .value_or(0);
  }

  // Submissions that sms-intake keeps, of whatever state.
  static int Submissions() {
    v1::ListSubmissionsRequest request;
    request.set_page_size(1000);
    return Sms()
        .Call<v1::ListSubmissionsResponse>(
            "referral.v1.ReferralDesk/ListSubmissions", request)
        .value_or(v1::ListSubmissionsResponse())
        .submissions_size();
  }

  static System* system_;
  static std::string* case_id_;
};

System* BadCallTest::system_ = nullptr;
std::string* BadCallTest::case_id_ = nullptr;

v1::AnnounceArrivalRequest Announcement(const std::string& header) {
  return Parsed<v1::AnnounceArrivalRequest>(absl::StrCat(header, kArrival));
}

TEST_F(BadCallTest, WhatTheServiceItselfRefusesIsNotEvenKept) {
  const std::string uuid = NewUuid();
  const struct {
    const char* name;
    v1::AnnounceArrivalRequest request;
    Reason want;
    const char* where;
  } kRows[] = {
      {"no header", Announcement(""), Reason::kInvalidMessageId,
       "call.message_id"},
      {"no arrival", Parsed<v1::AnnounceArrivalRequest>(Header("")),
       Reason::kInvalidField, "arrival"},
      {"a message id that is no UUID",
       Announcement(
           absl::StrCat("call { message_id: 'one' officer: 'o' ", kDay, " }")),
       Reason::kInvalidMessageId, "call.message_id"},
      {"nobody's call",
       Announcement(
           absl::StrCat("call { message_id: '", uuid, "' ", kDay, " }")),
       Reason::kInvalidField, "call.officer"},
      {"a case id with a slip", Announcement(Header("AZ-7K3QX-9M2TF-D")),
       Reason::kInvalidCaseId, "call.case_id"},
      {"a case of another home", Announcement(Header(NewCaseId("TJ"))),
       Reason::kWrongHome, "call.case_id"},
      {"a day to come",
       Announcement(Header("", "occurred_date { year: 2199 month: 1 day: 1 }")),
       Reason::kFutureDate, "call.occurred_date"},
      {"a day that never was",
       Announcement(
           Header("", "occurred_date { year: 2021 month: 2 day: 30 }")),
       Reason::kInvalidDate, "call.occurred_date"},
      {"a programme nobody loaded",
       Parsed<v1::AnnounceArrivalRequest>(
           absl::StrCat(Header(""),
                        "arrival { programme_id: 'tj' people_count: 1"
                        "  arrival_date { year: 2020 month: 2 day: 1 }"
                        "  return_country_code: 'DE' }")),
       Reason::kUnknownProgramme, nullptr},
  };
  const std::uint64_t position = Position();
  const int submissions = Submissions();
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const auto answer = Send("AnnounceArrival", row.request);
    EXPECT_THAT(answer, IsReason(row.want));
    EXPECT_FALSE(Remedy(answer.status()).empty());
    if (row.where != nullptr) {
      EXPECT_EQ(Where(answer.status()), row.where);
    }
    EXPECT_EQ(Position(), position);
    EXPECT_EQ(Submissions(), submissions);
  }
}

TEST_F(BadCallTest, ARefusalByTheRouterReachesTheCaller) {
  const struct {
    const char* name;
    const char* method;
    std::string request;  // of that method, without header
    Reason want;
  } kRows[] = {
      {"closing what is not active", "ClosePlan",
       "closing { scope: SCOPE_FULL }", Reason::kIllegalTransition},
      {"informed, then opened again", "AnnounceArrival", kArrival,
       Reason::kCaseExists},
      {"a person who is not there", "RecordConsent",
       "consents { person_id: 'p9' categories: DATA_CATEGORY_IDENTITY"
       "  language_code: 'az' given_by: CONSENT_GIVER_SELF }",
       Reason::kUnknownPerson},
      {"decided against the facts", "DecideEligibility",
       "decision { rejection_reasons: REJECTION_REASON_NOT_A_CITIZEN }",
       Reason::kInvalidField},
  };
  const std::uint64_t position = Position();
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const std::string text = absl::StrCat(Header(*case_id_), row.request);
    const std::string method = row.method;
    const absl::StatusOr<v1::Submission> answer =
        method == "ClosePlan" ? Send(method, Parsed<v1::ClosePlanRequest>(text))
        : method == "AnnounceArrival"
            ? Send(method, Parsed<v1::AnnounceArrivalRequest>(text))
        : method == "RecordConsent"
            ? Send(method, Parsed<v1::RecordConsentRequest>(text))
            : Send(method, Parsed<v1::DecideEligibilityRequest>(text));
    ASSERT_OK(answer);
    EXPECT_EQ(answer->state(), v1::Submission::STATE_REFUSED);
    const absl::Status refusal = rpc::FromProto(answer->refusal());
    EXPECT_THAT(refusal, IsReason(row.want));
    EXPECT_FALSE(Remedy(refusal).empty());
    EXPECT_EQ(Position(), position);
  }
}

TEST_F(BadCallTest, AMessageIdStandsForOneRequestForEver) {
  const v1::AnnounceArrivalRequest request = Announcement(Header(""));
  const auto first = Send("AnnounceArrival", request);
  ASSERT_OK(first);
  const std::uint64_t position = Position();
  v1::AnnounceArrivalRequest other = request;
  other.mutable_arrival()->set_people_count(2);
  EXPECT_THAT(Send("AnnounceArrival", other),
              IsReason(Reason::kDuplicateMessageId));
  const auto again = Send("AnnounceArrival", request);
  ASSERT_OK(again);
  EXPECT_EQ(again->case_id(), first->case_id());
  EXPECT_EQ(again->receipt().position(), first->receipt().position());
  EXPECT_EQ(Position(), position);
}

TEST_F(BadCallTest, OnlySystemsOfTheAgencyItselfAreServed) {
  const std::uint64_t position = Position();
  for (const char* who :
       {"system-health-pilot", "agency-health", "operator-ops"}) {
    SCOPED_TRACE(who);
    EXPECT_THAT(At("sms-intake", "sms", TlsOf(who))
                    .Call<v1::Submission>(kAnnounce, Announcement(Header(""))),
                IsReason(Reason::kPeerNotAllowed));
  }
  rpc::TlsFiles none;
  none.ca = TlsOf("router").ca;
  rpc::TlsFiles foreign = TlsOf("system-sms-pilot", ForeignCertificates());
  foreign.ca = none.ca;
  foreign.crl = TlsOf("router").crl;
  for (const rpc::TlsFiles& files : {none, foreign}) {
    EXPECT_THAT(At("sms-intake", "sms", files)
                    .Call<v1::Submission>(kAnnounce, Announcement(Header(""))),
                IsStatusCode(absl::StatusCode::kUnavailable));
  }
  EXPECT_EQ(Position(), position);
  EXPECT_OK(Send("AnnounceArrival", Announcement(Header(""))));
}

TEST_F(BadCallTest, AReferralThatIsNotInTheWorklistIsNotFound) {
  const Client health = At("health", "health", TlsOf("system-health-pilot"));
  const std::string header =
      absl::StrCat(Header(*case_id_), "referral_id: '", NewUuid(), "' ");
  const std::uint64_t position = Position();
  EXPECT_THAT(
      health.Call<v1::Submission>("referral.v1.ReferralDesk/AcceptReferral",
                                  Parsed<v1::AcceptReferralRequest>(header)),
      IsReason(Reason::kReferralNotFound));
  EXPECT_THAT(
      health.Call<v1::Submission>(
          "referral.v1.HealthService/RecordTreatment",
          Parsed<v1::RecordTreatmentRequest>(absl::StrCat(
              header,
              "result: RESULT_FINISHED delivery { quantity: 1 scope: "
              "SCOPE_FULL cost { minor_units: 1 currency_code: 'AZN' } }"))),
      IsReason(Reason::kReferralNotFound));
  EXPECT_EQ(Position(), position);
}

TEST_F(BadCallTest, WhatGrpcItselfRejectsHarmsNothing) {
  const std::uint64_t position = Position();
  v1::AnnounceArrivalRequest request = Announcement(Header(""));
  request.mutable_call()->set_officer("officer-XX");
  std::string bytes = request.SerializeAsString();
  bytes.replace(bytes.find("-XX"), 3, "-\xC3\x28");
  EXPECT_FALSE(Sms().CallBytes(kAnnounce, bytes).ok());
  EXPECT_FALSE(Sms().CallBytes(kAnnounce, "\xFF\xFF\xFF").ok());
  EXPECT_EQ(Position(), position);
  EXPECT_OK(Send("AnnounceArrival", Announcement(Header(""))));
}

}  // namespace
}  // namespace referral::testing
