#include "tests/bench/echo.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rpc/process.h"
#include "common/rpc/status.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/server_process.h"

namespace referral::bench {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(2);

class StreamReactor final
    : public grpc::ServerBidiReactor<EchoMessage, EchoMessage> {
 public:
  StreamReactor() { StartRead(&message_); }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartWrite(&message_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&message_);
  }
  void OnDone() override { delete this; }

  EchoMessage message_;
};

class EchoService final : public Echo::CallbackService {
 private:
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context,
                                  const EchoMessage* request,
                                  EchoMessage* response) override {
    *response = *request;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<EchoMessage, EchoMessage>* Stream(
      grpc::CallbackServerContext*) override {
    return new StreamReactor();
  }
};

class EchoLimit : public Subject {
 public:
  explicit EchoLimit(const std::string& self) : self_(self) {}

  absl::Status Start(const std::string& dir) override {
    std::filesystem::create_directories(dir);
    const std::string port_file = dir + "/echo.port";
    RETURN_IF_ERROR(server_.Start({self_, "--serve-echo", port_file}, port_file,
                                  dir + "/echo.log"));
    stub_ = Echo::NewStub(grpc::CreateChannel(
        server_.address(), grpc::InsecureChannelCredentials()));
    return absl::OkStatus();
  }
  absl::Status Prepare(const Load&) override { return absl::OkStatus(); }
  absl::Status CheckHistory() override { return absl::OkStatus(); }
  void Pause() override { server_.Pause(); }
  void Resume() override { server_.Resume(); }

 protected:
  Echo::Stub& stub() { return *stub_; }
  const std::string& payload() const { return payload_; }

 private:
  const std::string self_;
  ServerProcess server_;
  std::unique_ptr<Echo::Stub> stub_;
  const std::string payload_ = std::string(kMessageBytes, 'e');
};

class UnaryEcho final : public EchoLimit {
 public:
  using EchoLimit::EchoLimit;
  std::string name() const override { return "grpc echo unary"; }

  absl::StatusOr<Sample> Run(const Load& load) override {
    struct Call {
      grpc::ClientContext context;
      EchoMessage request;
      EchoMessage response;
    };
    Meter meter(load);
    while (const auto next = meter.AwaitNext()) {
      auto* call = new Call();
      call->request.set_payload(payload());
      stub().async()->Unary(
          &call->context, &call->request, &call->response,
          [call, index = *next, &meter](const grpc::Status& status) {
            if (!status.ok()) std::abort();
            delete call;
            meter.OnAnswered(index);
          });
    }
    if (!meter.AwaitDone(kPatience)) return absl::DeadlineExceededError(name());
    return meter.Result();
  }
};

class StreamEcho final : public EchoLimit {
 public:
  using EchoLimit::EchoLimit;
  std::string name() const override { return "grpc echo stream"; }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    grpc::ClientContext context;
    const auto stream = stub().Stream(&context);
    std::thread sender([&] {
      EchoMessage message;
      message.set_payload(payload());
      while (const auto next = meter.AwaitNext()) {
        message.set_tag(*next);
        if (!stream->Write(message)) return;
      }
      stream->WritesDone();
    });
    EchoMessage message;
    while (stream->Read(&message)) meter.OnAnswered(message.tag());
    meter.GiveUp();
    sender.join();
    RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
    return meter.Result();
  }
};

}  // namespace

int ServeEcho(const std::string& port_file) {
  rpc::BlockTerminationSignals();
  EchoService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  const std::string unfinished = port_file + ".new";
  std::ofstream(unfinished) << "127.0.0.1:" << port << "\n";
  std::filesystem::rename(unfinished, port_file);
  rpc::WaitForTermination();
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}

std::unique_ptr<Subject> MakeUnaryEcho(const std::string& self) {
  return std::make_unique<UnaryEcho>(self);
}

std::unique_ptr<Subject> MakeStreamEcho(const std::string& self) {
  return std::make_unique<StreamEcho>(self);
}

}  // namespace referral::bench
