#include "common/rpc/status.h"

#include <grpcpp/support/status.h>

#include "common/base/errors.h"
#include "common/rpc/status_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/google/rpc/error_details.pb.h"
#include "tests/support/status_matchers.h"

namespace referral::rpc {
namespace {

using ::referral::testing::IsOk;

TEST(StatusTest, EveryReasonComesBackAsItWent) {
  for (const ReasonRow& row : AllReasons()) {
    SCOPED_TRACE(row.code);
    const absl::Status sent =
        MakeError(row.reason, "what was wrong", "acts[1]");
    EXPECT_EQ(FromProto(ToProto(sent)), sent);
    const grpc::Status on_wire = ToGrpc(sent);
    EXPECT_EQ(static_cast<int>(on_wire.error_code()),
              static_cast<int>(row.status));
    EXPECT_EQ(on_wire.error_message(), "what was wrong");
    EXPECT_EQ(FromGrpc(on_wire), sent);
  }
}

TEST(StatusTest, SuccessStaysSuccess) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_THAT(FromGrpc(grpc::Status::OK), IsOk());
  EXPECT_THAT(FromProto(ToProto(absl::OkStatus())), IsOk());
}

TEST(StatusTest, ErrorInfoCarriesReasonPlaceAndRemedy) {
  const google::rpc::Status proto = ToProto(
      MakeError(Reason::kConsentMissing, "no consent", "acts[1].referral"));
  ASSERT_EQ(proto.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(proto.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "CONSENT_MISSING");
  EXPECT_EQ(info.domain(), "referral.v1");
  EXPECT_EQ(info.metadata().at("where"), "acts[1].referral");
  EXPECT_EQ(info.metadata().at("remedy"),
            std::string(RowOf(Reason::kConsentMissing).remedy));
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(proto.details(1).UnpackTo(&failure));
  EXPECT_EQ(failure.violations(0).type(), "CONSENT_MISSING");
  EXPECT_EQ(failure.violations(0).subject(), "acts[1].referral");
}

TEST(StatusTest, WrongFieldIsNamedInBadRequest) {
  const google::rpc::Status proto =
      ToProto(MakeError(Reason::kInvalidField, "too long", "officer"));
  google::rpc::BadRequest request;
  ASSERT_EQ(proto.details_size(), 2);
  ASSERT_TRUE(proto.details(1).UnpackTo(&request));
  EXPECT_EQ(request.field_violations(0).field(), "officer");
  EXPECT_EQ(request.field_violations(0).description(), "too long");
}

TEST(StatusTest, ErrorOfGrpcItselfKeepsCodeAndMessage) {
  const absl::Status status =
      FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection reset"));
  EXPECT_EQ(status, absl::UnavailableError("connection reset"));
  EXPECT_EQ(ReasonCode(status), "");
}

TEST(StatusTest, UnreadableDetailsAreDropped) {
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "lost",
                                  "\xff no protobuf")),
            absl::AbortedError("lost"));
}

TEST(StatusTest, ReasonOfANewerPeerIsKept) {
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(absl::StatusCode::kFailedPrecondition));
  proto.set_message("not yet known");
  google::rpc::ErrorInfo info;
  info.set_reason("OF_TOMORROW");
  info.set_domain("referral.v1");
  (*info.mutable_metadata())["remedy"] = "Upgrade.";
  proto.add_details()->PackFrom(info);
  const absl::Status status = FromProto(proto);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonCode(status), "OF_TOMORROW");
  EXPECT_EQ(Remedy(status), "Upgrade.");
}

TEST(StatusTest, UnknownCodeIsAnErrorStill) {
  google::rpc::Status proto;
  proto.set_code(99);
  EXPECT_EQ(FromProto(proto).code(), absl::StatusCode::kUnknown);
}

TEST(StatusTest, LongTextFitsATrailerAndStaysUtf8) {
  std::string text;
  while (text.size() < 100'000) text += "ə";
  const google::rpc::Status proto =
      ToProto(MakeError(Reason::kInvalidField, text, text));
  EXPECT_LE(proto.message().size(), 768U);
  // "ə" whole, as often as it fits.
  EXPECT_EQ((proto.message().size() - 3) % 2, 0U);
  EXPECT_TRUE(proto.SerializeAsString().size() < 4096);
}

}  // namespace
}  // namespace referral::rpc
