// A tiny service that answers who called.
#ifndef REFERRAL_TESTS_COMMON_RPC_WHO_SERVICE_H_
#define REFERRAL_TESTS_COMMON_RPC_WHO_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/rpc/deadline.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"

namespace referral::rpc {

// GetStatus answers the caller's SPIFFE path in `home`. ListAgencies needs a
// deadline and answers an error of the catalogue.
class WhoService final : public v1::OpsService::CallbackService {
 public:
  explicit WhoService(PeerRules rules) : rules_(std::move(rules)) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* /*request*/,
                                      v1::RouterStatus* response) override {
    {
      MutexLock lock(mutex_);
      address_ = context->peer();
    }
    const absl::StatusOr<Peer> peer = PeerOf(*context, rules_);
    if (peer.ok()) response->set_home(SpiffeId(*peer));
    return Finish(context, peer.status());
  }

  grpc::ServerUnaryReactor* ListAgencies(
      grpc::CallbackServerContext* context,
      const v1::ListAgenciesRequest* /*request*/,
      v1::ListAgenciesResponse* /*response*/) override {
    const auto left = RemainingDeadline(*context);
    if (!left.ok()) return Finish(context, left.status());
    if (*left > absl::Minutes(1)) {
      return Finish(context, MakeError(Reason::kInternal, "deadline misread"));
    }
    return Finish(context, MakeError(Reason::kConsentMissing, "no consent: ə",
                                     "acts[1].referral_requested"));
  }

  // Where the last caller of GetStatus called from: its connection.
  std::string address() const {
    MutexLock lock(mutex_);
    return address_;
  }

 private:
  static grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context,
                                          const absl::Status& status) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpc(status));
    return reactor;
  }

  const PeerRules rules_;
  mutable Mutex mutex_;
  std::string address_ ABSL_GUARDED_BY(mutex_);
};

// Who the server says we are.
inline absl::StatusOr<std::string> AskWho(
    const std::shared_ptr<grpc::Channel>& channel, const Peer& self = {},
    absl::Duration timeout = absl::Seconds(20)) {
  const auto stub = v1::OpsService::NewStub(channel);
  grpc::ClientContext context;
  AddIdentity(self, context);
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  v1::RouterStatus response;
  const grpc::Status status = stub->GetStatus(&context, {}, &response);
  if (!status.ok()) return FromGrpc(status);
  return response.home();
}

}  // namespace referral::rpc

#endif  // REFERRAL_TESTS_COMMON_RPC_WHO_SERVICE_H_
