#include "services/router/rpc/caller.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/peer.h"

namespace referral::router {
namespace {

using rpc::Peer;

bool MayCall(v1::AgencyRole role, CallKind kind) {
  const bool handles_cases =
      role == v1::AGENCY_ROLE_LEAD || role == v1::AGENCY_ROLE_PROVIDER;
  switch (kind) {
    case CallKind::kSubmit:
      return true;
    case CallKind::kInbox:
    case CallKind::kReadCase:
      return handles_cases || role == v1::AGENCY_ROLE_OVERSIGHT;
    case CallKind::kPublish:
      return role == v1::AGENCY_ROLE_PROVIDER;
    case CallKind::kReport:
      return handles_cases || role == v1::AGENCY_ROLE_OVERSIGHT ||
             role == v1::AGENCY_ROLE_PARTNER;
    case CallKind::kExport:
      return role == v1::AGENCY_ROLE_LEAD ||
             role == v1::AGENCY_ROLE_OVERSIGHT ||
             role == v1::AGENCY_ROLE_PARTNER;
    case CallKind::kOperate:
      return false;
  }
  return false;
}

// Kinds of peers that come into question at all.
std::vector<Peer::Kind> KindsFor(CallKind kind) {
  switch (kind) {
    case CallKind::kSubmit:
    case CallKind::kInbox:
    case CallKind::kPublish:
      return {Peer::Kind::kAgency};
    case CallKind::kOperate:
      return {Peer::Kind::kOperator};
    case CallKind::kReadCase:
    case CallKind::kReport:
    case CallKind::kExport:
      return {Peer::Kind::kAgency, Peer::Kind::kOperator};
  }
  return {};
}

Caller Operator(const Peer& peer) {
  Caller caller;
  caller.id = peer.id;
  caller.reader.kind = model::Reader::Kind::kOperator;
  return caller;
}

}  // namespace

absl::StatusOr<Caller> CallerOf(const grpc::ServerContextBase& call,
                                CallKind kind, const RouterContext& context) {
  RETURN_IF_ERROR(context.serving.Check());
  const Policy policy = context.sequencer.policy();
  rpc::PeerRules rules;
  rules.domain = policy.directory->deployment().trust_domain();
  rules.insecure = context.insecure;
  rules.kinds = KindsFor(kind);
  rules.certificates = context.certificates;
  ASSIGN_OR_RETURN(const Peer peer, rpc::PeerOf(call, rules));
  if (peer.kind == Peer::Kind::kOperator) return Operator(peer);

  Caller caller;
  caller.id = peer.id;
  caller.reader.agency = peer.id;
  const config::v1::Agency* agency = policy.directory->Find(peer.id);
  if (agency == nullptr && kind != CallKind::kSubmit) {
    return MakeError(Reason::kPeerNotAllowed,
                     "the deployment does not list the agency", peer.id);
  }
  if (agency != nullptr) {
    caller.reader.role = agency->role();
    caller.reader.predecessors = policy.directory->PredecessorsOf(peer.id);
    context.contacts.OnCall(peer.id, context.clock.Now());
  }
  caller.allowance = context.allowances.Of(peer.id, *policy.directory);
  caller.limits = caller.allowance->limits();
  if (!MayCall(caller.reader.role, kind)) {
    return MakeError(
        Reason::kRoleNotAllowed,
        absl::StrCat("not for ", v1::AgencyRole_Name(caller.reader.role)),
        peer.id);
  }
  return caller;
}

}  // namespace referral::router
