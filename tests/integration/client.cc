#include "tests/integration/client.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "common/base/errors.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::testing {
namespace {

namespace tls = grpc::experimental;

constexpr std::chrono::seconds kDeadline(60);

std::shared_ptr<grpc::Channel> WithoutCertificate(const std::string& address,
                                                  const std::string& ca) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<tls::FileWatcherCertificateProvider>(ca, 10));
  options.watch_root_certs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      std::make_shared<tls::NoOpCertificateVerifier>());
  return grpc::CreateChannel(address, tls::TlsCredentials(options));
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string FromBuffer(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace

Client::Client(const std::string& address, const rpc::TlsFiles& tls,
               const std::string& server_id) {
  if (tls.cert.empty()) {
    channel_ = WithoutCertificate(address, tls.ca);
    return;
  }
  rpc::ChannelOptions options;
  options.tls = tls;
  options.server_id = server_id;
  auto channel = rpc::MakeChannel(address, options);
  if (!channel.ok()) {
    std::fprintf(stderr, "%s\n", Describe(channel.status()).c_str());
    std::abort();
  }
  channel_ = *std::move(channel);
}

Client::~Client() = default;

absl::StatusOr<std::string> Client::CallBytes(
    const std::string& method, const std::string& request) const {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  const grpc::ByteBuffer sent = ToBuffer(request);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/" + method, sent, &queue);
  call->StartCall();
  grpc::ByteBuffer received;
  grpc::Status status;
  call->Finish(&received, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (!status.ok()) return rpc::FromGrpc(status);
  return FromBuffer(received);
}

absl::StatusOr<std::vector<std::string>> Client::StreamBytes(
    const std::string& method, const std::string& request) const {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, "/" + method, &queue);
  // Whether the step under way went well: after one that did not the status
  // says why.
  const auto went_well = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  call->StartCall(nullptr);
  bool open = went_well();
  if (open) {
    call->WriteLast(ToBuffer(request), grpc::WriteOptions(), nullptr);
    open = went_well();
  }
  std::vector<std::string> frames;
  while (open) {
    grpc::ByteBuffer frame;
    call->Read(&frame, nullptr);
    open = went_well();
    if (open) frames.push_back(FromBuffer(frame));
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  went_well();
  if (!status.ok()) return rpc::FromGrpc(status);
  return frames;
}

absl::StatusOr<v1::Receipt> Client::Submit(
    const std::string& signed_message, std::uint64_t expected_sequence) const {
  v1::SubmitRequest request;
  request.set_signed_message(signed_message);
  request.set_expected_sequence(expected_sequence);
  return Call<v1::Receipt>("referral.v1.RouterService/Submit", request);
}

absl::StatusOr<std::uint64_t> Client::LastPosition() const {
  const absl::StatusOr<v1::RouterStatus> status = Call<v1::RouterStatus>(
      "referral.v1.OpsService/GetStatus", v1::GetStatusRequest());
  if (!status.ok()) return status.status();
  return status->last_position();
}

}  // namespace referral::testing
