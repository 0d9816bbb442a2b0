// A program that calls a process without one of the product's own: right or
// wrong, with whatever certificate it has.
#ifndef REFERRAL_TESTS_INTEGRATION_CLIENT_H_
#define REFERRAL_TESTS_INTEGRATION_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/rpc/tls.h"
#include "google/protobuf/message.h"
#include "proto/referral/v1/record.pb.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace referral::testing {

inline constexpr char kRouterId[] = "spiffe://referral.az/router/AZ";

// Thread-safe.
class Client {
 public:
  // Shows `tls.cert`, or no certificate where it is empty; then no identity is
  // asked of the server either. Aborts if the files cannot be used.
  Client(const std::string& address, const rpc::TlsFiles& tls,
         const std::string& server_id = kRouterId);
  ~Client();

  // A unary call, for example "referral.v1.RouterService/Submit", with a
  // request that need not be what the method takes.
  absl::StatusOr<std::string> CallBytes(const std::string& method,
                                        const std::string& request) const;

  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method,
                                const google::protobuf::Message& request) const;

  // A call that is answered with a stream: all of it, once it has ended well.
  absl::StatusOr<std::vector<std::string>> StreamBytes(
      const std::string& method, const std::string& request) const;

  template <typename Response>
  absl::StatusOr<std::vector<Response>> Stream(
      const std::string& method,
      const google::protobuf::Message& request) const;

  // RouterService/Submit.
  absl::StatusOr<v1::Receipt> Submit(const std::string& signed_message,
                                     std::uint64_t expected_sequence = 0) const;

  // Position of the newest record; the certificate must be an operator's.
  absl::StatusOr<std::uint64_t> LastPosition() const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

template <typename Response>
absl::StatusOr<Response> Client::Call(
    const std::string& method, const google::protobuf::Message& request) const {
  const absl::StatusOr<std::string> bytes =
      CallBytes(method, request.SerializeAsString());
  if (!bytes.ok()) return bytes.status();
  Response response;
  if (!response.ParseFromString(*bytes)) {
    return absl::DataLossError("the response cannot be parsed");
  }
  return response;
}

template <typename Response>
absl::StatusOr<std::vector<Response>> Client::Stream(
    const std::string& method, const google::protobuf::Message& request) const {
  const absl::StatusOr<std::vector<std::string>> frames =
      StreamBytes(method, request.SerializeAsString());
  if (!frames.ok()) return frames.status();
  std::vector<Response> responses;
  for (const std::string& bytes : *frames) {
    if (!responses.emplace_back().ParseFromString(bytes)) {
      return absl::DataLossError("a response cannot be parsed");
    }
  }
  return responses;
}

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_INTEGRATION_CLIENT_H_
