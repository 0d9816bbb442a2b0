// Every unary method of a service, by its descriptor: what holds for all of
// them is tested for those to come as well.
#ifndef REFERRAL_TESTS_SUPPORT_UNARY_CALLS_H_
#define REFERRAL_TESTS_SUPPORT_UNARY_CALLS_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace referral::testing {

// As gRPC names them: /package.Service/Method.
inline std::vector<std::string> UnaryMethodsOf(const std::string& service) {
  std::vector<std::string> methods;
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          service);
  if (descriptor == nullptr) {
    ADD_FAILURE() << "no service " << service;
    return methods;
  }
  for (int i = 0; i < descriptor->method_count(); ++i) {
    const auto* method = descriptor->method(i);
    if (method->client_streaming() || method->server_streaming()) continue;
    methods.push_back("/" + service + "/" + method->name());
  }
  return methods;
}

// Calls `method` with an empty request and without a deadline. A call that is
// not answered fails the test.
inline absl::Status CallWithoutDeadline(
    const std::shared_ptr<grpc::Channel>& channel, const rpc::Peer& caller,
    const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  rpc::AddIdentity(caller, context);
  grpc::CompletionQueue queue;
  const grpc::ByteBuffer request(nullptr, 0);
  const auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  const auto patience =
      std::chrono::system_clock::now() + std::chrono::seconds(20);
  if (queue.AsyncNext(&tag, &ok, patience) !=
      grpc::CompletionQueue::GOT_EVENT) {
    ADD_FAILURE() << method << " is not answered";
    context.TryCancel();
    queue.Next(&tag, &ok);
  }
  return rpc::FromGrpc(status);
}

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_UNARY_CALLS_H_
