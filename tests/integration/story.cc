#include "tests/integration/story.h"

#include <poll.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/status_proto.h"
#include "proto/referral/v1/submission.pb.h"
#include "tests/integration/messages.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

constexpr int kLookEveryMs = 20;
constexpr char kRouterService[] = "referral.v1.RouterService/";

const char* BinaryOf(const std::string& agency) {
  for (const ServiceName& service : kServices) {
    if (agency == service.agency) return service.binary;
  }
  std::abort();
}

std::string PersonId(int number) { return absl::StrCat("p", number); }

std::string Application(const Family& family) {
  std::string text = "application_registered { programme_id: 'az-restart'";
  for (int i = 1; i <= family.adults + family.minors; ++i) {
    absl::StrAppend(&text, " people { person_id: '", PersonId(i),
                    "' sex: SEX_FEMALE", " age_group: ",
                    i <= family.adults ? "AGE_GROUP_ADULT" : "AGE_GROUP_MINOR",
                    " }");
  }
  return absl::StrCat(text,
                      " return_facts { return_kind: RETURN_KIND_FORCED"
                      "  citizen: true return_country_code: 'DE'"
                      "  return_date { year: 2020 month: 2 day: 3 } }"
                      " region_code: 'baku' }");
}

std::string Consent(const std::string& person_id, bool adult) {
  return absl::StrCat(
      "consent_given { person_id: '", person_id,
      "' language_code: 'az' given_by: ",
      adult ? "CONSENT_GIVER_SELF" : "CONSENT_GIVER_CAREGIVER",
      " categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
      "  DATA_CATEGORY_FAMILY, DATA_CATEGORY_MEDICAL,"
      "  DATA_CATEGORY_PSYCHOSOCIAL, DATA_CATEGORY_EDUCATION,"
      "  DATA_CATEGORY_EMPLOYMENT, DATA_CATEGORY_DOCUMENTS]"
      " expiry_date { year: 2199 month: 12 day: 31 } }");
}

}  // namespace

std::string TextOf(absl::CivilDay day) {
  return absl::StrCat("{ year: ", day.year(), " month: ", day.month(),
                      " day: ", day.day(), " }");
}

bool Await(const std::function<bool()>& there) {
  const absl::Time deadline = absl::Now() + kPatience;
  while (!there()) {
    if (absl::Now() >= deadline) return false;
    ::poll(nullptr, 0, kLookEveryMs);
  }
  return true;
}

std::vector<std::string> FilesThatHold(
    const System& system, const std::vector<std::string>& needles) {
  std::vector<std::string> found;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(system.dir().path())) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = ReadFile(entry.path().string());
    for (const std::string& needle : needles) {
      if (bytes.find(needle) == std::string::npos) continue;
      found.push_back(absl::StrCat(entry.path().string(), " holds ", needle));
    }
  }
  return found;
}

std::string TextOf(const NewReferral& request) {
  return absl::StrCat(
      "referral_id: '", request.referral_id, "' service_code: '",
      request.service, "' person_ids: ", request.people, " region_code: '",
      request.region, "' budget { minor_units: ", request.budget,
      " currency_code: 'AZN' } ", request.more);
}

Client Story::Desk(const std::string& agency) const {
  return Client(system_.address(BinaryOf(agency)),
                TlsOf(absl::StrCat("system-", agency, "-pilot")),
                absl::StrCat("spiffe://referral.az/agency/", agency));
}

Client Story::Agency(const std::string& agency) const {
  return Client(system_.address(kRouter),
                TlsOf(absl::StrCat("agency-", agency)));
}

Client Story::Operator() const {
  return Client(system_.address(kRouter), TlsOf("operator-ops"));
}

absl::Status Story::Lead(const std::string& case_id,
                         const std::vector<std::string>& acts) const {
  std::vector<std::string> dated;
  for (const std::string& act : acts) {
    dated.push_back(absl::StrCat("occurred_date ", TextOf(day_), " ", act));
  }
  return Agency("sms").Submit(Built(Saying("sms", case_id, dated))).status();
}

std::string Story::OpenCase(const Family& family) const {
  const std::string case_id = NewCaseId();
  std::vector<std::string> acts = {Application(family),
                                   "eligibility_review_started {}",
                                   "eligibility_decided { eligible: true }"};
  for (int i = 1; i <= family.adults + family.minors; ++i) {
    acts.push_back(Consent(PersonId(i), i <= family.adults));
  }
  EXPECT_OK(Lead(case_id, acts));
  return case_id;
}

std::string Story::OpenActiveCase(const std::string& referral_id) const {
  std::string case_id = OpenCase({});
  EXPECT_OK(Lead(
      case_id,
      {absl::StrCat("plan_agreed { strands: STRAND_CASE_BY_CASE start_date ",
                    TextOf(day_),
                    " duration_months: 6"
                    " vulnerability_level: VULNERABILITY_LEVEL_HIGH"
                    " services { service_code: 'medical.check'"
                    "  person_ids: 'p1'"
                    "  budget { minor_units: 10000 currency_code: 'AZN' } } }"),
       absl::StrCat(
           "referral_requested { ",
           TextOf({.referral_id = referral_id, .service = "medical.check"}),
           " }")}));
  return case_id;
}

std::string Story::Header(const std::string& case_id) const {
  return absl::StrCat("call { message_id: '", NewUuid(), "' case_id: '",
                      case_id, "' officer: 'officer-07' occurred_date ",
                      TextOf(day_), " }");
}

absl::StatusOr<v1::Submission> Story::Send(
    const std::string& agency, const std::string& method,
    const google::protobuf::Message& request) const {
  const Client desk = Desk(agency);
  absl::StatusOr<v1::Submission> answer;
  // Each call waits for the verdict itself, for a while.
  Await([&] {
    answer = desk.Call<v1::Submission>(absl::StrCat("referral.v1.", method),
                                       request);
    return !answer.ok() || answer->state() != v1::Submission::STATE_QUEUED;
  });
  return answer;
}

absl::Status Story::VerdictOf(
    const absl::StatusOr<v1::Submission>& submission) {
  if (!submission.ok()) return submission.status();
  switch (submission->state()) {
    case v1::Submission::STATE_RECORDED:
      return absl::OkStatus();
    case v1::Submission::STATE_REFUSED:
      return rpc::FromProto(submission->refusal());
    default:
      return absl::DeadlineExceededError("there is no verdict");
  }
}

absl::Status Story::TakeUp(const std::string& agency,
                           const std::string& case_id,
                           const std::string& referral_id) const {
  if (!Await([&] { return ItemOf(agency, referral_id).ok(); })) {
    return absl::DeadlineExceededError("the referral does not come");
  }
  const std::string about = absl::StrCat("referral_id: '", referral_id, "'");
  RETURN_IF_ERROR(Say<v1::AcceptReferralRequest>(
      agency, "ReferralDesk/AcceptReferral", case_id, about));
  return Say<v1::StartServiceRequest>(agency, "ReferralDesk/StartService",
                                      case_id, about);
}

absl::Status Story::Complete(const std::string& agency,
                             const std::string& case_id,
                             const std::string& referral_id) const {
  return Say<v1::CompleteReferralRequest>(
      agency, "ReferralDesk/CompleteReferral", case_id,
      absl::StrCat("referral_id: '", referral_id,
                   "' delivery { outcome: OUTCOME_NEED_MET quantity: 1"
                   "  cost { minor_units: 9000 currency_code: 'AZN' }"
                   "  scope: SCOPE_FULL }"));
}

absl::StatusOr<v1::Case> Story::CaseFor(const std::string& agency,
                                        const std::string& case_id) const {
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  return Agency(agency).Call<v1::Case>(absl::StrCat(kRouterService, "GetCase"),
                                       request);
}

v1::Report Story::ReportFor(const std::string& agency) const {
  v1::GetReportRequest request;
  request.set_programme_id("az-restart");
  const auto report = Agency(agency).Call<v1::Report>(
      absl::StrCat(kRouterService, "GetReport"), request);
  EXPECT_OK(report);
  return report.value_or(v1::Report());
}

absl::StatusOr<v1::WorklistItem> Story::ItemOf(
    const std::string& agency, const std::string& referral_id) const {
  v1::GetWorklistItemRequest request;
  request.set_referral_id(referral_id);
  return Desk(agency).Call<v1::WorklistItem>(
      "referral.v1.ReferralDesk/GetWorklistItem", request);
}

v1::Notice Story::AwaitNotice(
    const std::string& agency,
    const std::function<bool(const v1::Notice&)>& wanted) const {
  const Client desk = Desk(agency);
  v1::Notice found;
  const bool came = Await([&] {
    const auto page = desk.Call<v1::ListNoticesResponse>(
        "referral.v1.ReferralDesk/ListNotices", v1::ListNoticesRequest());
    if (!page.ok()) return false;
    for (const v1::Notice& notice : page->notices()) {
      if (!wanted(notice)) continue;
      found = notice;
      return true;
    }
    return false;
  });
  EXPECT_TRUE(came) << "no such notice comes to " << agency;
  return found;
}

nlohmann::json Story::Ctl(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--output", "json"});
  const CommandResult result = system_.Ctl(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return nlohmann::json::parse(result.out, nullptr, false);
}

void Story::ExpectVerified() const {
  const nlohmann::json verified = Ctl({"case", "verify", "--all"});
  ASSERT_TRUE(verified.contains("findings")) << verified;
  EXPECT_TRUE(verified["findings"].empty()) << verified;
}

}  // namespace referral::testing
