#ifndef REFERRAL_SERVICES_ROUTER_RPC_BIDI_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_BIDI_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "services/router/rpc/open_stream.h"

namespace referral::router {

// A stream that also reads, one frame at a time.
template <typename Request, typename Response>
class BidiStream
    : public OpenStream<grpc::ServerBidiReactor<Request, Response>, Response> {
 protected:
  using OpenStream<grpc::ServerBidiReactor<Request, Response>,
                   Response>::OpenStream;

  // Asks for the next frame: OnFrame or OnHalfClosed follows.
  void ReadNext() { this->Read(&request_); }

 private:
  virtual void OnFrame(Request& frame) = 0;
  // The client sends no more.
  virtual void OnHalfClosed() = 0;

  void OnReadDone(bool ok) final {
    if (ok) {
      OnFrame(request_);
    } else {
      OnHalfClosed();
    }
  }

  Request request_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_BIDI_STREAM_H_
