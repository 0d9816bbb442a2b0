#include "common/rpc/peer.h"

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/who_service.h"
#include "tests/support/status_matchers.h"

namespace referral::rpc {
namespace {

using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;

constexpr char kDomain[] = "referral.az";

TEST(SpiffeIdTest, RoundTrips) {
  const struct {
    const char* uri;
    Peer peer;
  } kCases[] = {{"spiffe://referral.az/agency/sms",
                 {Peer::Kind::kAgency, kDomain, "sms", ""}},
                {"spiffe://referral.az/agency/health/system/hospital-1",
                 {Peer::Kind::kSystem, kDomain, "health", "hospital-1"}},
                {"spiffe://referral.az/operator/ops",
                 {Peer::Kind::kOperator, kDomain, "ops", ""}},
                {"spiffe://referral.az/router/AZ",
                 {Peer::Kind::kRouter, kDomain, "AZ", ""}}};
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.uri);
    EXPECT_THAT(ParseSpiffeId(kDomain, test.uri), IsOkAndHolds(test.peer));
    EXPECT_EQ(SpiffeId(test.peer), test.uri);
  }
}

TEST(SpiffeIdTest, AnythingElseIsRefused) {
  for (const char* uri :
       {"", "https://referral.az/agency/sms", "spiffe://other.az/agency/sms",
        "spiffe://referral.az.evil/agency/sms", "spiffe://referral.az/",
        "spiffe://referral.az/agency/", "spiffe://referral.az/agency/SMS",
        "spiffe://referral.az/agency/sms/", "spiffe://referral.az/agency",
        "spiffe://referral.az/agency/sms/system/",
        "spiffe://referral.az/agency/sms/system/a/b",
        "spiffe://referral.az/agency/sms/other/a",
        "spiffe://referral.az/router/baku"}) {
    SCOPED_TRACE(uri);
    EXPECT_THAT(ParseSpiffeId(kDomain, uri), IsReason(Reason::kPeerNotAllowed));
  }
}

// A server in insecure mode with these rules.
class InsecurePeerTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::string> Ask(PeerRules rules, const Peer& self) {
    rules.insecure = true;
    WhoService service(std::move(rules));
    ServerOptions options;
    options.insecure_loopback = true;
    auto server = Server::Start(options, {&service});
    if (!server.ok()) return server.status();
    ChannelOptions dial;
    dial.insecure_loopback = true;
    auto channel = MakeChannel((*server)->bound_address(), dial);
    if (!channel.ok()) return channel.status();
    return AskWho(*channel, self);
  }

  static Peer Agency(const std::string& id) {
    return {Peer::Kind::kAgency, "", id, ""};
  }
  static Peer System(const std::string& id, const std::string& system) {
    return {Peer::Kind::kSystem, "", id, system};
  }
  static Peer Operator(const std::string& id) {
    return {Peer::Kind::kOperator, "", id, ""};
  }

  PeerRules Rules(std::vector<Peer::Kind> kinds) const {
    return {kDomain, false, std::move(kinds), ""};
  }
};

TEST_F(InsecurePeerTest, IsWhoItSaysItIs) {
  EXPECT_THAT(Ask(Rules({Peer::Kind::kAgency}), Agency("sms")),
              IsOkAndHolds(std::string("spiffe:///agency/sms")));
  EXPECT_THAT(Ask(Rules({Peer::Kind::kOperator}), Operator("ops")),
              IsOkAndHolds(std::string("spiffe:///operator/ops")));
  EXPECT_THAT(Ask(Rules({Peer::Kind::kSystem}), System("sms", "desk")),
              IsOkAndHolds(std::string("spiffe:///agency/sms/system/desk")));
}

TEST_F(InsecurePeerTest, SystemMayLeaveItsAgencyToTheService) {
  PeerRules rules = Rules({Peer::Kind::kSystem});
  rules.agency = "ngo";
  EXPECT_THAT(Ask(rules, System("", "desk")),
              IsOkAndHolds(std::string("spiffe:///agency/ngo/system/desk")));
}

TEST_F(InsecurePeerTest, NobodyIsNotAuthenticated) {
  EXPECT_THAT(Ask(Rules({Peer::Kind::kAgency}), Peer()),
              IsReason(Reason::kNotAuthenticated));
}

TEST_F(InsecurePeerTest, OtherKindOrAgencyIsNotAllowed) {
  EXPECT_THAT(Ask(Rules({Peer::Kind::kOperator}), Agency("sms")),
              IsReason(Reason::kPeerNotAllowed));
  EXPECT_THAT(Ask(Rules({Peer::Kind::kAgency}), Agency("No Such Id")),
              IsReason(Reason::kPeerNotAllowed));
  PeerRules rules = Rules({Peer::Kind::kSystem, Peer::Kind::kAgency});
  rules.agency = "ngo";
  EXPECT_THAT(Ask(rules, System("sms", "desk")),
              IsReason(Reason::kPeerNotAllowed));
  EXPECT_THAT(Ask(rules, Agency("sms")), IsReason(Reason::kPeerNotAllowed));
}

}  // namespace
}  // namespace referral::rpc
