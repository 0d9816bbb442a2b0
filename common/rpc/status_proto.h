// Errors of the catalogue as google.rpc.Status, for results inside a message.
#ifndef REFERRAL_COMMON_RPC_STATUS_PROTO_H_
#define REFERRAL_COMMON_RPC_STATUS_PROTO_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/google/rpc/status.pb.h"

namespace referral::rpc {

// ErrorInfo.domain of every error of the catalogue.
inline constexpr absl::string_view kErrorDomain = "referral.v1";

// Same code and message; for an error of the catalogue also ErrorInfo (reason,
// domain, and `where` and `remedy` as metadata), then BadRequest for
// kInvalidArgument or PreconditionFailure for kFailedPrecondition. A message or
// a `where` too long for a trailer is cut.
google::rpc::Status ToProto(const absl::Status& status);

// The reverse; reason, where and remedy are there again. Details of another
// domain are dropped. A code outside 0..16 becomes kUnknown.
absl::Status FromProto(const google::rpc::Status& status);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_STATUS_PROTO_H_
