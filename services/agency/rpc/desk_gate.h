// Whom the desk of an agency service lets in.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_DESK_GATE_H_
#define REFERRAL_SERVICES_AGENCY_RPC_DESK_GATE_H_

#include <string>

#include "absl/status/status.h"

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

  // A ministry system of this agency. Errors: as rpc::PeerOf.
  absl::Status CheckSystem(const grpc::ServerContextBase& context) const;

  // The same, or an operator, who sees codes alone.
  absl::Status CheckSystemOrOperator(
      const grpc::ServerContextBase& context) const;

 private:
  const std::string domain_;
  const std::string agency_;
  const bool insecure_;
  rpc::CertificateVerifier* const certificates_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_DESK_GATE_H_
