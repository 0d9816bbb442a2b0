// A child whose care goes on after the programme [18], with real processes and
// a clock that moves: nobody closes the case without saying who looks after the
// child and when, and whoever does is told when the time has come.
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using v1::Notice;

constexpr absl::Duration kHalfAYear = absl::Hours(24 * 182);

class AfterCareTest : public ::testing::Test {
 protected:
  void SetUp() override {
    system_.UseClock();
    // Money that has no last day.
    const std::string programme = system_.dir().Join("funded.textproto");
    std::ofstream(programme) << absl::StrReplaceAll(
        ReadFile(SourcePath("deploy/programmes/az-restart.textproto")),
        {{"end_date { year: 2021 month: 12 day: 31 }", ""}});
    system_.UseProgramme(programme);
    for (const char* name : {kRouter, "health", "ngo"}) {
      ASSERT_OK(system_.Start(name));
    }
    case_id_ = NewCaseId();
    referral_id_ = NewUuid();
  }
  void TearDown() override { EXPECT_OK(system_.StopAll()); }

  // Yesterday: it has come in every time zone.
  absl::CivilDay Day() const {
    return absl::ToCivilDay(system_.Now(), absl::UTCTimeZone()) - 1;
  }

  // The lead says this to the router itself.
  absl::Status Lead(const std::vector<std::string>& acts) {
    std::vector<std::string> dated;
    for (const std::string& act : acts) {
      dated.push_back(absl::StrCat("occurred_date ", TextOf(Day()), " ", act));
    }
    return Client(system_.address(kRouter), TlsOf("agency-sms"))
        .Submit(Built(Saying("sms", case_id_, dated)))
        .status();
  }

  template <typename Response>
  absl::StatusOr<Response> AtDesk(const std::string& agency,
                                  const std::string& method,
                                  const google::protobuf::Message& request) {
    return Client(system_.address(agency),
                  TlsOf(absl::StrCat("system-", agency, "-pilot")),
                  absl::StrCat("spiffe://referral.az/agency/", agency))
        .Call<Response>("referral.v1.ReferralDesk/" + method, request);
  }

  // A call at the desk of `agency`, with `fields` besides its header, until the
  // router's verdict is there.
  template <typename Request>
  absl::StatusOr<v1::Submission> Say(const std::string& agency,
                                     const std::string& method,
                                     const std::string& fields) {
    const auto request = Parsed<Request>(
        absl::StrCat("call { message_id: '", NewUuid(), "' case_id: '",
                     case_id_, "' officer: 'officer-07' occurred_date ",
                     TextOf(Day()), " } ", fields));
    const absl::Time deadline = absl::Now() + kPatience;
    absl::StatusOr<v1::Submission> answer;
    do {
      answer = AtDesk<v1::Submission>(agency, method, request);
    } while (answer.ok() && answer->state() == v1::Submission::STATE_QUEUED &&
             absl::Now() < deadline);
    return answer;
  }
  template <typename Request>
  void MustSay(const std::string& agency, const std::string& method,
               const std::string& fields) {
    const auto answer = Say<Request>(agency, method, fields);
    ASSERT_OK(answer);
    ASSERT_EQ(answer->state(), v1::Submission::STATE_RECORDED)
        << answer->DebugString();
  }

  // Waits for the newest notice of `kind` at the desk; empty if none comes.
  Notice AwaitNotice(const std::string& agency, Notice::Kind kind) {
    const absl::Time deadline = absl::Now() + kPatience;
    do {
      const auto page = AtDesk<v1::ListNoticesResponse>(
          agency, "ListNotices", v1::ListNoticesRequest());
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (int i = page->notices_size() - 1; i >= 0; --i) {
        if (page->notices(i).kind() == kind) return page->notices(i);
      }
    } while (absl::Now() < deadline);
    return Notice();
  }
  // The referral is in the worklist.
  bool AwaitReferral(const std::string& agency) {
    const absl::Time deadline = absl::Now() + kPatience;
    v1::GetWorklistItemRequest request;
    request.set_referral_id(referral_id_);
    do {
      if (AtDesk<v1::WorklistItem>(agency, "GetWorklistItem", request).ok()) {
        return true;
      }
    } while (absl::Now() < deadline);
    return false;
  }

  // A child with epilepsy is checked, and the referral is settled.
  void ServeTheChild() {
    const std::string about =
        absl::StrCat("referral_id: '", referral_id_, "' ");
    const std::string budget =
        "budget { minor_units: 10000 currency_code: 'AZN' } ";
    ASSERT_OK(Lead(
        {"application_registered { programme_id: 'az-restart'"
         "  people { person_id: 'p1' age_group: AGE_GROUP_ADULT }"
         "  people { person_id: 'p2' age_group: AGE_GROUP_MINOR }"
         "  return_facts { return_kind: RETURN_KIND_FORCED citizen: true"
         "    return_country_code: 'SE'"
         "    return_date { year: 2020 month: 2 day: 3 } }"
         "  region_code: 'baku' }",
         "eligibility_review_started {}",
         "eligibility_decided { eligible: true }",
         "consent_given { person_id: 'p2' language_code: 'az'"
         "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
         "               DATA_CATEGORY_MEDICAL]"
         "  given_by: CONSENT_GIVER_CAREGIVER }",
         "needs_assessed { vulnerability_level: VULNERABILITY_LEVEL_HIGH"
         "  needs { person_id: 'p2' need_code: 'medical-check'"
         "          continuing: true } }",
         absl::StrCat("plan_agreed { strands: STRAND_CASE_BY_CASE start_date ",
                      TextOf(Day()),
                      " duration_months: 6"
                      "  vulnerability_level: VULNERABILITY_LEVEL_HIGH"
                      "  services { service_code: 'medical.check'"
                      "    person_ids: 'p2' ",
                      budget, "} }"),
         absl::StrCat("referral_requested { ", about,
                      "service_code: 'medical.check' person_ids: 'p2'"
                      "  region_code: 'baku' ",
                      budget, "}")}));
    ASSERT_TRUE(AwaitReferral("health"));
    MustSay<v1::AcceptReferralRequest>("health", "AcceptReferral", about);
    MustSay<v1::StartServiceRequest>("health", "StartService", about);
    MustSay<v1::CompleteReferralRequest>(
        "health", "CompleteReferral",
        absl::StrCat(about,
                     "delivery { outcome: OUTCOME_NEED_CONTINUES quantity: 1"
                     "  cost { currency_code: 'AZN' } scope: SCOPE_FULL }"));
    ASSERT_OK(Lead({absl::StrCat("outcome_acknowledged { ", about, "}"),
                    "closing_started {}"}));
  }

  // As `agency` itself sees the case at the router.
  v1::Continuation ContinuationFor(const std::string& agency) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id_);
    const auto found =
        Client(system_.address(kRouter), TlsOf("agency-" + agency))
            .Call<v1::Case>("referral.v1.RouterService/GetCase", request);
    EXPECT_OK(found);
    return found.value_or(v1::Case()).continuation();
  }

  System system_;
  std::string case_id_;
  std::string referral_id_;
};

TEST_F(AfterCareTest, SomebodyLooksAfterTheChildWhenTheProgrammeIsOver) {
  ServeTheChild();
  EXPECT_THAT(Lead({"case_closed { scope: SCOPE_FULL }"}),
              IsReason(Reason::kContinuationRequired));
  const auto closed_by = [](const std::string& owner, absl::CivilDay day) {
    return absl::StrCat(
        "case_closed { scope: SCOPE_FULL continuation {"
        "  owner: '",
        owner, "' follow_up_date ", TextOf(day), " } }");
  };
  EXPECT_THAT(Lead({closed_by("border", Day() + 182)}),
              IsReason(Reason::kProviderNotFound));
  ASSERT_OK(Lead({closed_by("health", Day() + 182)}));
  const Notice told = AwaitNotice("health", Notice::KIND_CONTINUATION);
  EXPECT_EQ(told.case_id(), case_id_);
  EXPECT_EQ(told.agency(), "sms");

  // Half a year later, long after the support has ended.
  system_.MoveClock(kHalfAYear + absl::Hours(72));
  const Notice due = AwaitNotice("health", Notice::KIND_OVERDUE);
  EXPECT_EQ(due.clock(), v1::CLOCK_FOLLOW_UP);
  EXPECT_EQ(due.case_id(), case_id_);
  EXPECT_EQ(due.agency(), "health");
  MustSay<v1::RecordFollowUpRequest>(
      "health", "RecordFollowUp",
      absl::StrCat("follow_up { finding_code: 'TREATMENT_GOES_ON' next_date ",
                   TextOf(Day() + 365), " }"));
  v1::DismissNoticeRequest seen;
  seen.set_number(due.number());
  EXPECT_OK(AtDesk<Notice>("health", "DismissNotice", seen));

  // The family has moved; an organisation near it takes over.
  const std::string hand_over = absl::StrCat(
      "hand_over { reason_code: 'CLOSER_TO_HOME' continuation {"
      "  owner: 'ngo' follow_up_date ",
      TextOf(Day() + 90), " } }");
  const auto strangers = Say<v1::HandOverContinuationRequest>(
      "ngo", "HandOverContinuation", hand_over);
  ASSERT_OK(strangers);
  EXPECT_EQ(strangers->state(), v1::Submission::STATE_REFUSED);
  MustSay<v1::HandOverContinuationRequest>("health", "HandOverContinuation",
                                           hand_over);
  EXPECT_EQ(AwaitNotice("ngo", Notice::KIND_CONTINUATION).agency(), "health");
  EXPECT_EQ(ContinuationFor("ngo").owner(), "ngo");
  EXPECT_EQ(ContinuationFor("health").owner(), "");
  MustSay<v1::RecordFollowUpRequest>("ngo", "RecordFollowUp",
                                     "follow_up { finding_code: 'STABLE' }");
}

}  // namespace
}  // namespace referral::testing
