#include "tests/bench/submit_stream.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"
#include "proto/referral/v1/router_service.grpc.pb.h"

namespace referral::bench {
namespace {

using Stream =
    grpc::ClientReaderWriter<v1::SubmitManyRequest, v1::SubmitManyResponse>;

// Sends what the meter asks for until all is sent or the stream is broken.
void SendAll(std::vector<std::string> messages, Meter& meter, Stream& stream) {
  std::optional<std::size_t> next;
  while ((next = meter.AwaitNext()).has_value()) {
    v1::SubmitManyRequest frame;
    do {
      v1::SubmitManyRequest::Item& item = *frame.add_items();
      item.set_tag(*next);
      item.set_signed_message(std::move(messages[*next]));
    } while (frame.items_size() < static_cast<int>(kMaxFrameMessages) &&
             (next = meter.Next()).has_value());
    if (!stream.Write(frame)) return;
  }
  stream.WritesDone();
}

// Reads until the stream ends.
absl::Status ReadAll(Stream& stream, Meter& meter, bool are_answers,
                     std::vector<v1::Receipt>& receipts) {
  v1::SubmitManyResponse frame;
  std::vector<std::size_t> indices;
  while (stream.Read(&frame)) {
    indices.clear();
    for (v1::SubmitManyResponse::Result& result : *frame.mutable_results()) {
      if (!result.has_receipt()) return rpc::FromProto(result.error());
      indices.push_back(result.tag());
      receipts[result.tag()] = std::move(*result.mutable_receipt());
    }
    if (are_answers) meter.OnAnswered(indices);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Receipt>> SubmitAll(
    const RouterProcess& router, absl::string_view agency,
    std::vector<std::string> messages, Meter& meter, bool are_answers) {
  std::vector<v1::Receipt> receipts(messages.size());
  grpc::ClientContext context;
  router.Identify(agency, context);
  const auto stub = v1::RouterService::NewStub(router.ChannelOf(agency));
  const std::unique_ptr<Stream> stream = stub->SubmitMany(&context);
  std::thread sender([&] { SendAll(std::move(messages), meter, *stream); });
  const absl::Status read = ReadAll(*stream, meter, are_answers, receipts);
  if (!read.ok()) {
    context.TryCancel();
    meter.GiveUp();
  }
  sender.join();
  const grpc::Status status = stream->Finish();
  RETURN_IF_ERROR(read);
  if (!status.ok()) return rpc::FromGrpc(status);
  return receipts;
}

absl::Status SubmitAtOnce(const RouterProcess& router, absl::string_view agency,
                          std::vector<std::string> messages) {
  Meter meter({.in_flight = kMaxOutboxInFlight, .messages = messages.size()});
  return SubmitAll(router, agency, std::move(messages), meter).status();
}

}  // namespace referral::bench
