// Who is at the other end of a call.
#ifndef REFERRAL_COMMON_RPC_PEER_H_
#define REFERRAL_COMMON_RPC_PEER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace grpc {
class ClientContext;
class ServerContextBase;
}  // namespace grpc

namespace referral::rpc {

class CertificateVerifier;

struct Peer {
  enum class Kind {
    kNone,      // nobody yet
    kAgency,    // spiffe://<domain>/agency/<id>
    kSystem,    // spiffe://<domain>/agency/<id>/system/<system>
    kOperator,  // spiffe://<domain>/operator/<id>
    kRouter,    // spiffe://<domain>/router/<id>
  };

  Kind kind = Kind::kNone;
  // Empty for a peer that is not authenticated (insecure mode).
  std::string domain;
  // Agency id, operator's name or home code.
  std::string id;
  // Name of the ministry system; kSystem only.
  std::string system;

  bool operator==(const Peer&) const = default;
};

// spiffe://<domain>/... of `peer`; empty for kNone.
std::string SpiffeId(const Peer& peer);

// Errors: PEER_NOT_ALLOWED  another scheme, domain or path.
absl::StatusOr<Peer> ParseSpiffeId(absl::string_view domain,
                                   absl::string_view uri);

// Whom a service lets in.
struct PeerRules {
  // Trust domain of the deployment.
  std::string domain;
  // Believe what the caller says of itself in the metadata referral-agency,
  // referral-system and referral-operator. Only on loopback.
  bool insecure = false;
  std::vector<Peer::Kind> kinds;
  // If not empty: only this agency and its systems (operators and routers are
  // not concerned). In insecure mode also the agency of a system that names
  // none.
  std::string agency;
  // Judges the caller's certificate again on every call: it may have been
  // revoked since the handshake. Null: the handshake's judgement stands.
  // Outlives the rules.
  CertificateVerifier* certificates = nullptr;
};

// The caller, by its verified certificate or, in insecure mode, by what it
// says.
// Errors: NOT_AUTHENTICATED  no certificate with one SPIFFE id; in insecure
//                            mode no identity in the metadata
//         PEER_NOT_ALLOWED   a foreign domain, an unknown path, or none of
//                            those the rules let in
//         CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED, CERTIFICATE_INVALID
//                            the certificate is not good any more
absl::StatusOr<Peer> PeerOf(const grpc::ServerContextBase& context,
                            const PeerRules& rules);

// Says who calls, for a server in insecure mode. Call before the call starts;
// a server that verifies certificates ignores it. kNone and kRouter say
// nothing.
void AddIdentity(const Peer& self, grpc::ClientContext& context);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_PEER_H_
