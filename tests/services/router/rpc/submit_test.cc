#include <grpcpp/generic/generic_stub.h>

#include "common/base/limits.h"
#include "common/evidence/receipt.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

class SubmitTest : public RouterRpcTest {};

TEST_F(SubmitTest, ReceiptProvesThatTheMessageIsRecorded) {
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, router_.AnnounceCase(1));
  EXPECT_EQ(receipt.case_id(), CaseId(1));
  EXPECT_EQ(receipt.sequence(), 1);
  EXPECT_EQ(receipt.message_id(), MessageId(1));
  EXPECT_OK(evidence::VerifyReceipt(receipt));
  EXPECT_EQ(router_.Position(), receipt.position());
}

TEST_F(SubmitTest, RepeatGetsTheSameReceiptAlsoAfterARestart) {
  const v1::SignedMessage message =
      Message("border", CaseId(1), MessageId(1), Announce());
  ASSERT_OK_AND_ASSIGN(const v1::Receipt first,
                       router_.Submit("border", message));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt second,
                       router_.Submit("border", message));
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  const std::uint64_t position = router_.Position();
  router_.Stop();
  router_.Start();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt third,
                       router_.Submit("border", message));
  EXPECT_EQ(first.SerializeAsString(), third.SerializeAsString());
  EXPECT_EQ(router_.Position(), position);
}

TEST_F(SubmitTest, ExpectedSequenceMustBeTheOneTheMessageGets) {
  ASSERT_OK(router_.AnnounceCase(1));
  const v1::SignedMessage inform =
      Message("sms", CaseId(1), MessageId(2), Inform());
  EXPECT_THAT(router_.Submit("sms", inform, 3),
              IsReason(Reason::kWrongExpectedSequence));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt,
                       router_.Submit("sms", inform, 2));
  EXPECT_EQ(receipt.sequence(), 2);
}

TEST_F(SubmitTest, DeadlineThatHasPassedWritesNothing) {
  v1::SubmitRequest request;
  request.set_signed_message(
      Message("border", CaseId(1), MessageId(1), Announce())
          .SerializeAsString());
  auto context = ContextOf(Agency("border"));
  context->set_deadline(std::chrono::system_clock::now() -
                        std::chrono::seconds(1));
  v1::Receipt receipt;
  EXPECT_EQ(
      router_.stub().Submit(context.get(), request, &receipt).error_code(),
      grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(router_.Status().case_count(), 0);
}

TEST_F(SubmitTest, WhatIsRefusedSaysWhyAndWritesNothing) {
  ASSERT_OK(router_.AnnounceCase(1));
  const auto bytes = [](const std::string& sender, const std::string& case_id,
                        std::uint32_t id, const v1::Act& act) {
    return Message(sender, case_id, MessageId(id), act).SerializeAsString();
  };
  v1::SignedMessage changed = Message("sms", CaseId(1), MessageId(9), Inform());
  changed.mutable_parts(0)->mutable_disclosure()->back() ^= 1;
  v1::Act invalid_text = Inform();
  invalid_text.set_officer("o\xff");

  const struct {
    std::string name;
    rpc::Peer peer;
    std::string bytes;
    Reason want;
  } kRows[] = {
      {"nothing", Agency("sms"), "", Reason::kMalformedMessage},
      {"no protobuf", Agency("sms"), "\xff\xff\xff", Reason::kMalformedMessage},
      {"too large", Agency("sms"), std::string(kMaxMessageBytes + 1, 'x'),
       Reason::kMessageTooLarge},
      {"part changed", Agency("sms"), changed.SerializeAsString(),
       Reason::kDigestMismatch},
      {"another agency's message", Agency("health"),
       bytes("sms", CaseId(1), 2, Inform()), Reason::kSenderMismatch},
      {"unknown agency", Agency("stranger"),
       bytes("stranger", CaseId(1), 3, Inform()), Reason::kUnknownAgency},
      {"role that sends nothing", Agency("iom"),
       bytes("iom", CaseId(1), 4, Inform()), Reason::kRoleNotAllowed},
      {"role that may not send this", Agency("health"),
       bytes("health", CaseId(1), 5, Inform()), Reason::kRoleNotAllowed},
      {"case that exists", Agency("border"),
       bytes("border", CaseId(1), 6, Announce()), Reason::kCaseExists},
      {"case that does not exist", Agency("sms"),
       bytes("sms", CaseId(2), 7, Inform()), Reason::kCaseNotFound},
      {"same id, other content", Agency("border"),
       bytes("border", CaseId(1), 1, Announce()), Reason::kDuplicateMessageId},
      {"operator", Operator(), bytes("ops", CaseId(1), 8, Inform()),
       Reason::kPeerNotAllowed},
      {"nobody", rpc::Peer(), bytes("sms", CaseId(1), 8, Inform()),
       Reason::kNotAuthenticated},
  };
  const std::uint64_t position = router_.Position();
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const auto result = router_.SubmitBytes(row.peer, row.bytes);
    EXPECT_THAT(result, IsReason(row.want));
    EXPECT_NE(Remedy(result.status()), "");
  }
  EXPECT_EQ(router_.Position(), position);
  EXPECT_OK(router_.AnnounceCase(2));
}

TEST_F(SubmitTest, LargestMessageIsTakenToTheGate) {
  EXPECT_THAT(
      router_.SubmitBytes(Agency("sms"), std::string(kMaxMessageBytes, 'x')),
      IsReason(Reason::kInvalidField));
}

// What gRPC itself rejects keeps gRPC's status.
TEST_F(SubmitTest, RequestThatIsNoProtobufAtAllDoesNoHarm) {
  grpc::GenericStub stub(router_.channel());
  const auto context = ContextOf(Agency("sms"));
  grpc::CompletionQueue queue;
  const grpc::Slice garbage("\xff\xff\xff\xff");
  const auto call =
      stub.PrepareUnaryCall(context.get(), "/referral.v1.RouterService/Submit",
                            grpc::ByteBuffer(&garbage, 1), &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  int tag = 0;
  call->StartCall();
  call->Finish(&response, &status, &tag);
  void* got = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&got, &ok));
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(router_.Status().case_count(), 0);
  EXPECT_OK(router_.AnnounceCase(1));
}

TEST_F(SubmitTest, RequestBeyondTheServersLimitDoesNoHarm) {
  const auto result = router_.SubmitBytes(
      Agency("sms"), std::string(kMaxFrameBytes + kMaxMessageBytes + 1, 'x'));
  EXPECT_THAT(result, IsStatusCode(absl::StatusCode::kResourceExhausted));
  EXPECT_OK(router_.AnnounceCase(1));
}

}  // namespace
}  // namespace referral::router::testing
