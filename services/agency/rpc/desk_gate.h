// Whom the desk of an agency service lets in.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_DESK_GATE_H_
#define REFERRAL_SERVICES_AGENCY_RPC_DESK_GATE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/peer.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace referral::rpc {
class CertificateVerifier;
}  // namespace referral::rpc

namespace referral::agency {

// Immutable, therefore thread-safe.
class DeskGate {
 public:
  // `domain` is the deployment's trust domain. `insecure` believes callers
  // what they say of themselves.
  // `certificates` judges every caller again; see PeerRules.
  DeskGate(std::string domain, std::string agency, bool insecure,
           rpc::CertificateVerifier* certificates = nullptr)
      : domain_(std::move(domain)),
        agency_(std::move(agency)),
        insecure_(insecure),
        certificates_(certificates) {}

  // Whom a call is for.
  enum class Callers {
    kSystems,              // ministry systems of this agency
    kSystemsAndOperators,  // operators as well, who see codes alone
  };

  // A unary call: every one of them begins here. Errors: NOT_AUTHENTICATED,
  // PEER_NOT_ALLOWED; those of rpc::RemainingDeadline.
  absl::Status CheckCall(const grpc::ServerContextBase& context,
                         Callers callers = Callers::kSystems) const;

  // A stream of a ministry system, whose name it returns. Errors:
  // NOT_AUTHENTICATED, PEER_NOT_ALLOWED.
  absl::StatusOr<std::string> CheckStream(
      const grpc::ServerContextBase& context) const;

 private:
  absl::StatusOr<rpc::Peer> PeerOf(const grpc::ServerContextBase& context,
                                   Callers callers) const;

  const std::string domain_;
  const std::string agency_;
  const bool insecure_;
  rpc::CertificateVerifier* const certificates_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_DESK_GATE_H_
