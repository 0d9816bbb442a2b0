#include "common/rpc/peer.h"

#include <grpcpp/client_context.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/rpc/certificate_verifier.h"

namespace referral::rpc {
namespace {

constexpr char kAgencyKey[] = "referral-agency";
constexpr char kSystemKey[] = "referral-system";
constexpr char kOperatorKey[] = "referral-operator";
constexpr char kSpiffeProperty[] = "peer_spiffe_id";
constexpr char kCertificateProperty[] = "x509_pem_cert";
constexpr char kChainProperty[] = "x509_pem_cert_chain";

std::string MetadataOf(const grpc::ServerContextBase& context,
                       const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

bool IsWellFormed(const Peer& peer) {
  switch (peer.kind) {
    case Peer::Kind::kNone:
      return false;
    case Peer::Kind::kAgency:
      return IsAgencyId(peer.id);
    case Peer::Kind::kSystem:
      return IsAgencyId(peer.id) && IsCode(peer.system);
    case Peer::Kind::kOperator:
      return IsCode(peer.id);
    case Peer::Kind::kRouter:
      return IsHomeCode(peer.id);
  }
  return false;
}

// The path of a SPIFFE id; kNone if it is none of ours.
Peer ParsePath(const std::vector<std::string>& path) {
  if (path.size() == 4 && path[0] == "agency" && path[2] == "system") {
    return {Peer::Kind::kSystem, "", path[1], path[3]};
  }
  if (path.size() != 2) return {};
  if (path[0] == "agency") return {Peer::Kind::kAgency, "", path[1], ""};
  if (path[0] == "operator") return {Peer::Kind::kOperator, "", path[1], ""};
  if (path[0] == "router") return {Peer::Kind::kRouter, "", path[1], ""};
  return {};
}

// The one value of a property; empty if it has none or several. Lives as long
// as `auth`.
absl::string_view ValueOf(const grpc::AuthContext& auth, const char* property) {
  const auto values = auth.FindPropertyValues(property);
  if (values.size() != 1) return "";
  return {values[0].data(), values[0].size()};
}

absl::StatusOr<Peer> PeerByCertificate(const grpc::ServerContextBase& context,
                                       const PeerRules& rules) {
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) {
    return MakeError(Reason::kNotAuthenticated,
                     "the caller shows no client certificate");
  }
  if (rules.certificates != nullptr) {
    RETURN_IF_ERROR(rules.certificates->Judge(
        ValueOf(*auth, kCertificateProperty), ValueOf(*auth, kChainProperty)));
  }
  const absl::string_view id = ValueOf(*auth, kSpiffeProperty);
  if (id.empty()) {
    return MakeError(Reason::kNotAuthenticated,
                     "the client certificate has no SPIFFE id");
  }
  return ParseSpiffeId(rules.domain, id);
}

absl::StatusOr<Peer> PeerByMetadata(const grpc::ServerContextBase& context,
                                    const PeerRules& rules) {
  Peer peer;
  std::string agency = MetadataOf(context, kAgencyKey);
  peer.system = MetadataOf(context, kSystemKey);
  peer.id = MetadataOf(context, kOperatorKey);
  if (!peer.id.empty()) {
    peer.kind = Peer::Kind::kOperator;
    peer.system.clear();
  } else if (!peer.system.empty()) {
    peer.kind = Peer::Kind::kSystem;
    peer.id = agency.empty() ? rules.agency : agency;
  } else if (!agency.empty()) {
    peer.kind = Peer::Kind::kAgency;
    peer.id = agency;
  } else {
    return MakeError(Reason::kNotAuthenticated, "the caller does not say who",
                     kAgencyKey);
  }
  if (!IsWellFormed(peer)) {
    return MakeError(Reason::kPeerNotAllowed, "the identity is malformed",
                     kAgencyKey);
  }
  return peer;
}

absl::Status CheckRules(const Peer& peer, const PeerRules& rules) {
  if (!absl::c_linear_search(rules.kinds, peer.kind)) {
    return MakeError(Reason::kPeerNotAllowed,
                     absl::StrCat(peer.id, " has no business here"));
  }
  const bool of_agency =
      peer.kind == Peer::Kind::kAgency || peer.kind == Peer::Kind::kSystem;
  if (of_agency && !rules.agency.empty() && peer.id != rules.agency) {
    return MakeError(Reason::kPeerNotAllowed,
                     absl::StrCat("this is the service of ", rules.agency,
                                  ", not of ", peer.id));
  }
  return absl::OkStatus();
}

}  // namespace

std::string SpiffeId(const Peer& peer) {
  const std::string base = absl::StrCat("spiffe://", peer.domain);
  switch (peer.kind) {
    case Peer::Kind::kNone:
      return "";
    case Peer::Kind::kAgency:
      return absl::StrCat(base, "/agency/", peer.id);
    case Peer::Kind::kSystem:
      return absl::StrCat(base, "/agency/", peer.id, "/system/", peer.system);
    case Peer::Kind::kOperator:
      return absl::StrCat(base, "/operator/", peer.id);
    case Peer::Kind::kRouter:
      return absl::StrCat(base, "/router/", peer.id);
  }
  return "";
}

absl::StatusOr<Peer> ParseSpiffeId(absl::string_view domain,
                                   absl::string_view uri) {
  const std::string trusted = absl::StrCat("spiffe://", domain, "/");
  if (uri.substr(0, trusted.size()) != trusted) {
    return MakeError(Reason::kPeerNotAllowed,
                     absl::StrCat("the identity is not of ", domain), uri);
  }
  Peer peer = ParsePath(absl::StrSplit(uri.substr(trusted.size()), '/'));
  if (!IsWellFormed(peer)) {
    return MakeError(Reason::kPeerNotAllowed,
                     "the identity names no agency, operator or router", uri);
  }
  peer.domain = std::string(domain);
  return peer;
}

absl::StatusOr<Peer> PeerOf(const grpc::ServerContextBase& context,
                            const PeerRules& rules) {
  ASSIGN_OR_RETURN(Peer peer, rules.insecure
                                  ? PeerByMetadata(context, rules)
                                  : PeerByCertificate(context, rules));
  RETURN_IF_ERROR(CheckRules(peer, rules));
  return peer;
}

void AddIdentity(const Peer& self, grpc::ClientContext& context) {
  switch (self.kind) {
    case Peer::Kind::kNone:
    case Peer::Kind::kRouter:
      break;
    case Peer::Kind::kAgency:
      context.AddMetadata(kAgencyKey, self.id);
      break;
    case Peer::Kind::kSystem:
      if (!self.id.empty()) context.AddMetadata(kAgencyKey, self.id);
      context.AddMetadata(kSystemKey, self.system);
      break;
    case Peer::Kind::kOperator:
      context.AddMetadata(kOperatorKey, self.id);
      break;
  }
}

}  // namespace referral::rpc
