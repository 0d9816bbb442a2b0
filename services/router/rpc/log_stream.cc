#include "services/router/rpc/log_stream.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/write_stream.h"

namespace referral::router {
namespace {

class LogStream final : public WriteStream<v1::ReadCaseLogResponse> {
 public:
  LogStream(RouterContext& context, grpc::CallbackServerContext* call,
            const v1::ReadCaseLogRequest& request)
      : OpenStream(context, call),
        context_(context),
        request_(request),
        next_(std::max<std::uint64_t>(request.from_sequence(), 1)) {}

 private:
  void Begin() override;
  void OnWritten() override { Post(); }
  void OnEnded() override;

  // Reads on, on the pool.
  void Post();
  void ReadOn();
  absl::Status CheckVisible() const;
  // The next record the caller may see; nullopt at the end of the log.
  absl::StatusOr<std::optional<v1::Record>> ReadRecord();
  void OnCaseChanged();
  std::shared_ptr<LogStream> Self() {
    return std::static_pointer_cast<LogStream>(shared_from_this());
  }

  RouterContext& context_;
  const v1::ReadCaseLogRequest request_;
  std::uint64_t watch_id_ = 0;

  // Of the read or write under way: one at a time.
  std::uint64_t next_;
  bool checked_ = false;

  Mutex wait_mutex_;
  bool waiting_ ABSL_GUARDED_BY(wait_mutex_) = false;
  bool changed_ ABSL_GUARDED_BY(wait_mutex_) = false;
};

void LogStream::Begin() {
  if (!LetIn(CallKind::kReadCase)) return;
  if (request_.follow()) {
    const std::weak_ptr<LogStream> weak = Self();
    watch_id_ = context_.watch.Add(request_.case_id(), [weak] {
      if (const auto stream = weak.lock()) stream->OnCaseChanged();
    });
  }
  Post();
}

void LogStream::Post() {
  if (!context_.pool.Post([self = Self()] { self->ReadOn(); })) {
    EndWith(MakeError(Reason::kShuttingDown, "the router stops"));
  }
}

absl::Status LogStream::CheckVisible() const {
  const std::string& case_id = request_.case_id();
  const bool is_operator =
      caller().reader.kind == model::Reader::Kind::kOperator;
  if (is_operator && case_id == RouterLogId(context_.home)) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckCaseId(case_id));
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   context_.ledger.ReadCaseFile(case_id));
  if (!file.has_value() || !model::MaySeeCase(*file, caller().reader)) {
    return MakeError(Reason::kCaseNotFound, "there is no such case", case_id);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::Record>> LogStream::ReadRecord() {
  while (!ended()) {
    absl::StatusOr<std::optional<v1::Record>> record = context_.reader.Read(
        request_.case_id(), next_, caller().reader, request_.heads_only());
    if (absl::IsNotFound(record.status())) return std::nullopt;
    RETURN_IF_ERROR(record.status());
    ++next_;
    if (record->has_value()) return record;
  }
  return std::nullopt;
}

void LogStream::ReadOn() {
  if (!checked_) {
    const absl::Status status = CheckVisible();
    if (!status.ok()) return EndWith(status);
    checked_ = true;
  }
  while (true) {
    {
      MutexLock lock(wait_mutex_);
      changed_ = false;
    }
    absl::StatusOr<std::optional<v1::Record>> record = ReadRecord();
    if (!record.ok()) return EndWith(record.status());
    if (record->has_value()) {
      v1::ReadCaseLogResponse response;
      *response.mutable_record() = **std::move(record);
      return Write(std::move(response));
    }
    if (!request_.follow()) return EndWith(absl::OkStatus());
    MutexLock lock(wait_mutex_);
    waiting_ = !changed_;
    if (waiting_) return;
  }
}

void LogStream::OnCaseChanged() {
  {
    MutexLock lock(wait_mutex_);
    changed_ = true;
    if (!waiting_) return;
    waiting_ = false;
  }
  Post();
}

void LogStream::OnEnded() {
  if (watch_id_ != 0) context_.watch.Remove(request_.case_id(), watch_id_);
}

}  // namespace

grpc::ServerWriteReactor<v1::ReadCaseLogResponse>* StartReadCaseLog(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::ReadCaseLogRequest& request) {
  return std::make_shared<LogStream>(context, call, request)->Start();
}

}  // namespace referral::router
