#ifndef REFERRAL_SERVICES_ROUTER_RPC_CALLER_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CALLER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/model/need_to_know.h"
#include "services/router/core/allowance.h"
#include "services/router/rpc/router_context.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace referral::router {

// What a call is about, as far as roles are concerned.
enum class CallKind {
  kSubmit,    // agencies; what a role may send is the gate's business
  kInbox,     // lead, providers, oversight, to which complaints come
  kPublish,   // providers
  kReadCase,  // lead, providers, oversight, operators
  kReport,    // lead, providers, oversight, partners, operators
  kExport,    // lead, oversight, partners, operators
  kOperate,   // operators
};

// Who calls, as the deployment in force knows it.
struct Caller {
  std::string id;  // agency id, or operator's name
  model::Reader reader;
  AgencyLimits limits;
  std::shared_ptr<Allowance> allowance;  // null: an operator
};

// Errors: whatever stopped the router; NOT_AUTHENTICATED; CERTIFICATE_REVOKED
// and its like (rpc::PeerOf); PEER_NOT_ALLOWED, an
// agency included that the deployment does not list (but for kSubmit, where
// the gate says UNKNOWN_AGENCY); ROLE_NOT_ALLOWED. An agency's call counts as
// contact.
absl::StatusOr<Caller> CallerOf(const grpc::ServerContextBase& call,
                                CallKind kind, const RouterContext& context);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CALLER_H_
