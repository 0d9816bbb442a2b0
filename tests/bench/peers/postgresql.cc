#include "tests/bench/peers/postgresql.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/key_codec.h"
#include "common/base/status_macros.h"
#include "tests/bench/peers/pg_connection.h"
#include "tests/bench/peers/postgresql_server.h"
#include "tests/bench/peers/run_messages.h"

namespace referral::bench {
namespace {

constexpr std::size_t kMaxSenders = 64;

constexpr char kCreate[] =
    "CREATE TABLE queue (id bigint PRIMARY KEY, payload bytea NOT NULL)";
constexpr char kInsert[] = "INSERT INTO queue VALUES ($1, $2)";
constexpr char kTake[] =
    "DELETE FROM queue WHERE id IN (SELECT id FROM queue ORDER BY id"
    " FOR UPDATE SKIP LOCKED LIMIT 64) RETURNING payload";

// Connections that insert, each one message at a time.
class Senders {
 public:
  absl::Status Open(int port, std::size_t count) {
    senders_.resize(std::min(count, senders_.size()));
    while (senders_.size() < count) {
      Sender& sender = senders_.emplace_back();
      RETURN_IF_ERROR(sender.connection.Open(port, kPostgreSqlUser));
      RETURN_IF_ERROR(sender.connection.Prepare(kInsert));
    }
    idle_.clear();
    for (std::size_t i = 0; i < count; ++i) idle_.push_back(i);
    return absl::OkStatus();
  }

  bool any_idle() const { return !idle_.empty(); }
  bool all_idle() const { return idle_.size() == senders_.size(); }

  // Sends message `index` on an idle one.
  absl::Status Send(std::size_t index, RunMessages& messages) {
    Sender& sender = senders_[idle_.back()];
    messages.SetSender(index, idle_.back());
    idle_.pop_back();
    sender.index = index;
    return sender.connection.Send(
        {EncodeU64(messages.number(index)), messages.payload(index)});
  }

  void AddTo(std::vector<pollfd>& fds) const {
    for (const Sender& sender : senders_) {
      fds.push_back({sender.connection.fd(), POLLIN, 0});
    }
  }

  // Returns the messages that are committed. `fds` begins as AddTo() began it.
  absl::StatusOr<std::vector<std::size_t>> Take(
      const std::vector<pollfd>& fds) {
    std::vector<std::size_t> committed;
    PgRows none;
    for (std::size_t i = 0; i < senders_.size(); ++i) {
      if (fds[i].revents == 0) continue;
      ASSIGN_OR_RETURN(const bool done, senders_[i].connection.Take(none));
      if (!done) continue;
      committed.push_back(senders_[i].index);
      idle_.push_back(i);
    }
    return committed;
  }

 private:
  struct Sender {
    PgConnection connection;
    std::size_t index = 0;  // of the message under way
  };

  std::vector<Sender> senders_;
  std::vector<std::size_t> idle_;
};

// What both modes share: the server, the senders, and the history of a run.
class PostgreSql : public Subject {
 public:
  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(server_.Start(dir));
    RETURN_IF_ERROR(control_.Open(server_.port(), kPostgreSqlUser));
    RETURN_IF_ERROR(control_.Execute(kCreate).status());
    return Connect(server_.port());
  }

  absl::Status Prepare(const Load& load) override {
    messages_.Make(load.messages);
    RETURN_IF_ERROR(
        senders_.Open(server_.port(), std::min(load.in_flight, kMaxSenders)));
    return control_.Execute("TRUNCATE queue").status();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    std::vector<pollfd> fds;
    while (!meter.done() || !senders_.all_idle()) {
      RETURN_IF_ERROR(SendDue(meter));
      fds.clear();
      senders_.AddTo(fds);
      fds.push_back({consumer_fd(), POLLIN, 0});
      RETURN_IF_ERROR(AwaitReady(
          absl::MakeSpan(fds),
          senders_.any_idle() ? meter.UntilNext() : absl::InfiniteDuration()));
      if (fds.back().revents != 0) RETURN_IF_ERROR(TakeConsumed(meter));
      ASSIGN_OR_RETURN(const std::vector<std::size_t> committed,
                       senders_.Take(fds));
      RETURN_IF_ERROR(OnCommitted(committed, meter));
    }
    return meter.Result();
  }

  void Pause() override { server_.Pause(); }
  void Resume() override { server_.Resume(); }

 protected:
  virtual absl::Status Connect(int port) = 0;
  virtual absl::Status OnCommitted(const std::vector<std::size_t>& indices,
                                   Meter& meter) = 0;
  // Negative where there is no consumer.
  virtual int consumer_fd() const { return -1; }
  virtual absl::Status TakeConsumed(Meter&) { return absl::OkStatus(); }

  PgConnection& control() { return control_; }
  RunMessages& messages() { return messages_; }

 private:
  absl::Status SendDue(Meter& meter) {
    while (senders_.any_idle()) {
      const auto next = meter.Next();
      if (!next.has_value()) break;
      RETURN_IF_ERROR(senders_.Send(*next, messages_));
    }
    return absl::OkStatus();
  }

  PostgreSqlServer server_;
  PgConnection control_;
  Senders senders_;
  RunMessages messages_;
};

class PostgreSqlSubmit final : public PostgreSql {
 public:
  std::string name() const override {
    return PeerName("postgresql", PeerMode::kSubmit);
  }

  // The table holds what was sent, and nothing else.
  absl::Status CheckHistory() override {
    ASSIGN_OR_RETURN(
        const PgRows payloads,
        control().Execute("SELECT payload FROM queue ORDER BY id"));
    for (const std::string& payload : payloads) {
      RETURN_IF_ERROR(messages().Returned(payload).status());
    }
    return messages().Check();
  }

 private:
  absl::Status Connect(int) override { return absl::OkStatus(); }

  absl::Status OnCommitted(const std::vector<std::size_t>& indices,
                           Meter& meter) override {
    meter.OnAnswered(indices);
    return absl::OkStatus();
  }
};

class PostgreSqlFlow final : public PostgreSql {
 public:
  std::string name() const override {
    return PeerName("postgresql", PeerMode::kFlow);
  }

  absl::Status Prepare(const Load& load) override {
    waiting_ = 0;
    return PostgreSql::Prepare(load);
  }

  // Everything was delivered, and the table is empty.
  absl::Status CheckHistory() override {
    ASSIGN_OR_RETURN(const PgRows left,
                     control().Execute("SELECT id FROM queue"));
    if (left.empty()) return messages().Check();
    return absl::DataLossError(
        absl::StrCat(left.size(), " messages are not acknowledged"));
  }

 private:
  // The planner knows the table while it is empty, and would read all of it.
  absl::Status Connect(int port) override {
    RETURN_IF_ERROR(consumer_.Open(port, kPostgreSqlUser));
    RETURN_IF_ERROR(consumer_.Execute("SET enable_seqscan = off").status());
    RETURN_IF_ERROR(consumer_.Prepare(kTake));
    return consumer_.Execute("BEGIN").status();
  }

  int consumer_fd() const override { return consumer_.fd(); }

  absl::Status OnCommitted(const std::vector<std::size_t>& indices,
                           Meter&) override {
    waiting_ += static_cast<std::ptrdiff_t>(indices.size());
    return TakeNext();
  }

  absl::Status TakeNext() {
    if (step_ != Step::kIdle || waiting_ <= 0) return absl::OkStatus();
    step_ = Step::kTaking;
    return consumer_.Send({});
  }

  absl::Status TakeConsumed(Meter& meter) override {
    ASSIGN_OR_RETURN(const bool done, consumer_.Take(taken_));
    if (!done) return absl::OkStatus();
    if (step_ == Step::kTaking) return OnDelivered();
    meter.OnAnswered(acking_);
    acking_.clear();
    step_ = Step::kIdle;
    return TakeNext();
  }

  // The commit is the acknowledgement: until then the messages are not gone.
  absl::Status OnDelivered() {
    std::sort(taken_.begin(), taken_.end());  // they begin with their numbers
    for (const std::string& payload : taken_) {
      ASSIGN_OR_RETURN(const std::size_t index, messages().Returned(payload));
      acking_.push_back(index);
    }
    taken_.clear();
    waiting_ -= static_cast<std::ptrdiff_t>(acking_.size());
    step_ = Step::kCommitting;
    return consumer_.SendCommit();
  }

  enum class Step { kIdle, kTaking, kCommitting };

  PgConnection consumer_;
  PgRows taken_;
  std::vector<std::size_t> acking_;
  Step step_ = Step::kIdle;
  // Committed and not taken, as far as the senders know: what is taken before
  // its sender hears of the commit makes it negative for a moment.
  std::ptrdiff_t waiting_ = 0;
};

}  // namespace

std::unique_ptr<Subject> MakePostgreSql(PeerMode mode) {
  if (mode == PeerMode::kSubmit) return std::make_unique<PostgreSqlSubmit>();
  return std::make_unique<PostgreSqlFlow>();
}

}  // namespace referral::bench
