// The router with certificates: who was let in may be shut out again.
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/authority.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::Authority;
using ::referral::testing::Certificate;
using ::referral::testing::TestMasterKeyHex;
using ::referral::testing::WriteFile;
using ::referral::testing::WriteSecret;
using ::referral::testing::WriteSigningKey;

constexpr char kRouterId[] = "spiffe://referral.az/router/AZ";
constexpr char kSmsId[] = "spiffe://referral.az/agency/sms";

class RouterTlsTest : public RouterRpcTest {
 protected:
  RouterTlsTest() {
    WriteFile(router_.Path("ca"), authority_.pem());
    Revoke({});
    RouterOptions options = router_.options();
    options.data_dir = router_.Path("secure");
    options.insecure_loopback = false;
    options.signing_key = router_.Path("signing.pem");
    WriteSigningKey(options.signing_key, "router");
    options.master_key = router_.Path("master.key");
    WriteSecret(options.master_key, TestMasterKeyHex('a'));
    options.tls = Files("router", authority_.Issue({.uris = {kRouterId}}));
    auto secure =
        RunningRouter::Start(options, clock_, [](const absl::Status&) {});
    EXPECT_OK(secure);
    secure_ = *std::move(secure);
  }

  void Revoke(const std::vector<Certificate>& certificates) {
    WriteFile(router_.Path("crl"), authority_.Revoke(certificates));
  }

  rpc::TlsFiles Files(const std::string& name, const Certificate& certificate) {
    WriteFile(router_.Path(name), certificate.pem);
    WriteFile(router_.Path(name + ".key"), certificate.key);
    return {router_.Path("ca"), router_.Path(name), router_.Path(name + ".key"),
            1, router_.Path("crl")};
  }

  std::shared_ptr<grpc::Channel> DialAs(const Certificate& certificate) {
    auto channel = rpc::MakeChannel(secure_->address(),
                                    {.insecure_loopback = false,
                                     .tls = Files("client", certificate),
                                     .server_id = kRouterId});
    EXPECT_OK(channel);
    return *channel;
  }

  static absl::Status Ask(const std::shared_ptr<grpc::Channel>& channel) {
    v1::ListCasesResponse response;
    return rpc::FromGrpc(v1::RouterService::NewStub(channel)->ListCases(
        ContextOf(rpc::Peer()).get(), {}, &response));
  }

  const SystemClock clock_;
  const Authority authority_{"authority"};
  std::unique_ptr<RunningRouter> secure_;
};

TEST_F(RouterTlsTest, RevokedAfterTheHandshakeIsRefusedOnTheOpenConnection) {
  const Certificate sms = authority_.Issue({.uris = {kSmsId}});
  const auto channel = DialAs(sms);
  ASSERT_OK(Ask(channel));
  Revoke({sms});
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  absl::Status status;
  while (status.ok() && absl::Now() < give_up) status = Ask(channel);
  EXPECT_THAT(status, IsReason(Reason::kCertificateRevoked));
  // Another certificate of the same agency is as good as ever.
  EXPECT_OK(Ask(DialAs(authority_.Issue({.uris = {kSmsId}}))));
}

TEST_F(RouterTlsTest, CertificateOfAStrangerOpensNoConnection) {
  EXPECT_THAT(Ask(DialAs(Authority("authority").Issue({.uris = {kSmsId}}))),
              IsStatusCode(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace referral::router::testing
