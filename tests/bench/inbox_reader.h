// Reads an agency's inbox and acknowledges what comes.
#ifndef REFERRAL_TESTS_BENCH_INBOX_READER_H_
#define REFERRAL_TESTS_BENCH_INBOX_READER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "tests/bench/router_process.h"

namespace referral::bench {

// For some minutes: the router ends a stream whose connection has become old.
// Not thread-safe, but for Cancel().
class InboxReader {
 public:
  // Opens the stream; `router` serves.
  InboxReader(const RouterProcess& router, absl::string_view agency);
  ~InboxReader();

  // Message ids of one frame, in order, once they are acknowledged.
  using OnDelivered =
      absl::FunctionRef<void(absl::Span<const std::string> message_ids)>;
  // Reads and acknowledges until everything recorded is acknowledged and
  // `enough` says so. Errors: what ended the stream; DATA_LOSS  a record that
  // cannot be read.
  absl::Status ReadUntil(absl::FunctionRef<bool()> enough,
                         OnDelivered on_delivered);
  // The same, but only until `enough` says so, whatever else waits.
  absl::Status ReadSome(absl::FunctionRef<bool()> enough,
                        OnDelivered on_delivered);

  // Ends the stream, from any thread: who reads gets CANCELLED.
  void Cancel() { context_.TryCancel(); }

 private:
  absl::Status Take(const v1::OpenInboxResponse& frame,
                    OnDelivered on_delivered);

  // What ended the stream, once nothing more comes.
  absl::Status End();

  bool ended_ = false;
  grpc::ClientContext context_;
  std::unique_ptr<v1::RouterService::Stub> stub_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::OpenInboxRequest, v1::OpenInboxResponse>>
      stream_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_INBOX_READER_H_
