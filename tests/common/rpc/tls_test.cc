#include "common/rpc/tls.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "common/base/mutex.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/who_service.h"
#include "tests/support/authority.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::rpc {
namespace {

using ::referral::testing::Authority;
using ::referral::testing::Certificate;
using ::referral::testing::CertificateSpec;
using ::referral::testing::IsOk;
using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;
using ::referral::testing::IsStatusCode;
using ::referral::testing::ManualClock;
using ::referral::testing::TempDir;
using ::referral::testing::WriteFile;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kRouterId[] = "spiffe://referral.az/router/AZ";

// Certificates of two deployments that do not know each other, made once.
class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir();
    for (const char* name : {"own", "foreign"}) {
      const std::string command = std::string(REFERRAL_MAKE_DEV_CERTS) + " " +
                                  dir_->Join(name) + " sms health >/dev/null";
      ASSERT_EQ(std::system(command.c_str()), 0) << command;
    }
  }
  static void TearDownTestSuite() { delete dir_; }

  static TlsFiles Files(const std::string& name,
                        const std::string& set = "own") {
    const std::string base = dir_->Join(set) + "/";
    return {base + "ca.pem", base + name + ".pem", base + name + ".key"};
  }

  void SetUp() override {
    ServerOptions options;
    options.tls = Files("router");
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(options, {&service_}));
  }

  absl::StatusOr<std::string> Ask(const TlsFiles& files,
                                  const std::string& server_id = kRouterId,
                                  const Peer& claim = {}) const {
    ChannelOptions options;
    options.tls = files;
    options.server_id = server_id;
    auto channel = MakeChannel(server_->bound_address(), options);
    if (!channel.ok()) return channel.status();
    return AskWho(*channel, claim);
  }

  static TempDir* dir_;
  WhoService service_{PeerRules{
      "referral.az", false, {Peer::Kind::kAgency, Peer::Kind::kSystem}, ""}};
  std::unique_ptr<Server> server_;
};

TempDir* TlsTest::dir_ = nullptr;

TEST_F(TlsTest, CertificateSaysWhoCalls) {
  EXPECT_THAT(Ask(Files("agency-sms")),
              IsOkAndHolds(std::string("spiffe://referral.az/agency/sms")));
  EXPECT_THAT(Ask(Files("system-sms-pilot")),
              IsOkAndHolds(
                  std::string("spiffe://referral.az/agency/sms/system/pilot")));
}

TEST_F(TlsTest, MetadataChangesNothingAboutIt) {
  const Peer claim{Peer::Kind::kAgency, "", "health", ""};
  EXPECT_THAT(Ask(Files("agency-sms"), kRouterId, claim),
              IsOkAndHolds(std::string("spiffe://referral.az/agency/sms")));
}

TEST_F(TlsTest, KindThatHasNoBusinessHereIsRefused) {
  EXPECT_THAT(Ask(Files("operator-ops")), IsReason(Reason::kPeerNotAllowed));
}

TEST_F(TlsTest, NoCertificateNoService) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          Files("router").ca, 10));
  options.watch_root_certs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  const auto channel = grpc::CreateChannel(
      server_->bound_address(), grpc::experimental::TlsCredentials(options));
  EXPECT_THAT(AskWho(channel), IsStatusCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, PlainTextIsRefused) {
  ChannelOptions options;
  options.insecure_loopback = true;
  ASSERT_OK_AND_ASSIGN(const auto channel,
                       MakeChannel(server_->bound_address(), options));
  EXPECT_THAT(AskWho(channel), IsStatusCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, CertificateOfAForeignAuthorityIsRefused) {
  TlsFiles files = Files("agency-sms", "foreign");
  files.ca = Files("agency-sms").ca;  // it believes us, we do not believe it
  EXPECT_THAT(Ask(files), IsStatusCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, ServerOfAForeignAuthorityIsRefused) {
  TlsFiles files = Files("agency-sms");
  files.ca = Files("agency-sms", "foreign").ca;
  EXPECT_THAT(Ask(files), IsStatusCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, ServerOfAnotherIdentityIsRefused) {
  const auto answer =
      Ask(Files("agency-sms"), "spiffe://referral.az/router/TJ");
  EXPECT_THAT(answer, IsStatusCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(std::string(answer.status().message()),
              HasSubstr("the peer is not spiffe://referral.az/router/TJ"));
}

TEST_F(TlsTest, ServerIdIsRequired) {
  EXPECT_THAT(Ask(Files("agency-sms"), ""), IsReason(Reason::kInvalidField));
}

TEST_F(TlsTest, NewCertificateIsServedWithoutARestart) {
  const TempDir dir;
  const auto install = [&dir](const std::string& name) {
    const TlsFiles from = Files(name);
    for (const auto& [source, target] :
         {std::pair(from.cert, "cert"), std::pair(from.key, "key")}) {
      const std::string partial = dir.Join("partial");
      std::filesystem::copy(source, partial);
      std::filesystem::rename(partial, dir.Join(target));
    }
  };
  install("router");
  ServerOptions options;
  options.tls = {Files("router").ca, dir.Join("cert"), dir.Join("key"), 1};
  ASSERT_OK_AND_ASSIGN(server_, Server::Start(options, {&service_}));
  constexpr char kNewId[] = "spiffe://referral.az/agency/health";
  ASSERT_OK(Ask(Files("agency-sms")));
  EXPECT_FALSE(Ask(Files("agency-sms"), kNewId).ok());

  install("agency-health");
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  bool served = false;
  while (!served && absl::Now() < give_up) {
    served = Ask(Files("agency-sms"), kNewId).ok();
  }
  EXPECT_TRUE(served);
}

TEST_F(TlsTest, FilesAreCheckedBeforeAnythingStarts) {
  const TempDir dir;
  const std::string open_key = dir.Join("open.key");
  std::filesystem::copy(Files("router").key, open_key);
  ASSERT_EQ(chmod(open_key.c_str(), 0640), 0);
  const std::string text = dir.Join("text");
  std::ofstream(text) << "no certificate\n";

  const TlsFiles good = Files("router");
  const struct {
    const char* name;
    TlsFiles files;
    std::string where;
  } kCases[] = {
      {"nothing named", {}, ""},
      {"missing", {dir.Join("none"), good.cert, good.key}, dir.Join("none")},
      {"directory", {dir.path(), good.cert, good.key}, dir.path()},
      {"no PEM", {good.ca, text, good.key}, text},
      {"no key", {good.ca, good.cert, good.cert}, good.cert},
      {"open key", {good.ca, good.cert, open_key}, open_key},
      {"no list", {good.ca, good.cert, good.key, 10, text}, text}};
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.name);
    ServerOptions options;
    options.tls = test.files;
    const auto server = Server::Start(options, {&service_});
    EXPECT_THAT(server, IsReason(Reason::kTlsFileInvalid));
    EXPECT_EQ(Where(server.status()), test.where);
    EXPECT_THAT(Ask(test.files), IsReason(Reason::kTlsFileInvalid));
  }
}

// A server whose clients' certificates come from a test's own authority.
class HandshakeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteFile(dir_.Join("ca"), authority_.pem());
    SetRevoked({});
    CertificateVerifier::Options judge;
    judge.ca = dir_.Join("ca");
    judge.crl = dir_.Join("crl");
    judge.refresh = kRefresh;
    judge.clock = &clock_;
    ASSERT_OK_AND_ASSIGN(clients_, CertificateVerifier::Make(judge));
    service_ = std::make_unique<WhoService>(PeerRules{
        "referral.az", false, {Peer::Kind::kAgency}, "", clients_.get()});
    StartAs(authority_.Issue({.uris = {kRouterId}}));
  }

  void StartAs(const Certificate& router) {
    ServerOptions options;
    options.tls = Files("router", router);
    options.clients = clients_;
    options.on_refused_peer = [this](const absl::Status& status) {
      MutexLock lock(mutex_);
      ++refused_[ReasonCode(status)];
    };
    server_.reset();
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(options, {service_.get()}));
  }

  void SetRevoked(const std::vector<Certificate>& certificates) {
    WriteFile(dir_.Join("crl"), authority_.Revoke(certificates));
    clock_.Advance(kRefresh);
  }

  TlsFiles Files(const std::string& name, const Certificate& certificate) {
    TlsFiles files;
    files.ca = dir_.Join("ca");
    files.crl = dir_.Join("crl");
    files.cert = dir_.Join(name + ".pem");
    files.key = dir_.Join(name + ".key");
    WriteFile(files.cert, certificate.pem);
    WriteFile(files.key, certificate.key);
    return files;
  }

  std::shared_ptr<grpc::Channel> DialAs(const Certificate& certificate) {
    ChannelOptions options;
    options.tls = Files("client", certificate);
    options.server_id = kRouterId;
    auto channel = MakeChannel(server_->bound_address(), options);
    EXPECT_OK(channel);
    return *channel;
  }

  Certificate Sms() const { return authority_.Issue({.uris = {kSms}}); }

  std::map<std::string, int> refused() {
    MutexLock lock(mutex_);
    return refused_;
  }

  static constexpr absl::Duration kRefresh = absl::Seconds(10);
  static constexpr char kSms[] = "spiffe://referral.az/agency/sms";

  const TempDir dir_;
  const Authority authority_{"authority"};
  ManualClock clock_{absl::Now()};
  std::shared_ptr<CertificateVerifier> clients_;
  std::unique_ptr<WhoService> service_;
  Mutex mutex_;
  std::map<std::string, int> refused_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Server> server_;
};

TEST_F(HandshakeTest, GoodCertificateIsLetIn) {
  EXPECT_THAT(AskWho(DialAs(Sms())), IsOkAndHolds(std::string(kSms)));
  EXPECT_THAT(refused(), ::testing::IsEmpty());
}

TEST_F(HandshakeTest, IntermediateMayStandBetween) {
  const Authority below("below", authority_);
  Certificate certificate = below.Issue({.uris = {kSms}});
  certificate.pem += below.pem();
  EXPECT_THAT(AskWho(DialAs(certificate)), IsOkAndHolds(std::string(kSms)));
}

TEST_F(HandshakeTest, EveryBadCertificateIsRefusedAndItsReasonTold) {
  const absl::Time now = absl::Now();
  const Certificate revoked = Sms();
  SetRevoked({revoked});
  const struct {
    const char* name;
    Certificate certificate;
    const char* want;
  } kCases[] = {
      {"expired",
       authority_.Issue({.uris = {kSms},
                         .not_before = now - absl::Hours(2),
                         .not_after = now - absl::Hours(1)}),
       "CERTIFICATE_EXPIRED"},
      {"revoked", revoked, "CERTIFICATE_REVOKED"},
      {"unknown authority", Authority("authority").Issue({.uris = {kSms}}),
       "CERTIFICATE_INVALID"},
      {"self-signed", Authority::SelfSigned({.uris = {kSms}}),
       "CERTIFICATE_INVALID"},
      {"for servers alone",
       authority_.Issue({.uris = {kSms}, .purposes = "serverAuth"}),
       "CERTIFICATE_INVALID"}};
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.name);
    const int before = refused()[test.want];
    EXPECT_THAT(AskWho(DialAs(test.certificate)),
                IsStatusCode(absl::StatusCode::kUnavailable));
    EXPECT_GT(refused()[test.want], before);
  }
  EXPECT_THAT(AskWho(DialAs(Sms())), IsOkAndHolds(std::string(kSms)));
}

TEST_F(HandshakeTest, NoCertificateIsRefusedAndCounted) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  const auto channel = grpc::CreateChannel(
      server_->bound_address(), grpc::experimental::TlsCredentials(options));
  EXPECT_THAT(AskWho(channel), IsStatusCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused(), Contains(Pair("NOT_AUTHENTICATED", ::testing::Ge(1))));
}

TEST_F(HandshakeTest, RevokedOnAnOpenConnectionIsRefusedAtItsNextCall) {
  const Certificate certificate = Sms();
  const auto channel = DialAs(certificate);
  ASSERT_THAT(AskWho(channel), IsOk());
  SetRevoked({certificate});
  EXPECT_THAT(AskWho(channel), IsReason(Reason::kCertificateRevoked));
  SetRevoked({});
  EXPECT_THAT(AskWho(channel), IsOk());
}

TEST_F(HandshakeTest, ExpiredOnAnOpenConnectionIsRefusedAtItsNextCall) {
  const auto channel = DialAs(Sms());
  ASSERT_THAT(AskWho(channel), IsOk());
  clock_.Advance(absl::Hours(25));
  EXPECT_THAT(AskWho(channel), IsReason(Reason::kCertificateExpired));
}

TEST_F(HandshakeTest, RevokedServerIsNotBelieved) {
  const Certificate router = authority_.Issue({.uris = {kRouterId}});
  SetRevoked({router});
  StartAs(router);
  const auto answer = AskWho(DialAs(Sms()));
  EXPECT_THAT(answer, IsStatusCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(std::string(answer.status().message()),
              HasSubstr("CERTIFICATE_REVOKED"));
}

}  // namespace
}  // namespace referral::rpc
