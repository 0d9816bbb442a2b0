#include "services/router/rpc/submit_many_stream.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/status_proto.h"
#include "services/router/core/admit.h"
#include "services/router/rpc/bidi_stream.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/predecessors.h"

namespace referral::router {
namespace {

using Result = v1::SubmitManyResponse::Result;

// Failed messages whose order a stream remembers.
constexpr std::size_t kMaxRemembered = 4 * kMaxOutboxInFlight;

absl::Status TooManyToSendAgain() {
  return MakeError(Reason::kQueueFull,
                   "too many messages are to be sent again");
}

// Whether a refused message comes again: by itself, or signed anew.
bool ComesAgain(const absl::Status& refusal) {
  return IsRetryable(refusal) || HasReason(refusal, Reason::kResign);
}

// What a message says of itself, before anything else of it is checked.
std::optional<v1::Envelope> Peek(const std::string& signed_message) {
  v1::SignedMessage message;
  v1::Envelope envelope;
  if (!message.ParseFromString(signed_message) ||
      !envelope.ParseFromString(message.envelope()) ||
      !CheckCaseId(envelope.case_id()).ok() || !IsUuid(envelope.message_id())) {
    return std::nullopt;
  }
  return envelope;
}

class SubmitManyStream final
    : public BidiStream<v1::SubmitManyRequest, v1::SubmitManyResponse> {
 public:
  SubmitManyStream(RouterContext& context, grpc::CallbackServerContext* call)
      : BidiStream(context, call), context_(context) {}

 private:
  void Begin() override;
  void OnFrame(v1::SubmitManyRequest& frame) override;
  void OnHalfClosed() override;
  void OnWritten() override;

  absl::Status CheckFrame(const v1::SubmitManyRequest& frame) const;
  // What a message that is refused at the door is answered. If it is to come
  // again, whatever follows of its case comes after it; otherwise it holds
  // nobody back any more.
  absl::Status OnRefused(const std::string& signed_message,
                         const absl::Status& refusal)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(results_mutex_);
  // Lets the messages of a frame through the gate, without the lock: meanwhile
  // others are answered.
  std::vector<absl::StatusOr<Admitted>> Open(
      const v1::SubmitManyRequest& frame);
  // Which of them are decided now; the others are answered.
  std::vector<Admitted> TakeTurns(const v1::SubmitManyRequest& frame,
                                  std::vector<absl::StatusOr<Admitted>> opened)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(results_mutex_);
  SubmitDone AnswerTo(std::uint64_t tag, const v1::Envelope& envelope);
  void OnDecided(std::uint64_t tag, const std::string& case_id,
                 const std::string& message_id,
                 absl::StatusOr<v1::Receipt> receipt);
  void AddResult(std::uint64_t tag, absl::StatusOr<v1::Receipt> receipt)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(results_mutex_);
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(results_mutex_);
  // What may happen now that something has: a write, a read, the end.
  void GoOn();
  std::optional<v1::SubmitManyResponse> TakeResults()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(results_mutex_);
  std::shared_ptr<SubmitManyStream> Self() {
    return std::static_pointer_cast<SubmitManyStream>(shared_from_this());
  }

  RouterContext& context_;

  Mutex results_mutex_;
  Predecessors predecessors_ ABSL_GUARDED_BY(results_mutex_);
  std::vector<Result> results_ ABSL_GUARDED_BY(results_mutex_);
  std::size_t in_flight_ ABSL_GUARDED_BY(results_mutex_) = 0;
  // A frame is being read or handed over.
  bool reading_ ABSL_GUARDED_BY(results_mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(results_mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(results_mutex_) = false;
};

void SubmitManyStream::Begin() {
  if (LetIn(CallKind::kSubmit)) GoOn();
}

absl::Status SubmitManyStream::CheckFrame(
    const v1::SubmitManyRequest& frame) const {
  RETURN_IF_ERROR(context_.serving.Check());
  if (frame.items().empty() ||
      frame.items_size() > static_cast<int>(kMaxFrameMessages)) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("a frame has 1 to ", kMaxFrameMessages,
                                  " messages, this one ", frame.items_size()),
                     "items");
  }
  return absl::OkStatus();
}

void SubmitManyStream::OnFrame(v1::SubmitManyRequest& frame) {
  const absl::Status status = CheckFrame(frame);
  if (!status.ok()) return EndWith(status);
  context_.contacts.OnCall(caller().id, context_.clock.Now());
  std::vector<absl::StatusOr<Admitted>> opened = Open(frame);
  std::vector<Admitted> admitted;
  bool too_many = false;
  {
    MutexLock lock(results_mutex_);
    admitted = TakeTurns(frame, std::move(opened));
    too_many = predecessors_.size() > kMaxRemembered;
  }
  if (!admitted.empty()) {
    context_.sequencer.Submit(
        {std::move(admitted), [self = Self()] { self->GoOn(); }});
  }
  {
    // Only now: the next frame must not overtake this one.
    MutexLock lock(results_mutex_);
    reading_ = false;
  }
  if (too_many) return EndWith(TooManyToSendAgain());
  GoOn();
}

std::vector<absl::StatusOr<Admitted>> SubmitManyStream::Open(
    const v1::SubmitManyRequest& frame) {
  const Policy policy = context_.sequencer.policy();
  // The limits of now: the stream may be older.
  context_.allowances.Of(caller().id, *policy.directory);
  const GateRules rules = GateRulesOf(context_, policy);
  std::vector<absl::StatusOr<Admitted>> opened;
  opened.reserve(static_cast<std::size_t>(frame.items_size()));
  for (const v1::SubmitManyRequest::Item& item : frame.items()) {
    const absl::Status allowed = caller().allowance->OnMessage(
        item.signed_message().size(), context_.clock.Monotonic());
    opened.push_back(allowed.ok() ? Admit(item.signed_message(), caller().id,
                                          rules, context_.ledger.vault())
                                  : allowed);
  }
  return opened;
}

std::vector<Admitted> SubmitManyStream::TakeTurns(
    const v1::SubmitManyRequest& frame,
    std::vector<absl::StatusOr<Admitted>> opened) {
  std::vector<Admitted> admitted;
  admitted.reserve(opened.size());
  for (std::size_t i = 0; i < opened.size(); ++i) {
    const v1::SubmitManyRequest::Item& item = frame.items(static_cast<int>(i));
    absl::Status turn = opened[i].status();
    if (turn.ok()) {
      const v1::Envelope& envelope = opened[i]->message.envelope;
      turn = predecessors_.Admit(envelope.case_id(), envelope.message_id());
    }
    if (!turn.ok()) {
      AddResult(item.tag(), OnRefused(item.signed_message(), turn));
      continue;
    }
    ++in_flight_;
    caller().allowance->Begin();
    opened[i]->done = AnswerTo(item.tag(), opened[i]->message.envelope);
    admitted.push_back(*std::move(opened[i]));
  }
  return admitted;
}

SubmitDone SubmitManyStream::AnswerTo(std::uint64_t tag,
                                      const v1::Envelope& envelope) {
  return [self = Self(), tag, case_id = envelope.case_id(),
          message_id =
              envelope.message_id()](absl::StatusOr<v1::Receipt> receipt) {
    self->OnDecided(tag, case_id, message_id, std::move(receipt));
  };
}

absl::Status SubmitManyStream::OnRefused(const std::string& signed_message,
                                         const absl::Status& refusal) {
  const bool again = ComesAgain(refusal);
  if (!again && predecessors_.size() == 0) return refusal;
  const std::optional<v1::Envelope> envelope = Peek(signed_message);
  if (!envelope.has_value()) return refusal;
  const std::string& case_id = envelope->case_id();
  const std::string& message_id = envelope->message_id();
  if (!again) {
    predecessors_.OnSettled(case_id, message_id);
    return refusal;
  }
  RETURN_IF_ERROR(predecessors_.Check(case_id, message_id));
  predecessors_.OnRetryable(case_id, message_id);
  return refusal;
}

void SubmitManyStream::OnDecided(std::uint64_t tag, const std::string& case_id,
                                 const std::string& message_id,
                                 absl::StatusOr<v1::Receipt> receipt) {
  caller().allowance->End();
  bool too_many = false;
  {
    MutexLock lock(results_mutex_);
    --in_flight_;
    if (!receipt.ok() && IsRetryable(receipt.status())) {
      predecessors_.OnRetryable(case_id, message_id);
      too_many = predecessors_.size() > kMaxRemembered;
    } else {
      predecessors_.OnSettled(case_id, message_id);
    }
    AddResult(tag, std::move(receipt));
  }
  // What was decided with it is answered with it: see OnFrame.
  if (too_many) EndWith(TooManyToSendAgain());
}

void SubmitManyStream::AddResult(std::uint64_t tag,
                                 absl::StatusOr<v1::Receipt> receipt) {
  context_.metrics.OnAnswer(receipt.status());
  Result result;
  result.set_tag(tag);
  if (receipt.ok()) {
    *result.mutable_receipt() = *std::move(receipt);
  } else {
    *result.mutable_error() = rpc::ToProto(receipt.status());
  }
  results_.push_back(std::move(result));
}

// Results that the client does not read count as well. A stream with nothing
// under way always reads: of what another one has under way it hears nothing.
bool SubmitManyStream::HasRoom() const {
  const std::size_t own = in_flight_ + results_.size();
  const std::size_t max = caller().allowance->limits().max_in_flight;
  return own == 0 || (own < max && caller().allowance->in_flight() < max);
}

std::optional<v1::SubmitManyResponse> SubmitManyStream::TakeResults() {
  if (writing_ || results_.empty()) return std::nullopt;
  const std::size_t count = std::min(results_.size(), kMaxFrameMessages);
  v1::SubmitManyResponse response;
  for (std::size_t i = 0; i < count; ++i) {
    *response.add_results() = std::move(results_[i]);
  }
  results_.erase(results_.begin(),
                 results_.begin() + static_cast<std::ptrdiff_t>(count));
  writing_ = true;
  return response;
}

void SubmitManyStream::GoOn() {
  std::optional<v1::SubmitManyResponse> response;
  bool read = false;
  bool end = false;
  {
    MutexLock lock(results_mutex_);
    response = TakeResults();
    read = !reading_ && !half_closed_ && HasRoom();
    if (read) reading_ = true;
    end = half_closed_ && in_flight_ == 0 && results_.empty() && !writing_;
  }
  if (response.has_value()) Write(*std::move(response));
  if (read) ReadNext();
  if (end) EndWith(absl::OkStatus());
}

void SubmitManyStream::OnHalfClosed() {
  {
    MutexLock lock(results_mutex_);
    half_closed_ = true;
  }
  GoOn();
}

void SubmitManyStream::OnWritten() {
  {
    MutexLock lock(results_mutex_);
    writing_ = false;
  }
  GoOn();
}

}  // namespace

grpc::ServerBidiReactor<v1::SubmitManyRequest, v1::SubmitManyResponse>*
StartSubmitMany(RouterContext& context, grpc::CallbackServerContext* call) {
  return std::make_shared<SubmitManyStream>(context, call)->Start();
}

}  // namespace referral::router
