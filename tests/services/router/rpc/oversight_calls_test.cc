// Complaints and emergencies across cases, for those who may look at them.
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Act Complaint(std::uint32_t number, const std::string& addressee) {
  return ActFrom(absl::StrCat(
      "complaint_lodged { complaint_id: '", MessageId(number),
      "' person_id: 'p1' subject: COMPLAINT_SUBJECT_DELAY addressee: '",
      addressee, "' about_agency: 'health' }"));
}

v1::Act Answer(std::uint32_t number) {
  return ActFrom(absl::StrCat("complaint_answered { complaint_id: '",
                              MessageId(number),
                              "' answer: COMPLAINT_ANSWER_UPHELD }"));
}

v1::Act Emergency() {
  return ActFrom(
      "emergency_overridden { person_id: 'p1' "
      "categories: DATA_CATEGORY_MEDICAL recipients: 'health' "
      "expiry_date { year: 2019 month: 2 day: 20 } "
      "approval { reason_code: 'UNCONSCIOUS' approver: 'officer-2' } }");
}

class OversightCallsTest : public RouterRpcTest {
 protected:
  void Send(const std::string& sender, std::uint32_t number,
            std::uint32_t message, const v1::Act& act) {
    ASSERT_OK(router_.Submit(
        sender, Message(sender, CaseId(number), MessageId(message), act)));
  }
  absl::StatusOr<v1::ListComplaintsResponse> Complaints(
      const rpc::Peer& peer, const v1::ListComplaintsRequest& request) {
    v1::ListComplaintsResponse response;
    const grpc::Status status = router_.stub().ListComplaints(
        ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  absl::StatusOr<v1::ListEmergenciesResponse> Emergencies(
      const rpc::Peer& peer, const v1::ListEmergenciesRequest& request) {
    v1::ListEmergenciesResponse response;
    const grpc::Status status = router_.stub().ListEmergencies(
        ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  // Ids of the complaints that `peer` sees.
  std::vector<std::string> IdsFor(const rpc::Peer& peer) {
    const auto page = Complaints(peer, {});
    EXPECT_OK(page.status());
    std::vector<std::string> ids;
    for (const auto& row : page->complaints()) {
      ids.push_back(row.complaint_id());
    }
    return ids;
  }
};

TEST_F(OversightCallsTest, ComplaintsShowToWhoHasToDoWithThem) {
  TellCase(router_, 1, 1);
  Send("sms", 1, 2001, Complaint(91, "sms"));
  Send("health", 1, 2002, Complaint(92, "ombudsman"));
  const std::string to_lead = MessageId(91);
  const std::string to_oversight = MessageId(92);
  for (const rpc::Peer& peer :
       {Agency("sms"), Agency("ombudsman"), Operator()}) {
    EXPECT_THAT(IdsFor(peer), ElementsAre(to_lead, to_oversight));
  }
  EXPECT_THAT(IdsFor(Agency("health")), ElementsAre(to_oversight))
      << "the one it lodged, not the one about it";
  EXPECT_THAT(Complaints(Agency("iom"), {}), IsReason(Reason::kRoleNotAllowed));
}

TEST_F(OversightCallsTest, ComplaintsAreListedUntilTheyAreAnswered) {
  TellCase(router_, 1, 0);
  Send("sms", 1, 2001, Complaint(91, "ombudsman"));
  v1::ListComplaintsRequest request;
  request.set_unanswered(true);
  ASSERT_OK_AND_ASSIGN(auto page, Complaints(Operator(), request));
  ASSERT_EQ(page.complaints_size(), 1);
  EXPECT_EQ(page.complaints(0).case_id(), CaseId(1));
  EXPECT_TRUE(page.complaints(0).has_answer_by_time());
  EXPECT_FALSE(page.complaints(0).overdue());
  Send("ombudsman", 1, 2002, Answer(91));
  ASSERT_OK_AND_ASSIGN(page, Complaints(Operator(), request));
  EXPECT_THAT(page.complaints(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(page, Complaints(Operator(), {}));
  ASSERT_EQ(page.complaints_size(), 1);
  EXPECT_EQ(page.complaints(0).answer(), v1::COMPLAINT_ANSWER_UPHELD);
}

TEST_F(OversightCallsTest, EmergenciesShowToOversightAndTheLead27) {
  TellCase(router_, 1, 1);
  Send("sms", 1, 2001, Emergency());
  for (const rpc::Peer& peer :
       {Agency("sms"), Agency("ombudsman"), Operator()}) {
    ASSERT_OK_AND_ASSIGN(const auto page, Emergencies(peer, {}));
    ASSERT_EQ(page.emergencies_size(), 1);
    const v1::Emergency& row = page.emergencies(0);
    EXPECT_EQ(row.case_id(), CaseId(1));
    EXPECT_EQ(row.person_id(), "p1");
    EXPECT_THAT(row.categories(), ElementsAre(v1::DATA_CATEGORY_MEDICAL));
    EXPECT_EQ(row.approval().approver(), "officer-2");
    EXPECT_FALSE(row.withdrawn());
  }
  ASSERT_OK_AND_ASSIGN(const auto page, Emergencies(Agency("health"), {}));
  EXPECT_THAT(page.emergencies(), IsEmpty());
  EXPECT_THAT(Emergencies(Agency("iom"), {}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST_F(OversightCallsTest, PagesShowEachRowOnce) {
  std::uint32_t message = 9000;
  for (std::uint32_t number = 1; number <= 3; ++number) {
    TellCase(router_, number, 0);
    for (int i = 0; i < 2; ++i) {
      Send("sms", number, message, Complaint(message, "sms"));
      ++message;
      Send("sms", number, message++, Emergency());
    }
  }
  v1::ListComplaintsRequest complaints;
  complaints.set_page_size(4);
  std::set<std::string> ids;
  int rows = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Complaints(Operator(), complaints));
    for (const auto& row : page.complaints()) ids.insert(row.complaint_id());
    rows += page.complaints_size();
    complaints.set_page_token(page.next_page_token());
  } while (!complaints.page_token().empty());
  EXPECT_EQ(ids.size(), 6u);
  EXPECT_EQ(rows, 6);
  v1::ListEmergenciesRequest emergencies;
  emergencies.set_page_size(5);
  emergencies.set_programme_id("restart");
  ASSERT_OK_AND_ASSIGN(auto page, Emergencies(Operator(), emergencies));
  EXPECT_EQ(page.emergencies_size(), 5);
  emergencies.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(page, Emergencies(Operator(), emergencies));
  EXPECT_EQ(page.emergencies_size(), 1);
  EXPECT_EQ(page.next_page_token(), "");
  emergencies.clear_page_token();
  emergencies.set_programme_id("another");
  ASSERT_OK_AND_ASSIGN(page, Emergencies(Operator(), emergencies));
  EXPECT_THAT(page.emergencies(), IsEmpty());
}

TEST_F(OversightCallsTest, PageThatCannotBeIsRefused) {
  v1::ListComplaintsRequest complaints;
  complaints.set_page_size(1001);
  EXPECT_THAT(Complaints(Operator(), complaints),
              IsReason(Reason::kInvalidField));
  v1::ListEmergenciesRequest emergencies;
  emergencies.set_page_token("x.1");
  EXPECT_THAT(Emergencies(Operator(), emergencies),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::router::testing
