#include "tests/bench/router_subjects.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/case_story.h"
#include "tests/bench/inbox_reader.h"
#include "tests/bench/router_process.h"
#include "tests/bench/submit_stream.h"

namespace referral::bench {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(5);

// What all modes share: a router, its cases, and the history of a run.
class RouterLoad : public Subject {
 public:
  explicit RouterLoad(const RouterSubject& options)
      : trust_(options.trust),
        router_(options.trust),
        messages_(options.cases, options.trust) {}

  std::string name() const override {
    return absl::StrCat(mode(), trust_ == Trust::kFull ? " tls" : "");
  }

  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(router_.Start(dir));
    RETURN_IF_ERROR(SubmitAtOnce(router_, kLead, messages_.Openings()));
    return SubmitAtOnce(router_, kProvider, messages_.Beginnings());
  }

  absl::Status Prepare(const Load& load) override {
    additions_ = messages_.Additions(load.messages);
    return absl::OkStatus();
  }

  // Every message has its receipt, and those of a case follow each other in the
  // order in which they were sent.
  absl::Status CheckHistory() override {
    std::vector<std::uint64_t> last(messages_.cases());
    for (std::size_t i = 0; i < receipts_.size(); ++i) {
      std::uint64_t& before = last[messages_.CaseOf(i)];
      if (receipts_[i].sequence() <= before) {
        return absl::DataLossError(
            absl::StrCat(name(), ": message ", i, " is out of order"));
      }
      before = receipts_[i].sequence();
    }
    return absl::OkStatus();
  }

  void Pause() override { router_.server().Pause(); }
  void Resume() override { router_.server().Resume(); }
  std::optional<ProcessUsage> Usage() const override {
    return router_.server().Usage();
  }

 protected:
  virtual std::string mode() const = 0;

  const RouterProcess& router() const { return router_; }
  const CaseMessages& messages() const { return messages_; }
  std::vector<std::string> TakeAdditions() { return std::move(additions_); }
  void Keep(std::vector<v1::Receipt> receipts) {
    receipts_ = std::move(receipts);
  }

 private:
  const Trust trust_;
  RouterProcess router_;
  CaseMessages messages_;
  std::vector<std::string> additions_;
  std::vector<v1::Receipt> receipts_;
};

class SubmitMany final : public RouterLoad {
 public:
  using RouterLoad::RouterLoad;

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    ASSIGN_OR_RETURN(std::vector<v1::Receipt> receipts,
                     SubmitAll(router(), kProvider, TakeAdditions(), meter));
    Keep(std::move(receipts));
    return meter.Result();
  }

 private:
  std::string mode() const override { return "submit-many"; }
};

// A call for each message, all on one channel.
class Submit final : public RouterLoad {
 public:
  using RouterLoad::RouterLoad;

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    std::vector<std::string> additions = TakeAdditions();
    std::vector<v1::Receipt> receipts(additions.size());
    const auto stub = v1::RouterService::NewStub(router().ChannelOf(kProvider));
    while (const auto next = meter.AwaitNext()) {
      auto* call = new Call();
      router().Identify(kProvider, call->context);
      call->context.set_deadline(std::chrono::system_clock::now() +
                                 absl::ToChronoSeconds(kPatience));
      call->request.set_signed_message(std::move(additions[*next]));
      stub->async()->Submit(
          &call->context, &call->request, &receipts[*next],
          [this, call, index = *next, &meter](const grpc::Status& status) {
            delete call;
            if (!status.ok()) NoteRefusal(status);
            meter.OnAnswered(index);
          });
    }
    // Every call has its deadline.
    meter.AwaitDone(absl::InfiniteDuration());
    RETURN_IF_ERROR(TakeRefusal());
    Keep(std::move(receipts));
    return meter.Result();
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::SubmitRequest request;
  };

  std::string mode() const override { return "submit"; }

  void NoteRefusal(const grpc::Status& status) {
    MutexLock lock(mutex_);
    refusal_.Update(rpc::FromGrpc(status));
  }
  absl::Status TakeRefusal() {
    MutexLock lock(mutex_);
    return std::exchange(refusal_, absl::OkStatus());
  }

  Mutex mutex_;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);  // the first
};

// From the provider's submission to the acknowledgement of the lead's service.
class Flow final : public RouterLoad {
 public:
  using RouterLoad::RouterLoad;

  absl::Status Prepare(const Load& load) override {
    RETURN_IF_ERROR(RouterLoad::Prepare(load));
    reader_.emplace(router(), kLead);
    return reader_->ReadUntil([] { return true; }, [](auto) {});
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    seen_.clear();
    absl::StatusOr<std::vector<v1::Receipt>> receipts;
    std::thread sender([&] {
      receipts = SubmitAll(router(), kProvider, TakeAdditions(), meter, false);
    });
    const absl::Status read = reader_->ReadUntil(
        [&] { return meter.done(); },
        [&](absl::Span<const std::string> ids) { OnDelivered(ids, meter); });
    sender.join();
    RETURN_IF_ERROR(read);
    RETURN_IF_ERROR(receipts.status());
    Keep(*std::move(receipts));
    return meter.Result();
  }

  // And each was delivered once, those of a case in order.
  absl::Status CheckHistory() override {
    RETURN_IF_ERROR(RouterLoad::CheckHistory());
    std::vector<std::size_t> next(messages().cases());
    for (const std::size_t index : seen_) {
      std::size_t& expected = next[messages().CaseOf(index)];
      if (index < expected) {
        return absl::DataLossError(absl::StrCat(name(), ": message ", index,
                                                " was delivered out of order"));
      }
      expected = index + 1;
    }
    return absl::OkStatus();
  }

 private:
  std::string mode() const override { return "flow"; }

  void OnDelivered(absl::Span<const std::string> ids, Meter& meter) {
    std::vector<std::size_t> indices;
    for (const std::string& id : ids) {
      if (const auto index = CaseMessages::IndexOf(id)) {
        indices.push_back(*index);
      }
    }
    seen_.insert(seen_.end(), indices.begin(), indices.end());
    meter.OnAnswered(indices);
  }

  std::optional<InboxReader> reader_;
  std::vector<std::size_t> seen_;
};

}  // namespace

std::unique_ptr<Subject> MakeRouterSubject(const RouterSubject& options) {
  switch (options.mode) {
    case RouterSubject::Mode::kSubmit:
      return std::make_unique<Submit>(options);
    case RouterSubject::Mode::kSubmitMany:
      return std::make_unique<SubmitMany>(options);
    case RouterSubject::Mode::kFlow:
      return std::make_unique<Flow>(options);
  }
  std::abort();
}

}  // namespace referral::bench
