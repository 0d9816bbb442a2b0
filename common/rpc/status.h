// The one place where an error becomes a gRPC status and back.
#ifndef REFERRAL_COMMON_RPC_STATUS_H_
#define REFERRAL_COMMON_RPC_STATUS_H_

#include "absl/status/status.h"

namespace grpc {
class Status;
}  // namespace grpc

namespace referral::rpc {

// Same code and message; ToProto(status) travels in the trailer
// grpc-status-details-bin.
grpc::Status ToGrpc(const absl::Status& status);

// The reverse; reason, where and remedy are there again. What gRPC itself
// reports (a broken connection, a passed deadline) has none of them. Details
// that cannot be parsed are dropped.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_STATUS_H_
