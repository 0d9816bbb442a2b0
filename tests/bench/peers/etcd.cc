#include "tests/bench/peers/etcd.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "tests/bench/peers/etcd_client.h"
#include "tests/bench/peers/etcd_server.h"
#include "tests/bench/peers/run_messages.h"

namespace referral::bench {
namespace {

std::string KeyOf(std::uint64_t number) {
  return absl::StrFormat("message/%016d", number);
}

const EtcdRange& AllMessages() {
  static const EtcdRange all = {"message/", "message0"};
  return all;
}

// What both modes share: the server, the puts, and the history of a run. A
// sender has one put under way; what several send at once is written in any
// order.
class Etcd : public Subject {
 public:
  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(server_.Start(dir));
    client_.emplace(server_.address());
    return absl::OkStatus();
  }

  absl::Status Prepare(const Load& load) override {
    RETURN_IF_ERROR(client().Forget(AllMessages()));
    MutexLock lock(mutex_);
    messages_.Make(load.messages);
    keys_.clear();
    for (std::size_t i = 0; i <= load.messages; ++i) {
      keys_.push_back(KeyOf(messages_.number(i)));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    {
      MutexLock lock(mutex_);
      meter_ = &meter;
      failure_ = absl::OkStatus();
    }
    while (const auto next = meter.AwaitNext()) Send(*next);
    const bool done = meter.AwaitDone(2 * kEtcdDeadline);
    MutexLock lock(mutex_);
    while (under_way_ > 0) idle_.Wait(mutex_);
    meter_ = nullptr;
    if (!failure_.ok()) return failure_;
    if (!done) return absl::DeadlineExceededError("not all were answered");
    return meter.Result();
  }

  void Pause() override { server_.Pause(); }
  void Resume() override { server_.Resume(); }

 protected:
  // The put of message `index` is durable.
  virtual void OnPut(std::size_t index) = 0;

  // A call that Run() waits for begins, and is over.
  void Begin() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { ++under_way_; }
  void End() {
    MutexLock lock(mutex_);
    if (--under_way_ == 0) idle_.SignalAll();
  }

  // Of the run, which goes on without what failed; the first counts.
  void Fail(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    failure_.Update(status);
    if (meter_ != nullptr) meter_->GiveUp();
  }

  EtcdClient& client() { return *client_; }
  const std::string& key(std::size_t index) const { return keys_[index]; }

  Mutex mutex_;
  RunMessages messages_ ABSL_GUARDED_BY(mutex_);
  Meter* meter_ ABSL_GUARDED_BY(mutex_) = nullptr;  // while one runs

 private:
  void Send(std::size_t index) {
    const std::string* payload = nullptr;
    std::size_t sender = 0;
    {
      MutexLock lock(mutex_);
      sender = TakeSender();
      messages_.SetSender(index, sender);
      payload = &messages_.payload(index);
      Begin();
    }
    client().Put(key(index), *payload,
                 [this, index, sender](const absl::Status& status) {
                   {
                     MutexLock lock(mutex_);
                     idle_senders_.push_back(sender);
                     if (!status.ok()) Fail(status);
                   }
                   OnPut(index);
                   End();
                 });
  }

  std::size_t TakeSender() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (idle_senders_.empty()) return senders_++;
    const std::size_t sender = idle_senders_.back();
    idle_senders_.pop_back();
    return sender;
  }

  EtcdServer server_;
  std::optional<EtcdClient> client_;
  std::vector<std::string> keys_;  // by index, and one beyond

  CondVar idle_;
  std::size_t under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t senders_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::size_t> idle_senders_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

class EtcdSubmit final : public Etcd {
 public:
  std::string name() const override {
    return PeerName("etcd", PeerMode::kSubmit);
  }

  // The store holds what was sent, and nothing else.
  absl::Status CheckHistory() override {
    ASSIGN_OR_RETURN(const std::vector<std::string> values,
                     client().Values(AllMessages()));
    MutexLock lock(mutex_);
    for (const std::string& value : values) {
      RETURN_IF_ERROR(messages_.Returned(value).status());
    }
    return messages_.Check();
  }

 private:
  void OnPut(std::size_t index) override {
    Meter* meter = nullptr;
    {
      MutexLock lock(mutex_);
      meter = meter_;
    }
    meter->OnAnswered(index);
  }
};

class EtcdFlow final : public Etcd {
 public:
  std::string name() const override {
    return PeerName("etcd", PeerMode::kFlow);
  }

  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(Etcd::Start(dir));
    return client().Watch(
        AllMessages(),
        [this](const std::vector<std::string>& values) { OnValues(values); });
  }

  absl::Status Prepare(const Load& load) override {
    RETURN_IF_ERROR(Etcd::Prepare(load));
    MutexLock lock(mutex_);
    delivered_.assign(load.messages, false);
    delivered_below_ = acked_below_ = 0;
    return absl::OkStatus();
  }

  // Everything was delivered and deleted.
  absl::Status CheckHistory() override {
    ASSIGN_OR_RETURN(const std::vector<std::string> left,
                     client().Values(AllMessages()));
    if (!left.empty()) {
      return absl::DataLossError(
          absl::StrCat(left.size(), " messages are not acknowledged"));
    }
    MutexLock lock(mutex_);
    return messages_.Check();
  }

 private:
  void OnPut(std::size_t) override {}

  void OnValues(const std::vector<std::string>& values) {
    {
      MutexLock lock(mutex_);
      for (const std::string& value : values) {
        const auto index = messages_.Returned(value);
        if (!index.ok()) return Fail(index.status());
        delivered_[*index] = true;
      }
      while (delivered_below_ < delivered_.size() &&
             delivered_[delivered_below_]) {
        ++delivered_below_;
      }
    }
    Ack();
  }

  // Acknowledges what was delivered without a gap: a range must not hold what
  // is still to be written.
  void Ack() {
    std::size_t first = 0;
    std::size_t end = 0;
    {
      MutexLock lock(mutex_);
      if (acking_ || acked_below_ == delivered_below_) return;
      acking_ = true;
      first = acked_below_;
      end = delivered_below_;
      Begin();
    }
    client().Delete({key(first), key(end)},
                    [this, first, end](const auto& deleted) {
                      OnAcked(first, end, deleted);
                      Ack();
                      End();
                    });
  }

  void OnAcked(std::size_t first, std::size_t end,
               const absl::StatusOr<std::size_t>& deleted) {
    std::vector<std::size_t> indices;
    for (std::size_t i = first; i < end; ++i) indices.push_back(i);
    MutexLock lock(mutex_);
    acking_ = false;
    acked_below_ = end;
    if (!deleted.ok()) return Fail(deleted.status());
    if (*deleted != indices.size()) {
      return Fail(absl::DataLossError("an ack found its message gone"));
    }
    meter_->OnAnswered(indices);
  }

  std::vector<bool> delivered_ ABSL_GUARDED_BY(mutex_);      // by index
  std::size_t delivered_below_ ABSL_GUARDED_BY(mutex_) = 0;  // without a gap
  std::size_t acked_below_ ABSL_GUARDED_BY(mutex_) = 0;
  bool acking_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

std::unique_ptr<Subject> MakeEtcd(PeerMode mode) {
  if (mode == PeerMode::kSubmit) return std::make_unique<EtcdSubmit>();
  return std::make_unique<EtcdFlow>();
}

}  // namespace referral::bench
