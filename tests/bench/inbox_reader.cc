#include "tests/bench/inbox_reader.h"

#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"

namespace referral::bench {

InboxReader::InboxReader(const RouterProcess& router, absl::string_view agency)
    : stub_(v1::RouterService::NewStub(router.ChannelOf(agency))) {
  router.Identify(agency, context_);
  stream_ = stub_->OpenInbox(&context_);
  v1::OpenInboxRequest hello;
  hello.mutable_hello()->set_software_version("bench");
  hello.set_credit(kMaxInboxCredit);
  stream_->Write(hello);
}

InboxReader::~InboxReader() {
  if (ended_) return;
  context_.TryCancel();
  stream_->Finish();
}

absl::Status InboxReader::End() {
  ended_ = true;
  return rpc::FromGrpc(stream_->Finish());
}

absl::Status InboxReader::ReadUntil(absl::FunctionRef<bool()> enough,
                                    OnDelivered on_delivered) {
  v1::OpenInboxResponse frame;
  while (stream_->Read(&frame)) {
    RETURN_IF_ERROR(Take(frame, on_delivered));
    if (frame.caught_up() && enough()) return absl::OkStatus();
  }
  return End();
}

absl::Status InboxReader::ReadSome(absl::FunctionRef<bool()> enough,
                                   OnDelivered on_delivered) {
  v1::OpenInboxResponse frame;
  while (!enough()) {
    if (!stream_->Read(&frame)) return End();
    RETURN_IF_ERROR(Take(frame, on_delivered));
  }
  return absl::OkStatus();
}

absl::Status InboxReader::Take(const v1::OpenInboxResponse& frame,
                               OnDelivered on_delivered) {
  if (frame.deliveries().empty()) return absl::OkStatus();
  std::vector<std::string> ids;
  v1::OpenInboxRequest answer;
  v1::Envelope envelope;
  for (const v1::OpenInboxResponse::Delivery& delivery : frame.deliveries()) {
    if (!envelope.ParseFromString(delivery.record().message().envelope())) {
      return absl::DataLossError("a record has no envelope");
    }
    ids.push_back(std::move(*envelope.mutable_message_id()));
    answer.add_acks(delivery.position());
  }
  // A broken stream shows at the next read.
  stream_->Write(answer);
  on_delivered(ids);
  return absl::OkStatus();
}

}  // namespace referral::bench
