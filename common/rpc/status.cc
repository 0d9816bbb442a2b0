#include "common/rpc/status.h"

#include <grpcpp/support/status.h>

#include "common/base/errors.h"
#include "common/rpc/status_proto.h"

namespace referral::rpc {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status proto = ToProto(status);
  // An error without details needs no trailer of its own.
  return {static_cast<grpc::StatusCode>(proto.code()), proto.message(),
          proto.details().empty() ? "" : proto.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status) {
  google::rpc::Status proto;
  if (status.error_details().empty() ||
      !proto.ParseFromString(status.error_details())) {
    proto.Clear();
  }
  // What gRPC says of code and message holds, whatever the details say.
  proto.set_code(static_cast<int>(status.error_code()));
  proto.set_message(status.error_message());
  return FromProto(proto);
}

}  // namespace referral::rpc
