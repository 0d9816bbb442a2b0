#include "services/router/rpc/inbox_stream.h"

#include <memory>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "services/router/core/inbox_hub.h"
#include "services/router/rpc/bidi_stream.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/inbox_request.h"

namespace referral::router {
namespace {

class InboxStream final
    : public BidiStream<v1::OpenInboxRequest, v1::OpenInboxResponse>,
      public InboxSink {
 public:
  InboxStream(RouterContext& context, grpc::CallbackServerContext* call)
      : BidiStream(context, call), context_(context) {}

  // InboxSink.
  void Send(v1::OpenInboxResponse frame) override { Write(std::move(frame)); }
  void End(const absl::Status& status) override { EndWith(status); }

 private:
  void Begin() override;
  void OnFrame(v1::OpenInboxRequest& frame) override;
  void OnHalfClosed() override { EndWith(absl::OkStatus()); }
  void OnWritten() override {
    context_.inboxes.OnWritten(caller().id, inbox_id_);
  }
  void OnEnded() override;

  absl::Status TakeHello(const v1::OpenInboxRequest& frame);

  RouterContext& context_;
  std::uint64_t inbox_id_ = 0;  // set before anything is written
};

void InboxStream::Begin() {
  if (!LetIn(CallKind::kInbox)) return;
  AwaitPeer();
  ReadNext();
}

absl::Status InboxStream::TakeHello(const v1::OpenInboxRequest& frame) {
  if (frame.hello().software_version().empty()) {
    return MakeError(Reason::kInvalidField,
                     "the first frame is a hello with the software's version",
                     "hello");
  }
  if (frame.hello().has_newest_receipt()) {
    const Policy policy = context_.sequencer.policy();
    const absl::Status status = CheckNewestReceipt(
        frame.hello().newest_receipt(),
        {context_.home, context_.insecure ? nullptr : policy.keys.get(),
         context_.signatures},
        context_.ledger.Head().position);
    if (HasReason(status, Reason::kRouterBehindReceipt)) {
      context_.serving.Stop(status);
    }
    RETURN_IF_ERROR(status);
  }
  context_.contacts.OnHello(caller().id, context_.clock.Now(), frame.hello());
  inbox_id_ = context_.inboxes.NewStream();
  context_.inboxes.Open(
      caller().id, inbox_id_,
      std::static_pointer_cast<InboxStream>(shared_from_this()));
  return absl::OkStatus();
}

void InboxStream::OnFrame(v1::OpenInboxRequest& frame) {
  absl::Status status = context_.serving.Check();
  if (status.ok() && inbox_id_ == 0) {
    PeerCame();
    status = TakeHello(frame);
  } else if (status.ok() && frame.has_hello()) {
    status = MakeError(Reason::kInvalidField, "a second hello", "hello");
  }
  if (!status.ok()) return EndWith(status);
  const absl::Time now = context_.clock.Now();
  context_.contacts.OnCall(caller().id, now);
  if (frame.has_outbox()) {
    context_.contacts.OnOutbox(caller().id, now, frame.outbox());
  }
  absl::StatusOr<InboxRequest> request = ParseInboxRequest(frame);
  if (!request.ok()) return EndWith(request.status());
  const auto self = std::static_pointer_cast<InboxStream>(shared_from_this());
  context_.inboxes.OnRequest(caller().id, inbox_id_, *std::move(request),
                             [self] { self->ReadNext(); });
}

void InboxStream::OnEnded() {
  if (inbox_id_ != 0) context_.inboxes.Close(caller().id, inbox_id_);
}

}  // namespace

grpc::ServerBidiReactor<v1::OpenInboxRequest, v1::OpenInboxResponse>*
StartOpenInbox(RouterContext& context, grpc::CallbackServerContext* call) {
  return std::make_shared<InboxStream>(context, call)->Start();
}

}  // namespace referral::router
