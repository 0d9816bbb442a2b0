// Who may ask the router to forget a case, and how. That nobody reads the case
// any more: tests/services/router/store/erasure_test.cc.
#include <array>
#include <string>

#include "common/base/ids.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

std::string OtherHomesCase() {
  return MintCaseId("TJ", std::array<std::uint8_t, kCaseIdRandomBytes>{});
}

class EraseTest : public RouterRpcTest {
 protected:
  static v1::EraseCaseRequest Request() {
    v1::EraseCaseRequest request;
    request.set_case_id(CaseId(1));
    request.set_approver("ops-2");
    request.set_reason("retention is over");
    return request;
  }
  absl::Status Erase(const v1::EraseCaseRequest& request,
                     const rpc::Peer& peer = Operator()) {
    v1::EraseCaseResponse response;
    return rpc::FromGrpc(
        router_.ops().EraseCase(ContextOf(peer).get(), request, &response));
  }
};

TEST_F(EraseTest, WhatIsWrongIsSaidAndNothingIsWritten) {
  ASSERT_OK(router_.AnnounceCase(1));
  const std::uint64_t before = router_.Position();
  struct Case {
    const char* name;
    void (*spoil)(v1::EraseCaseRequest&);
    Reason want;
    std::string where;  // not looked at if empty
  };
  const Case kCases[] = {
      {"no reason", [](v1::EraseCaseRequest& r) { r.clear_reason(); },
       Reason::kReasonRequired, "reason"},
      {"a long reason",
       [](v1::EraseCaseRequest& r) { r.set_reason(std::string(257, 'a')); },
       Reason::kReasonRequired, "reason"},
      {"no case", [](v1::EraseCaseRequest& r) { r.clear_case_id(); },
       Reason::kInvalidCaseId, ""},
      {"the router's own log",
       [](v1::EraseCaseRequest& r) { r.set_case_id(RouterLogId(kHome)); },
       Reason::kInvalidCaseId, ""},
      {"a case of another home",
       [](v1::EraseCaseRequest& r) { r.set_case_id(OtherHomesCase()); },
       Reason::kWrongHome, "case_id"},
      {"no approver", [](v1::EraseCaseRequest& r) { r.clear_approver(); },
       Reason::kApproverRequired, "approver"},
      {"approved by oneself",
       [](v1::EraseCaseRequest& r) { r.set_approver(Operator().id); },
       Reason::kApproverRequired, "approver"},
      {"an approver that is no id",
       [](v1::EraseCaseRequest& r) { r.set_approver("two words"); },
       Reason::kApproverRequired, "approver"},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    v1::EraseCaseRequest request = Request();
    one.spoil(request);
    const absl::Status status = Erase(request);
    EXPECT_THAT(status, IsReason(one.want));
    if (!one.where.empty()) {
      EXPECT_EQ(Where(status), one.where);
    }
    EXPECT_FALSE(Remedy(status).empty());
  }
  EXPECT_EQ(router_.Position(), before);
}

TEST_F(EraseTest, AStoreThatSealsNothingCannotForget) {
  ASSERT_OK(router_.AnnounceCase(1));
  EXPECT_THAT(Erase(Request()), IsReason(Reason::kInsecureRefused));
  EXPECT_EQ(router_.Refusals("call", "INSECURE_REFUSED"), 1);
}

TEST_F(EraseTest, OnlyOperatorsMayAsk) {
  ASSERT_OK(router_.AnnounceCase(1));
  for (const char* agency : {"sms", "health", "border"}) {
    SCOPED_TRACE(agency);
    EXPECT_THAT(Erase(Request(), Agency(agency)),
                IsReason(Reason::kPeerNotAllowed));
  }
}

}  // namespace
}  // namespace referral::router::testing
