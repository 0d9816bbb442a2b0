// What a hostile client can try at a real router's door: every attempt is
// refused with its reason and counted, and an honest client is served all the
// while.
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/limits.h"
#include "common/crypto/digest.h"
#include "common/crypto/signing.h"
#include "common/evidence/digests.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "common/rpc/address.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"
#include "tests/robustness/raw_tls.h"
#include "tests/support/metrics_page.h"
#include "tests/support/process.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

constexpr char kSubmit[] = "/referral.v1.RouterService/Submit";
constexpr char kArrival[] =
    "arrival_announced { programme_id: 'az-restart' people_count: 1"
    "  return_country_code: 'DE'"
    "  arrival_date { year: 2020 month: 2 day: 3 } }";

// A port that was free a moment ago.
std::uint16_t FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(at);
  bind(fd, reinterpret_cast<const sockaddr*>(&at), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  close(fd);
  return ntohs(at.sin_port);
}

std::string Announcement(const std::string& sender) {
  return Built(Saying(sender, NewCaseId(), {kArrival}));
}

// Border announces arrivals, one after the other, until told to stop.
class Honest {
 public:
  explicit Honest(const std::string& address)
      : client_(address, TlsOf("agency-border")), thread_([this] {
          while (!stop_) {
            const auto receipt = client_.Submit(Announcement("border"));
            ++(receipt.ok() ? served_ : refused_);
            if (!receipt.ok()) ADD_FAILURE() << Describe(receipt.status());
          }
        }) {}
  ~Honest() {
    stop_ = true;
    thread_.join();
  }
  int served() const { return served_; }
  // Waits until it was served once more.
  void AwaitService() const {
    const int before = served_;
    while (served_ == before && refused_ == 0) std::this_thread::yield();
  }

 private:
  Client client_;
  std::atomic<bool> stop_{false};
  std::atomic<int> served_{0};
  std::atomic<int> refused_{0};
  std::thread thread_;
};

class HostileTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new System();
    MakeCertificates();
    const std::string path = system_->dir().Join("deployment.textproto");
    // Its key is revoked; it may send five messages a second.
    std::ofstream(path) << absl::StrReplaceAll(
                               ReadFile(DeploymentFile()),
                               {{"  id: \"customs\"\n",
                                 "  id: \"customs\"\n"
                                 "  limits { max_messages_per_second: 5 }\n"}})
                        << "\nfront_door { slow_reader_seconds: 1 }\n";
    system_->UseDeployment(path);
    metrics_ = FreePort();
    system_->AddRouterFlags(
        {"--metrics", absl::StrCat("127.0.0.1:", metrics_)});
    ASSERT_OK(system_->StartRouter());
    honest_ = new Honest(Address());
    honest_->AwaitService();
  }
  static void TearDownTestSuite() {
    delete honest_;
    EXPECT_OK(system_->StopAll());
    delete system_;
  }
  void SetUp() override { served_before_ = honest_->served(); }
  // Whatever was tried, others were served.
  void TearDown() override {
    honest_->AwaitService();
    EXPECT_GT(honest_->served(), served_before_);
  }

  static void MakeCertificates() {
    const std::string script = SourcePath("deploy/tls/make-dev-certs.sh");
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{Certificates(), "customs", "airline"},
          std::vector<std::string>{"--revoke", Certificates(),
                                   "agency-airline"}}) {
      std::vector<std::string> command = {script};
      command.insert(command.end(), arguments.begin(), arguments.end());
      const CommandResult made = RunCommand(command, kPatience);
      ASSERT_EQ(made.exit_code, 0) << made.err;
    }
  }
  static const std::string& Address() { return system_->address(kRouter); }
  static Client As(const std::string& name) {
    return Client(Address(), TlsOf(name));
  }
  static std::unique_ptr<v1::RouterService::Stub> StubOf(
      const std::string& name) {
    rpc::ChannelOptions options;
    options.tls = TlsOf(name);
    options.server_id = kRouterId;
    return v1::RouterService::NewStub(*rpc::MakeChannel(Address(), options));
  }
  static double Refusals(Reason reason) {
    const std::string page = FetchMetrics(metrics_);
    const absl::string_view code = RowOf(reason).code;
    return CountedOn(page, "referral_refusals_total",
                     absl::StrCat("reason=\"", code, "\"")) +
           CountedOn(page, "referral_router_messages_total",
                     absl::StrCat("result=\"", code, "\""));
  }

  static System* system_;
  static Honest* honest_;
  static std::uint16_t metrics_;
  int served_before_ = 0;
};

System* HostileTest::system_ = nullptr;
Honest* HostileTest::honest_ = nullptr;
std::uint16_t HostileTest::metrics_ = 0;

// Messages that are refused one by one: who hands them in, and why not.
TEST_F(HostileTest, BadMessagesAreRefusedWithTheirReasonAndCounted) {
  const std::string good = Announcement("border");
  v1::SignedMessage message;
  ASSERT_TRUE(message.ParseFromString(good));

  v1::SignedMessage unsigned_message = message;
  unsigned_message.clear_proof();
  v1::SignedMessage other_signature = message;
  v1::SignedMessage another;
  another.ParseFromString(Announcement("border"));
  *other_signature.mutable_proof() = another.proof();
  v1::SignedMessage other_key;
  other_key.ParseFromString(SignedBy("health", message));
  v1::SignedMessage unknown_key = message;
  unknown_key.mutable_proof()->set_key_id("stolen");

  // A length that says 4 GiB - 1, as a varint, of the envelope.
  const std::string huge("\x0a\xff\xff\xff\xff\x0f", 6);
  // Ids and texts full of control characters.
  v1::SignedMessage screaming = message;
  v1::Envelope envelope;
  envelope.ParseFromString(screaming.envelope());
  envelope.set_message_id("\x1b[2J\x1b[31m\r\n\t\x07");
  screaming.set_envelope(envelope.SerializeAsString());
  envelope.ParseFromString(message.envelope());
  envelope.set_case_id("\x1b]0;owned\x07");
  v1::SignedMessage owned = message;
  owned.set_envelope(envelope.SerializeAsString());

  const struct {
    const char* name;
    const char* who;
    std::string bytes;
    Reason want;
  } kAttempts[] = {
      {"another agency's certificate", "agency-health", good,
       Reason::kSenderMismatch},
      {"a certificate that no agency has", "agency-stranger",
       Announcement("border"), Reason::kUnknownAgency},
      {"the wrong role", "agency-ombudsman", Announcement("ombudsman"),
       Reason::kRoleNotAllowed},
      {"an operator as an agency", "operator-ops", good,
       Reason::kPeerNotAllowed},
      {"an act that is not the role's", "agency-border",
       Built(Saying("border", NewCaseId(), {"case_resumed {}"})),
       Reason::kRoleNotAllowed},
      {"unsigned", "agency-border", unsigned_message.SerializeAsString(),
       Reason::kSignatureRequired},
      {"the signature of another message", "agency-border",
       other_signature.SerializeAsString(), Reason::kSignatureInvalid},
      {"signed by another agency", "agency-border",
       other_key.SerializeAsString(), Reason::kSignatureInvalid},
      {"signed with an unknown key", "agency-border",
       unknown_key.SerializeAsString(), Reason::kResign},
      {"tampered, digests as they were", "agency-border",
       Altered(good, "az-restart", "az-rastart", Digests::kAsTheyWere),
       Reason::kDigestMismatch},
      {"no message", "agency-border", "\xff\xfe\xfd",
       Reason::kMalformedMessage},
      {"4 GiB length prefix", "agency-border", huge, Reason::kMalformedMessage},
      {"too large", "agency-border", std::string(kMaxMessageBytes + 1, 'x'),
       Reason::kMessageTooLarge},
      {"control characters in the message id", "agency-border",
       screaming.SerializeAsString(), Reason::kInvalidUtf8},
      {"control characters in the case id", "agency-border",
       owned.SerializeAsString(), Reason::kInvalidUtf8},
  };
  for (const auto& attempt : kAttempts) {
    SCOPED_TRACE(attempt.name);
    const double before = Refusals(attempt.want);
    EXPECT_THAT(As(attempt.who).Submit(attempt.bytes), IsReason(attempt.want));
    EXPECT_GE(Refusals(attempt.want), before + 1);
  }
}

TEST_F(HostileTest, ReplayedMessageGetsItsReceiptAndChangesNothing) {
  const std::string message = Announcement("border");
  ASSERT_OK_AND_ASSIGN(const v1::Receipt first,
                       As("agency-border").Submit(message));
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::Receipt again,
                         As("agency-border").Submit(message));
    EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  }
  // Under its id, something else.
  v1::SignedMessage parsed;
  v1::Envelope envelope;
  parsed.ParseFromString(message);
  envelope.ParseFromString(parsed.envelope());
  evidence::BuildSpec spec = Saying("border", envelope.case_id(), {kArrival});
  spec.message_id = envelope.message_id();
  EXPECT_THAT(As("agency-border").Submit(Built(spec)),
              IsReason(Reason::kDuplicateMessageId));
}

TEST_F(HostileTest, RevokedCertificateDoesNotComeIn) {
  const double before = Refusals(Reason::kCertificateRevoked);
  EXPECT_FALSE(As("agency-airline").Submit(Announcement("airline")).ok());
  EXPECT_GE(Refusals(Reason::kCertificateRevoked), before + 1);
}

TEST_F(HostileTest, ExpiredCertificateDoesNotComeIn) {
  const double before = Refusals(Reason::kCertificateExpired);
  constexpr char kScript[] = R"(
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
      -subj /CN=expired -keyout agency-expired.key -out expired.csr
    printf '%s\n' subjectAltName=URI:spiffe://referral.az/agency/border \
      keyUsage=critical,digitalSignature \
      extendedKeyUsage=serverAuth,clientAuth >expired.ext
    openssl x509 -req -in expired.csr -CA ca.pem -CAkey ca.key \
      -CAcreateserial -days -1 -extfile expired.ext -out agency-expired.pem
  )";
  const CommandResult made = RunCommand(
      {"/bin/bash", "-euc",
       absl::StrCat("umask 077; cd '", Certificates(), "'\n", kScript)},
      kPatience);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_FALSE(As("agency-expired").Submit(Announcement("border")).ok());
  EXPECT_GE(Refusals(Reason::kCertificateExpired), before + 1);
}

TEST_F(HostileTest, CertificateOfAnotherAuthorityDoesNotComeIn) {
  const double before = Refusals(Reason::kCertificateInvalid);
  rpc::TlsFiles files = TlsOf("agency-border", ForeignCertificates());
  files.ca = TlsOf("agency-border").ca;
  files.crl = TlsOf("agency-border").crl;
  EXPECT_FALSE(Client(Address(), files).Submit(Announcement("border")).ok());
  EXPECT_GE(Refusals(Reason::kCertificateInvalid), before + 1);
}

TEST_F(HostileTest, CallWithoutDeadlineIsRefused) {
  const auto stub = StubOf("agency-border");
  grpc::ClientContext context;
  v1::SubmitRequest request;
  request.set_signed_message(Announcement("border"));
  v1::Receipt receipt;
  EXPECT_THAT(rpc::FromGrpc(stub->Submit(&context, request, &receipt)),
              IsReason(Reason::kDeadlineRequired));
}

TEST_F(HostileTest, FloodIsSlowedDownAndNothingElse) {
  const double before = Refusals(Reason::kRateLimited);
  int limited = 0;
  for (int i = 0; i < 20; ++i) {
    const auto receipt = As("agency-customs").Submit(Announcement("customs"));
    if (HasReason(receipt.status(), Reason::kRateLimited)) ++limited;
  }
  EXPECT_GT(limited, 0);
  EXPECT_GE(Refusals(Reason::kRateLimited), before + limited);
}

// A receipt beyond the head that the router did not sign stops nothing.
TEST_F(HostileTest, ForgedReceiptDoesNotStopTheRouter) {
  ASSERT_OK_AND_ASSIGN(v1::Receipt forged,
                       As("agency-border").Submit(Announcement("border")));
  evidence::RoundHeadSpec spec =
      *evidence::ParseRoundHead(forged.proof().round_head());
  spec.first_position = spec.last_position = 1'000'000'000;
  const crypto::Digest digest = crypto::Blake2b256("forged", "record");
  const evidence::HashTree tree({digest});
  spec.root = tree.root();
  v1::SignedRoundHead head = evidence::MakeRoundHead(spec);
  evidence::SignRoundHead(crypto::SigningKey::Generate(),
                          forged.proof().round_head().key_id(), head);
  *forged.mutable_proof() = evidence::MakeRoundProof(tree, 0, head);
  forged.set_position(spec.first_position);
  forged.set_record_digest(crypto::ToBytes(digest));

  const auto stub = StubOf("agency-health");
  grpc::ClientContext context;
  const auto stream = stub->OpenInbox(&context);
  v1::OpenInboxRequest hello;
  hello.mutable_hello()->set_software_version("hostile");
  *hello.mutable_hello()->mutable_newest_receipt() = forged;
  stream->Write(hello);
  v1::OpenInboxResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()),
              IsReason(Reason::kSignatureInvalid));
  EXPECT_TRUE(system_->process(kRouter).running());
}

TEST_F(HostileTest, TenThousandStreamsLeaveRoomForOthers) {
  constexpr int kStreams = 10'000;
  const double before = Refusals(Reason::kTooManyStreams);
  const auto stub = StubOf("agency-internal-affairs");
  struct Opened {
    Opened(v1::RouterService::Stub& stub, absl::Duration at_most) {
      context.set_deadline(absl::ToChronoTime(absl::Now() + at_most));
      stream = stub.SubmitMany(&context);
    }
    ~Opened() { context.TryCancel(); }
    grpc::ClientContext context;
    std::unique_ptr<
        grpc::ClientReaderWriter<v1::SubmitManyRequest, v1::SubmitManyResponse>>
        stream;
    v1::SubmitManyResponse response;
  };
  v1::SubmitManyRequest nonsense;
  nonsense.add_items()->set_signed_message("nonsense");
  // The router may take streams in another order than they were opened in: only
  // one that is answered is known to be let in. Then they all fall silent.
  std::vector<std::unique_ptr<Opened>> held;
  while (held.size() < kDefaultStreamsPerAgency) {
    held.push_back(std::make_unique<Opened>(*stub, kReplayPatience));
    ASSERT_TRUE(held.back()->stream->Write(nonsense));
    ASSERT_TRUE(held.back()->stream->Read(&held.back()->response));
  }
  const int refused = kStreams - static_cast<int>(held.size());
  for (int i = 0; i < refused; ++i) {
    Opened opened(*stub, kPatience);
    while (opened.stream->Read(&opened.response)) {
    }
    ASSERT_THAT(rpc::FromGrpc(opened.stream->Finish()),
                IsReason(Reason::kTooManyStreams));
  }
  EXPECT_GE(Refusals(Reason::kTooManyStreams), before + refused);
}

// Results that are never read: the stream is cut, and what it sent stays
// recorded.
TEST_F(HostileTest, SlowReaderIsCutOff) {
  const double before = Refusals(Reason::kSlowReader);
  const auto stub = StubOf("agency-foreign-affairs");
  grpc::ClientContext context;
  const auto stream = stub->SubmitMany(&context);
  v1::SubmitManyRequest frame;
  for (int i = 0; i < 64; ++i) {
    auto& item = *frame.add_items();
    item.set_tag(static_cast<std::uint64_t>(i));
    // Refused, with a reason as long as reasons get.
    item.set_signed_message(std::string(1000, '\xff'));
  }
  const absl::Time deadline = absl::Now() + kPatience;
  while (absl::Now() < deadline && Refusals(Reason::kSlowReader) == before) {
    if (!stream->Write(frame)) break;
  }
  while (absl::Now() < deadline && Refusals(Reason::kSlowReader) == before) {
    std::this_thread::yield();
  }
  EXPECT_GE(Refusals(Reason::kSlowReader), before + 1);
  context.TryCancel();
}

// A unary call whose message says that it has 4 GiB.
TEST_F(HostileTest, MessageThatClaimsFourGibibytesIsNotWaitedFor) {
  RawTls raw(Address(), TlsOf("agency-border"));
  const std::string prefix("\x00\xff\xff\xff\xff", 5);
  ASSERT_TRUE(raw.Send(Http2Preface() + Http2Call(kSubmit) +
                       Http2Data(prefix + std::string(1000, 'x'))));
  // Settings, then the refusal.
  constexpr size_t kSomething = 60;
  EXPECT_GE(raw.Receive(kSomething, absl::Seconds(20)).size(), kSomething);
}

TEST_F(HostileTest, HalfMessagesAndGarbageLeaveNothingBehind) {
  for (int i = 0; i < 50; ++i) {
    RawTls raw(Address(), TlsOf("agency-border"));
    const std::string prefix("\x00\x00\x00\x10\x00", 5);
    raw.Send(Http2Preface() + Http2Call(kSubmit) +
             Http2Data(prefix + "half of what was promised"));
    if (i % 2 == 0) raw.Send(std::string(100, '\xff'));
    raw.Drop();
  }
}

// Last: nothing that was tried is in the log in a form that could harm whoever
// reads it.
TEST_F(HostileTest, ZLogHoldsNoControlCharacters) {
  const std::string log = ReadFile(system_->LogFile(kRouter));
  EXPECT_FALSE(log.empty());
  for (const char c : log) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << log;
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace referral::testing
