#include "tests/bench/peers/etcd_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "tests/bench/peers/etcd.grpc.pb.h"

namespace referral::bench {
namespace {

namespace pb = etcdserverpb;

constexpr std::int64_t kPageKeys = 1'000;
constexpr int kUnlimited = -1;

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoSeconds(kEtcdDeadline));
}

template <typename Request>
Request RequestFor(const EtcdRange& range) {
  Request request;
  request.set_key(range.first);
  request.set_range_end(range.end);
  return request;
}

// A call under way.
template <typename Request, typename Response>
struct Call {
  grpc::ClientContext context;
  Request request;
  Response response;
};

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kUnlimited);
  return arguments;
}

}  // namespace

struct EtcdClient::Stubs {
  explicit Stubs(const std::string& address)
      : channel(grpc::CreateCustomChannel(
            address, grpc::InsecureChannelCredentials(), Arguments())),
        kv(pb::KV::NewStub(channel)),
        watch(pb::Watch::NewStub(channel)) {}

  const std::shared_ptr<grpc::Channel> channel;
  const std::unique_ptr<pb::KV::Stub> kv;
  const std::unique_ptr<pb::Watch::Stub> watch;
};

// The stream of a watch, from construction to destruction.
class EtcdClient::Watcher final
    : public grpc::ClientBidiReactor<pb::WatchRequest, pb::WatchResponse> {
 public:
  Watcher(pb::Watch::Stub& stub, const EtcdRange& range, OnValues on_values)
      : on_values_(std::move(on_values)) {
    auto* create = request_.mutable_create_request();
    *create = RequestFor<pb::WatchCreateRequest>(range);
    create->add_filters(pb::WatchCreateRequest::NODELETE);
    stub.async()->Watch(&context_, this);
    StartWrite(&request_);
    StartRead(&response_);
    StartCall();
  }

  ~Watcher() override {
    context_.TryCancel();
    MutexLock lock(mutex_);
    while (!over_) changed_.Wait(mutex_);
  }

  absl::Status AwaitBegin() {
    MutexLock lock(mutex_);
    while (!begun_ && !over_) changed_.Wait(mutex_);
    return begun_ ? absl::OkStatus() : status_;
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (response_.created()) {
      MutexLock lock(mutex_);
      begun_ = true;
      changed_.SignalAll();
    }
    std::vector<std::string> values;
    for (pb::Event& event : *response_.mutable_events()) {
      values.push_back(std::move(*event.mutable_kv()->mutable_value()));
    }
    if (!values.empty()) on_values_(values);
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    MutexLock lock(mutex_);
    status_ = rpc::FromGrpc(status);
    over_ = true;
    changed_.SignalAll();
  }

  const OnValues on_values_;
  grpc::ClientContext context_;
  pb::WatchRequest request_;
  pb::WatchResponse response_;

  Mutex mutex_;
  CondVar changed_;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

EtcdClient::EtcdClient(const std::string& address)
    : stubs_(std::make_unique<Stubs>(address)) {}

EtcdClient::~EtcdClient() = default;

void EtcdClient::Put(const std::string& key, const std::string& value,
                     std::function<void(const absl::Status&)> done) {
  auto* call = new Call<pb::PutRequest, pb::PutResponse>();
  SetDeadline(call->context);
  call->request.set_key(key);
  call->request.set_value(value);
  stubs_->kv->async()->Put(
      &call->context, &call->request, &call->response,
      [call, done = std::move(done)](const grpc::Status& status) {
        delete call;
        done(rpc::FromGrpc(status));
      });
}

void EtcdClient::Delete(
    const EtcdRange& range,
    std::function<void(const absl::StatusOr<std::size_t>&)> done) {
  auto* call = new Call<pb::DeleteRangeRequest, pb::DeleteRangeResponse>();
  SetDeadline(call->context);
  call->request = RequestFor<pb::DeleteRangeRequest>(range);
  stubs_->kv->async()->DeleteRange(
      &call->context, &call->request, &call->response,
      [call, done = std::move(done)](const grpc::Status& status) {
        const auto deleted = static_cast<std::size_t>(call->response.deleted());
        delete call;
        if (status.ok()) return done(deleted);
        done(rpc::FromGrpc(status));
      });
}

absl::StatusOr<std::vector<std::string>> EtcdClient::Values(
    const EtcdRange& range) {
  std::vector<std::pair<std::int64_t, std::string>> by_revision;
  auto request = RequestFor<pb::RangeRequest>(range);
  request.set_limit(kPageKeys);
  for (bool more = true; more;) {
    grpc::ClientContext context;
    SetDeadline(context);
    pb::RangeResponse page;
    RETURN_IF_ERROR(rpc::FromGrpc(stubs_->kv->Range(&context, request, &page)));
    for (pb::KeyValue& kv : *page.mutable_kvs()) {
      request.set_key(absl::StrCat(kv.key(), absl::string_view("\0", 1)));
      by_revision.emplace_back(kv.mod_revision(),
                               std::move(*kv.mutable_value()));
    }
    more = page.more();
  }
  std::sort(by_revision.begin(), by_revision.end());
  std::vector<std::string> values;
  for (auto& [revision, value] : by_revision) {
    values.push_back(std::move(value));
  }
  return values;
}

absl::Status EtcdClient::Forget(const EtcdRange& range) {
  grpc::ClientContext delete_context;
  SetDeadline(delete_context);
  pb::DeleteRangeResponse deleted;
  RETURN_IF_ERROR(rpc::FromGrpc(stubs_->kv->DeleteRange(
      &delete_context, RequestFor<pb::DeleteRangeRequest>(range), &deleted)));
  pb::CompactionRequest request;
  request.set_revision(deleted.header().revision());
  request.set_physical(true);
  grpc::ClientContext compact_context;
  SetDeadline(compact_context);
  pb::CompactionResponse ignored;
  const grpc::Status compacted =
      stubs_->kv->Compact(&compact_context, request, &ignored);
  // Nothing was written since the last time.
  if (compacted.error_code() == grpc::StatusCode::OUT_OF_RANGE) {
    return absl::OkStatus();
  }
  return rpc::FromGrpc(compacted);
}

absl::Status EtcdClient::Watch(const EtcdRange& range, OnValues on_values) {
  watcher_ =
      std::make_unique<Watcher>(*stubs_->watch, range, std::move(on_values));
  return watcher_->AwaitBegin();
}

}  // namespace referral::bench
