#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/manual_clock.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

class CaseCallsTest : public RouterRpcTest {
 protected:
  absl::StatusOr<v1::ListCasesResponse> ListCases(
      const rpc::Peer& peer, const v1::ListCasesRequest& request) {
    v1::ListCasesResponse response;
    const grpc::Status status =
        router_.stub().ListCases(ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  absl::StatusOr<v1::ListReferralsResponse> ListReferrals(
      const rpc::Peer& peer, const v1::ListReferralsRequest& request) {
    v1::ListReferralsResponse response;
    const grpc::Status status =
        router_.stub().ListReferrals(ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  absl::StatusOr<v1::Case> GetCase(const rpc::Peer& peer,
                                   const std::string& case_id) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id);
    v1::Case response;
    const grpc::Status status =
        router_.stub().GetCase(ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  absl::StatusOr<v1::Report> GetReport(const rpc::Peer& peer,
                                       const std::string& programme) {
    v1::GetReportRequest request;
    request.set_programme_id(programme);
    v1::Report report;
    const grpc::Status status =
        router_.stub().GetReport(ContextOf(peer).get(), request, &report);
    if (!status.ok()) return rpc::FromGrpc(status);
    return report;
  }
};

TEST_F(CaseCallsTest, PagesOfCasesShowEachCaseOnce) {
  std::vector<std::string> want;
  for (std::uint32_t i = 1; i <= 5; ++i) {
    ASSERT_OK(router_.AnnounceCase(i));
    want.push_back(CaseId(i));
  }
  std::vector<std::string> got;
  v1::ListCasesRequest request;
  request.set_page_size(2);
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, ListCases(Agency("sms"), request));
    for (const auto& row : page.cases()) got.push_back(row.case_id());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_THAT(got, UnorderedElementsAreArray(want));
  EXPECT_EQ(pages, 3);
}

TEST_F(CaseCallsTest, CasesAreFilteredByStatusAndProgramme) {
  ASSERT_OK(router_.AnnounceCase(1));
  TellCase(router_, 2, 0);
  v1::ListCasesRequest request;
  request.add_statuses(v1::CASE_STATUS_PLAN_AGREED);
  ASSERT_OK_AND_ASSIGN(auto page, ListCases(Operator(), request));
  ASSERT_EQ(page.cases_size(), 1);
  EXPECT_EQ(page.cases(0).case_id(), CaseId(2));
  request.set_programme_id("another");
  ASSERT_OK_AND_ASSIGN(page, ListCases(Operator(), request));
  EXPECT_THAT(page.cases(), IsEmpty());
}

TEST_F(CaseCallsTest, PageThatCannotBeIsRefused) {
  v1::ListCasesRequest cases;
  cases.set_page_size(1001);
  EXPECT_THAT(ListCases(Operator(), cases), IsReason(Reason::kInvalidField));
  cases.set_page_size(1000);
  EXPECT_OK(ListCases(Operator(), cases));
  cases.set_page_token("none");
  EXPECT_THAT(ListCases(Operator(), cases), IsReason(Reason::kInvalidField));
  for (const std::string token : {"x", "x.1", "x.y.z"}) {
    v1::ListReferralsRequest referrals;
    referrals.set_page_token(token);
    EXPECT_THAT(ListReferrals(Operator(), referrals),
                IsReason(Reason::kInvalidField));
  }
}

TEST_F(CaseCallsTest, PagesOfReferralsShowEachReferralOnce) {
  TellCase(router_, 1, 3);
  TellCase(router_, 2, 2);
  for (const std::string agency : {"sms", "health"}) {
    SCOPED_TRACE(agency);
    std::vector<std::string> got;
    v1::ListReferralsRequest request;
    request.set_page_size(2);
    do {
      ASSERT_OK_AND_ASSIGN(const auto page,
                           ListReferrals(Agency(agency), request));
      for (const auto& row : page.referrals()) got.push_back(row.referral_id());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(got, UnorderedElementsAre(MessageId(1500), MessageId(1501),
                                          MessageId(1502), MessageId(2500),
                                          MessageId(2501)));
  }
  v1::ListReferralsRequest request;
  request.set_case_id(CaseId(2));
  request.set_agency("health");
  request.set_service_code("medical.check");
  request.add_statuses(v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(ListReferrals(Operator(), request)->referrals_size(), 2);
  request.set_service_code("another");
  EXPECT_EQ(ListReferrals(Operator(), request)->referrals_size(), 0);
}

TEST_F(CaseCallsTest, CaseIsThereOnlyForWhoTakesPartInIt) {
  TellCase(router_, 1, 1);
  TellCase(router_, 2, 0);
  EXPECT_OK(GetCase(Agency("sms"), CaseId(1)));
  EXPECT_OK(GetCase(Operator(), CaseId(1)));
  EXPECT_OK(GetCase(Agency("ombudsman"), CaseId(1)));
  EXPECT_OK(GetCase(Agency("health"), CaseId(1)));
  EXPECT_THAT(GetCase(Agency("health"), CaseId(2)),
              IsReason(Reason::kCaseNotFound));
  EXPECT_THAT(GetCase(Agency("sms"), CaseId(3)),
              IsReason(Reason::kCaseNotFound));
  EXPECT_THAT(GetCase(Agency("sms"), "AZ-1"), IsReason(Reason::kInvalidCaseId));
  EXPECT_EQ(ListCases(Agency("health"), {})->cases_size(), 1);
}

TEST_F(CaseCallsTest, NotifierAndPartnerReadNothingOfACase) {
  ASSERT_OK(router_.AnnounceCase(1));
  for (const std::string agency : {"border", "iom"}) {
    SCOPED_TRACE(agency);
    EXPECT_THAT(GetCase(Agency(agency), CaseId(1)),
                IsReason(Reason::kRoleNotAllowed));
    EXPECT_THAT(ListCases(Agency(agency), {}),
                IsReason(Reason::kRoleNotAllowed));
    EXPECT_THAT(ListReferrals(Agency(agency), {}),
                IsReason(Reason::kRoleNotAllowed));
  }
  EXPECT_THAT(GetReport(Agency("border"), "restart"),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_OK(GetReport(Agency("iom"), "restart"));
}

TEST_F(CaseCallsTest, ReportCountsWhatIsRecorded) {
  ASSERT_OK(router_.AnnounceCase(1));
  TellCase(router_, 2, 0);
  ASSERT_OK_AND_ASSIGN(const v1::Report report,
                       GetReport(Operator(), "restart"));
  EXPECT_EQ(report.applied().cases(), 1);
  EXPECT_EQ(report.applied().people(), 1);
  EXPECT_EQ(report.announced().cases(), 1);
  EXPECT_EQ(report.as_of_position(), router_.Position());
  EXPECT_THAT(GetReport(Operator(), "another"),
              IsReason(Reason::kUnknownProgramme));
}

TEST_F(CaseCallsTest, NeedsAreExportedToThoseWhoStudyThem20) {
  v1::ExportNeedsRequest request;
  request.set_programme_id("restart");
  const auto exported =
      [&](const rpc::Peer& peer) -> absl::StatusOr<v1::NeedsExport> {
    v1::NeedsExport needs;
    const grpc::Status status =
        router_.stub().ExportNeeds(ContextOf(peer).get(), request, &needs);
    if (!status.ok()) return rpc::FromGrpc(status);
    return needs;
  };
  TellCase(router_, 1, 0);
  for (const rpc::Peer& peer :
       {Agency("sms"), Agency("iom"), Agency("ombudsman"), Operator()}) {
    SCOPED_TRACE(peer.id);
    ASSERT_OK_AND_ASSIGN(const v1::NeedsExport needs, exported(peer));
    EXPECT_EQ(needs.programme_id(), "restart");
    EXPECT_EQ(needs.smallest_count(), 5u);
    EXPECT_TRUE(needs.has_as_of_time());
    EXPECT_THAT(needs.rows(), IsEmpty());  // nobody agreed to be counted
  }
  for (const std::string agency : {"health", "border"}) {
    EXPECT_THAT(exported(Agency(agency)), IsReason(Reason::kRoleNotAllowed));
  }
  request.set_programme_id("another");
  EXPECT_THAT(exported(Operator()), IsReason(Reason::kUnknownProgramme));
}

TEST_F(CaseCallsTest, ServicesAreLookedUpByNeed) {
  v1::LookUpServicesRequest request;
  request.set_programme_id("restart");
  v1::LookUpServicesResponse response;
  for (const std::string need : {"", "medical"}) {
    request.set_need_code(need);
    ASSERT_TRUE(
        router_.stub()
            .LookUpServices(ContextOf(Agency("sms")).get(), request, &response)
            .ok());
    ASSERT_EQ(response.offers_size(), 1);
    EXPECT_EQ(response.offers(0).service_code(), "medical.check");
    EXPECT_THAT(response.offers(0).providers(), ElementsAre("health"));
  }
  request.set_need_code("another");
  EXPECT_THAT(rpc::FromGrpc(router_.stub().LookUpServices(
                  ContextOf(Agency("sms")).get(), request, &response)),
              IsReason(Reason::kInvalidField));
}

TEST_F(CaseCallsTest, TimelineShowsEveryStepToOversight) {
  TellCase(router_, 1, 1);
  v1::GetCaseTimelineRequest request;
  request.set_case_id(CaseId(1));
  v1::CaseTimeline timeline;
  ASSERT_TRUE(router_.stub()
                  .GetCaseTimeline(ContextOf(Agency("ombudsman")).get(),
                                   request, &timeline)
                  .ok());
  ASSERT_EQ(timeline.entries_size(), 7);
  EXPECT_EQ(timeline.entries(0).act(), "arrival_announced");
  EXPECT_EQ(timeline.entries(6).act(), "referral_requested");
}

TEST_F(CaseCallsTest, OversightCannotAskForAServiceEither17) {
  TellCase(router_, 1, 1);
  v1::ListReferralsRequest request;
  ASSERT_OK_AND_ASSIGN(auto page, ListReferrals(Agency("ombudsman"), request));
  ASSERT_EQ(page.referrals_size(), 1);
  EXPECT_EQ(page.referrals(0).service_code(), "");
  EXPECT_EQ(page.referrals(0).region_code(), "");
  request.set_service_code("medical.check");
  EXPECT_EQ(ListReferrals(Agency("ombudsman"), request)->referrals_size(), 0);
  for (const rpc::Peer& peer : {Operator(), Agency("sms"), Agency("health")}) {
    SCOPED_TRACE(peer.id);
    ASSERT_OK_AND_ASSIGN(page, ListReferrals(peer, request));
    ASSERT_EQ(page.referrals_size(), 1);
    EXPECT_EQ(page.referrals(0).service_code(), "medical.check");
  }
}

// What is derived is filtered as it is shown [16, 30].
TEST(CaseCallsFilterTest, OnlyWhatIsOverdueOrLacksLodging) {
  ::referral::testing::ManualClock clock;
  TestSetup setup;
  setup.clock = &clock;
  TestRouter router(setup);
  TellCase(router, 1, 1);
  const auto rows = [&](const v1::ListReferralsRequest& request) {
    v1::ListReferralsResponse page;
    EXPECT_TRUE(
        router.stub()
            .ListReferrals(ContextOf(Agency("sms")).get(), request, &page)
            .ok());
    return page.referrals_size();
  };
  v1::ListReferralsRequest overdue;
  overdue.set_overdue(true);
  v1::ListReferralsRequest lodging;
  lodging.set_lodging_missing(true);
  EXPECT_EQ(rows({}), 1);
  EXPECT_EQ(rows(overdue), 0);
  EXPECT_EQ(rows(lodging), 0);
  clock.Advance(absl::Hours(24 * 7));
  EXPECT_EQ(rows(overdue), 1);
}

TEST_F(CaseCallsTest, TimelineShowsServicesAsListsDo17) {
  TellCase(router_, 1, 1);
  v1::GetCaseTimelineRequest request;
  request.set_case_id(CaseId(1));
  const auto service_to = [&](const rpc::Peer& peer) {
    v1::CaseTimeline timeline;
    EXPECT_TRUE(router_.stub()
                    .GetCaseTimeline(ContextOf(peer).get(), request, &timeline)
                    .ok());
    return timeline.entries(timeline.entries_size() - 1).service_code();
  };
  EXPECT_EQ(service_to(Agency("sms")), "medical.check");
  EXPECT_EQ(service_to(Agency("health")), "medical.check");
  EXPECT_EQ(service_to(Operator()), "medical.check");
  EXPECT_EQ(service_to(Agency("ombudsman")), "");
}

TEST_F(CaseCallsTest, NoReadingCallIsForNotifierOrPartner) {
  TellCase(router_, 1, 1);
  for (const std::string agency : {"border", "iom"}) {
    SCOPED_TRACE(agency);
    v1::GetCaseTimelineRequest timeline;
    timeline.set_case_id(CaseId(1));
    v1::CaseTimeline entries;
    EXPECT_THAT(rpc::FromGrpc(router_.stub().GetCaseTimeline(
                    ContextOf(Agency(agency)).get(), timeline, &entries)),
                IsReason(Reason::kRoleNotAllowed));
    v1::LookUpServicesRequest services;
    services.set_programme_id("restart");
    v1::LookUpServicesResponse offers;
    EXPECT_THAT(rpc::FromGrpc(router_.stub().LookUpServices(
                    ContextOf(Agency(agency)).get(), services, &offers)),
                IsReason(Reason::kRoleNotAllowed));
  }
}

TEST_F(CaseCallsTest, AWithdrawalShowsUntilItsHolderHasConfirmed27) {
  TellCase(router_, 1, 1);
  ASSERT_OK(router_.Submit(
      "sms", Message("sms", CaseId(1), MessageId(1700),
                     ActFrom("consent_withdrawn { person_id: 'p1' }"))));
  for (const rpc::Peer& peer :
       {Agency("sms"), Agency("ombudsman"), Operator()}) {
    SCOPED_TRACE(peer.id);
    ASSERT_OK_AND_ASSIGN(const v1::Case shown, GetCase(peer, CaseId(1)));
    ASSERT_EQ(shown.pending_destructions_size(), 1);
    EXPECT_EQ(shown.pending_destructions(0).agency(), "health");
    EXPECT_EQ(shown.pending_destructions(0).withdrawn_message_id(),
              MessageId(1700));
  }
  EXPECT_EQ(GetCase(Agency("health"), CaseId(1))->pending_destructions_size(),
            0);
  EXPECT_EQ(router_.Status().unconfirmed_withdrawals(), 1u);
  const v1::Act destroyed = ActFrom(
      absl::StrCat("parts_destroyed { withdrawn_message_id: '", MessageId(1700),
                   "' person_id: 'p1' parts_count: 1 }"));
  ASSERT_OK(router_.Submit(
      "health", Message("health", CaseId(1), MessageId(1701), destroyed)));
  EXPECT_EQ(GetCase(Agency("sms"), CaseId(1))->pending_destructions_size(), 0);
  EXPECT_EQ(router_.Status().unconfirmed_withdrawals(), 0u);
  EXPECT_THAT(router_.Submit("health", Message("health", CaseId(1),
                                               MessageId(1702), destroyed)),
              IsReason(Reason::kNotFound));
}

TEST_F(CaseCallsTest, WhoLookedAfterACaseSeesWhoFollows18) {
  TellCase(router_, 1, 1);
  const std::string about =
      absl::StrCat(" { referral_id: '", MessageId(1500), "' ");
  const std::string owned_by =
      " continuation { follow_up_date { year: 2020 month: 2 day: 1 } owner: ";
  const struct {
    const char* sender;
    std::string act;
  } kActs[] = {
      {"health", "referral_accepted" + about + "}"},
      {"health", "referral_started" + about + "}"},
      {"health", "referral_completed" + about +
                     "outcome: OUTCOME_NEED_CONTINUES quantity: 1 "
                     "cost { minor_units: 100 currency_code: 'AZN' } "
                     "scope: SCOPE_FULL }"},
      {"sms", "outcome_acknowledged" + about + "}"},
      {"sms", "closing_started {}"},
      {"sms", "case_closed { scope: SCOPE_FULL" + owned_by + "'health' } }"},
  };
  std::uint32_t id = 1700;
  for (const auto& [sender, act] : kActs) {
    SCOPED_TRACE(act);
    ASSERT_OK(router_.Submit(
        sender, Message(sender, CaseId(1), MessageId(++id), ActFrom(act))));
  }
  EXPECT_EQ(GetCase(Agency("health"), CaseId(1))->continuation().owner(),
            "health");
  ASSERT_OK(router_.Submit(
      "sms", Message("sms", CaseId(1), MessageId(++id),
                     ActFrom("continuation_handed_over { reason_code: 'MOVED'" +
                             owned_by + "'sms' } }"))));
  EXPECT_FALSE(GetCase(Agency("health"), CaseId(1))->has_continuation());
  v1::GetCaseTimelineRequest request;
  request.set_case_id(CaseId(1));
  v1::CaseTimeline timeline;
  ASSERT_TRUE(router_.stub()
                  .GetCaseTimeline(ContextOf(Agency("health")).get(), request,
                                   &timeline)
                  .ok());
  EXPECT_EQ(timeline.entries(timeline.entries_size() - 1).act(),
            "continuation_handed_over");
}

}  // namespace
}  // namespace referral::router::testing
