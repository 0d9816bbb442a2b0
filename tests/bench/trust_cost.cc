// What signatures, sealing and TLS cost: the same messages through a router
// that has all of them and through one with --insecure-loopback, in one
// process, turn by turn. Prints medians and their ratio.
//
//   trust_cost [ROUNDS [MESSAGES]]     default 5 rounds of 20000 messages
//
// A closed loop over one SubmitMany stream with 64 messages of 1 KiB in flight,
// to cases of ten messages each; a frame of 16 is a commit of the sender's and
// shares a signature, which is made in the loop.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/base/errors.h"
#include "common/crypto/key_file.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/signature.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/router/running_router.h"
#include "spdlog/spdlog.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"
#include "tests/support/temp_dir.h"

namespace referral::testing {
namespace {

constexpr int kFrame = 16;
constexpr int kFramesInFlight = 4;
constexpr int kMessagesPerCase = 10;
constexpr std::size_t kTextBytes = 700;  // about 1 KiB with all around it

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "%s\n", Describe(value.status()).c_str());
  std::exit(1);
}

// A router, its directory and a client of the lead.
class Subject {
 public:
  explicit Subject(bool secure) : secure_(secure) {
    router::RouterOptions options;
    options.data_dir = dir_.Join("data");
    options.deployment = DeploymentFile();
    options.programmes = {SourcePath("deploy/programmes/az-restart.textproto")};
    options.insecure_loopback = !secure;
    rpc::ChannelOptions channel;
    channel.insecure_loopback = !secure;
    if (secure) {
      options.tls = TlsOf(kRouter);
      options.signing_key = SigningKeyOf(kRouter);
      options.master_key = MasterKeyOf(kRouter);
      channel.tls = TlsOf("agency-sms");
      channel.server_id = "spiffe://referral.az/router/AZ";
      key_ = std::make_unique<crypto::SigningKey>(
          Must(crypto::ReadSigningKeyFile(SigningKeyOf("agency-sms"))));
    }
    router_ = Must(router::RunningRouter::Start(options, clock_,
                                                [](const absl::Status&) {}));
    stub_ = v1::RouterService::NewStub(
        Must(rpc::MakeChannel(router_->address(), channel)));
  }

  // Messages a second.
  double Run(int messages) {
    std::vector<v1::SignedMessage> made = Make(messages);
    const auto begin = std::chrono::steady_clock::now();
    Send(made);
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - begin;
    return messages / took.count();
  }

 private:
  static std::vector<v1::SignedMessage> Make(int messages) {
    std::vector<v1::SignedMessage> made;
    std::string case_id;
    for (int i = 0; i < messages; ++i) {
      const bool first = i % kMessagesPerCase == 0;
      if (first) case_id = NewCaseId();
      evidence::BuildSpec spec = Saying(
          "sms", case_id,
          {first ? "application_registered { programme_id: 'az-restart'"
                   "  people { person_id: 'p1' }"
                   "  return_facts { return_kind: RETURN_KIND_READMISSION"
                   "    return_country_code: 'DE' citizen: true"
                   "    return_date { year: 2020 month: 2 day: 3 } }"
                   "  region_code: 'baku' }"
                 : "information_added {}"});
      v1::Section section;
      section.set_person_id("p1");
      section.mutable_note()->set_text(std::string(kTextBytes, 'n'));
      spec.sections.push_back(section);
      made.push_back(Must(evidence::BuildMessage(spec)));
    }
    return made;
  }

  v1::SubmitManyRequest FrameOf(std::vector<v1::SignedMessage>& made,
                                size_t from) const {
    const size_t to = std::min(made.size(), from + kFrame);
    if (secure_) {
      std::vector<crypto::Digest> digests;
      for (size_t i = from; i < to; ++i) {
        digests.push_back(evidence::EnvelopeDigest(made[i].envelope()));
      }
      const std::vector<v1::Proof> proofs =
          evidence::SignEnvelopes(digests, *key_, "dev-1");
      for (size_t i = from; i < to; ++i) {
        *made[i].mutable_proof() = proofs[i - from];
      }
    }
    v1::SubmitManyRequest frame;
    for (size_t i = from; i < to; ++i) {
      auto& item = *frame.add_items();
      item.set_tag(i);
      item.set_signed_message(made[i].SerializeAsString());
    }
    return frame;
  }

  void Send(std::vector<v1::SignedMessage>& made) {
    grpc::ClientContext context;
    if (!secure_) {
      rpc::AddIdentity({rpc::Peer::Kind::kAgency, "", "sms", ""}, context);
    }
    const auto stream = stub_->SubmitMany(&context);
    size_t sent = 0;
    size_t answered = 0;
    while (answered < made.size()) {
      while (sent < made.size() &&
             sent - answered + kFrame <= kFrame * kFramesInFlight) {
        const v1::SubmitManyRequest frame = FrameOf(made, sent);
        sent += static_cast<size_t>(frame.items_size());
        stream->Write(frame);
      }
      v1::SubmitManyResponse response;
      if (!stream->Read(&response)) break;
      for (const auto& result : response.results()) {
        if (result.has_receipt()) continue;
        std::fprintf(stderr, "refused: %s\n", result.error().message().c_str());
        std::exit(1);
      }
      answered += static_cast<size_t>(response.results_size());
    }
    stream->WritesDone();
    stream->Finish();
    if (answered == made.size()) return;
    std::fprintf(stderr, "the stream ended\n");
    std::exit(1);
  }

  const bool secure_;
  const TempDir dir_;
  const SystemClock clock_;
  std::unique_ptr<crypto::SigningKey> key_;
  std::unique_ptr<router::RunningRouter> router_;
  std::unique_ptr<v1::RouterService::Stub> stub_;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  const int messages = argc > 2 ? std::atoi(argv[2]) : 20'000;
  if (rounds < 1 || messages < 1) {
    std::fprintf(stderr, "usage: trust_cost [ROUNDS [MESSAGES]]\n");
    return 2;
  }
  spdlog::set_level(spdlog::level::off);
  Subject insecure(/*secure=*/false);
  Subject secure(/*secure=*/true);
  std::vector<double> plain;
  std::vector<double> trusted;
  for (int round = 0; round <= rounds; ++round) {
    const double without = insecure.Run(messages);
    const double with = secure.Run(messages);
    if (round == 0) continue;  // warms up
    plain.push_back(without);
    trusted.push_back(with);
    std::printf("round %d  without %8.0f/s  with %8.0f/s\n", round, without,
                with);
  }
  std::printf("median   without %8.0f/s  with %8.0f/s  ratio %.2f\n",
              Median(plain), Median(trusted), Median(trusted) / Median(plain));
  return 0;
}

}  // namespace
}  // namespace referral::testing

int main(int argc, char** argv) { return referral::testing::Main(argc, argv); }
