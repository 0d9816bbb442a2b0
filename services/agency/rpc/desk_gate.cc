#include "services/agency/rpc/desk_gate.h"

#include "common/base/status_macros.h"
#include "common/rpc/deadline.h"

namespace referral::agency {

using rpc::Peer;

absl::Status DeskGate::CheckCall(const grpc::ServerContextBase& context,
                                 Callers callers) const {
  RETURN_IF_ERROR(PeerOf(context, callers).status());
  return rpc::RemainingDeadline(context).status();
}

absl::StatusOr<std::string> DeskGate::CheckStream(
    const grpc::ServerContextBase& context) const {
  ASSIGN_OR_RETURN(const Peer peer, PeerOf(context, Callers::kSystems));
  return peer.system;
}

absl::StatusOr<Peer> DeskGate::PeerOf(const grpc::ServerContextBase& context,
                                      Callers callers) const {
  rpc::PeerRules rules{.domain = domain_,
                       .insecure = insecure_,
                       .kinds = {Peer::Kind::kSystem},
                       .agency = agency_,
                       .certificates = certificates_};
  if (callers == Callers::kSystemsAndOperators) {
    rules.kinds.push_back(Peer::Kind::kOperator);
  }
  return rpc::PeerOf(context, rules);
}

}  // namespace referral::agency
