#include "services/agency/rpc/desk_gate.h"

#include "common/rpc/peer.h"

namespace referral::agency {

using rpc::Peer;

absl::Status DeskGate::CheckSystem(
    const grpc::ServerContextBase& context) const {
  return rpc::PeerOf(context, {.domain = domain_,
                               .insecure = insecure_,
                               .kinds = {Peer::Kind::kSystem},
                               .agency = agency_,
                               .certificates = certificates_})
      .status();
}

absl::Status DeskGate::CheckSystemOrOperator(
    const grpc::ServerContextBase& context) const {
  return rpc::PeerOf(context,
                     {.domain = domain_,
                      .insecure = insecure_,
                      .kinds = {Peer::Kind::kSystem, Peer::Kind::kOperator},
                      .agency = agency_,
                      .certificates = certificates_})
      .status();
}

}  // namespace referral::agency
