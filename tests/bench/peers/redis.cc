#include "tests/bench/peers/redis.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/bench/peers/peer_server.h"
#include "tests/bench/peers/redis_connection.h"
#include "tests/bench/peers/run_messages.h"

namespace referral::bench {
namespace {

constexpr absl::string_view kStream = "messages";
constexpr absl::string_view kGroup = "service";
constexpr absl::string_view kConsumer = "desk";
constexpr absl::string_view kField = "payload";
// Messages read at once, by the consumer and when the history is checked.
constexpr absl::string_view kReadCount = "256";
// The append-only file is written anew from this size on. Redis's own value,
// 64 MB, would make it do that in every run.
constexpr char kRewriteBytes[] = "1gb";

absl::string_view TextOf(const redisReply& reply) {
  return {reply.str, reply.len};
}

// An entry of a stream is its id and its fields, here one: name and value.
absl::string_view IdOf(const redisReply& entry) {
  return TextOf(*entry.element[0]);
}
absl::string_view PayloadOf(const redisReply& entry) {
  return TextOf(*entry.element[1]->element[1]);
}

// What both modes share: the server, the sender, and the history of a run.
class Redis : public Subject {
 public:
  absl::Status Start(const std::string& dir) override {
    std::filesystem::create_directories(dir);
    ASSIGN_OR_RETURN(const std::string program,
                     FindProgram({"/usr/bin/redis-server"}, "redis-server"));
    ASSIGN_OR_RETURN(const std::vector<int> ports, FreePorts(1));
    PeerServer::Spec spec;
    spec.command = {program,
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    absl::StrCat(ports[0]),
                    "--dir",
                    dir,
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--auto-aof-rewrite-min-size",
                    kRewriteBytes,
                    "--save",
                    ""};
    spec.log_file = dir + "/server.log";
    spec.ready = "Ready to accept connections";
    RETURN_IF_ERROR(server_.Start(spec));
    RETURN_IF_ERROR(control_.Open(ports[0]));
    RETURN_IF_ERROR(sender_.Open(ports[0]));
    return Connect(ports[0]);
  }

  absl::Status Prepare(const Load& load) override {
    messages_.Make(load.messages);
    return control_.Call({"XTRIM", kStream, "MAXLEN", "0"}).status();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    added_ = 0;
    while (!meter.done() || added_ < load.messages) {
      RETURN_IF_ERROR(SendDue(meter));
      RETURN_IF_ERROR(AwaitAndTake(meter));
    }
    return meter.Result();
  }

  void Pause() override { server_.Pause(); }
  void Resume() override { server_.Resume(); }

 protected:
  virtual absl::Status Connect(int port) = 0;
  // Waits until there are replies or a message to be sent; takes the replies.
  virtual absl::Status AwaitAndTake(Meter& meter) = 0;

  // Returns the indices of messages that the sender's replies, which come in
  // the order of the messages, say are durable.
  absl::StatusOr<std::vector<std::size_t>> TakeAdded() {
    RETURN_IF_ERROR(sender_.Read());
    std::vector<std::size_t> indices;
    while (true) {
      ASSIGN_OR_RETURN(const RedisReply reply, sender_.NextReply());
      if (reply == nullptr) return indices;
      indices.push_back(added_++);
    }
  }

  RedisConnection& control() { return control_; }
  pollfd Polled(const RedisConnection& connection) const {
    return {connection.fd(), POLLIN, 0};
  }
  const RedisConnection& sender() const { return sender_; }
  RunMessages& messages() { return messages_; }

 private:
  absl::Status SendDue(Meter& meter) {
    auto next = meter.Next();
    if (!next.has_value()) return absl::OkStatus();
    for (; next.has_value(); next = meter.Next()) {
      sender_.Append({"XADD", kStream, "*", kField, messages_.payload(*next)});
    }
    return sender_.Flush();
  }

  PeerServer server_;
  RedisConnection control_;
  RedisConnection sender_;
  RunMessages messages_;
  std::size_t added_ = 0;
};

class RedisSubmit final : public Redis {
 public:
  std::string name() const override {
    return PeerName("redis", PeerMode::kSubmit);
  }

  // The stream holds what was sent, and nothing else.
  absl::Status CheckHistory() override {
    std::string from = "-";
    while (true) {
      ASSIGN_OR_RETURN(
          const RedisReply page,
          control().Call({"XRANGE", kStream, from, "+", "COUNT", kReadCount}));
      if (page->elements == 0) return messages().Check();
      for (std::size_t i = 0; i < page->elements; ++i) {
        RETURN_IF_ERROR(
            messages().Returned(PayloadOf(*page->element[i])).status());
      }
      from = absl::StrCat("(", IdOf(*page->element[page->elements - 1]));
    }
  }

 private:
  absl::Status Connect(int) override { return absl::OkStatus(); }

  absl::Status AwaitAndTake(Meter& meter) override {
    pollfd fd = Polled(sender());
    RETURN_IF_ERROR(AwaitReady(absl::MakeSpan(&fd, 1), meter.UntilNext()));
    if (fd.revents == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<std::size_t> indices, TakeAdded());
    meter.OnAnswered(indices);
    return absl::OkStatus();
  }
};

class RedisFlow final : public Redis {
 public:
  std::string name() const override {
    return PeerName("redis", PeerMode::kFlow);
  }

  // Everything was delivered and acknowledged.
  absl::Status CheckHistory() override {
    ASSIGN_OR_RETURN(const RedisReply pending,
                     control().Call({"XPENDING", kStream, kGroup}));
    if (pending->element[0]->integer != 0) {
      return absl::DataLossError(absl::StrCat(
          pending->element[0]->integer, " messages are not acknowledged"));
    }
    return messages().Check();
  }

 private:
  using Indices = std::vector<std::size_t>;

  // From here on there is always one read under way.
  absl::Status Connect(int port) override {
    RETURN_IF_ERROR(
        control()
            .Call({"XGROUP", "CREATE", kStream, kGroup, "$", "MKSTREAM"})
            .status());
    RETURN_IF_ERROR(consumer_.Open(port));
    AppendRead();
    return consumer_.Flush();
  }

  absl::Status AwaitAndTake(Meter& meter) override {
    pollfd fds[] = {Polled(sender()), Polled(consumer_)};
    RETURN_IF_ERROR(AwaitReady(fds, meter.UntilNext()));
    if (fds[0].revents != 0) RETURN_IF_ERROR(TakeAdded().status());
    if (fds[1].revents != 0) RETURN_IF_ERROR(TakeConsumed(meter));
    return absl::OkStatus();
  }

  // The reply to an XACK is a number, that to a read is a list.
  absl::Status TakeConsumed(Meter& meter) {
    RETURN_IF_ERROR(consumer_.Read());
    while (true) {
      ASSIGN_OR_RETURN(const RedisReply reply, consumer_.NextReply());
      if (reply == nullptr) return absl::OkStatus();
      if (reply->type == REDIS_REPLY_INTEGER) {
        RETURN_IF_ERROR(OnAcked(*reply, meter));
      } else {
        RETURN_IF_ERROR(OnDelivered(*reply));
      }
    }
  }

  absl::Status OnAcked(const redisReply& reply, Meter& meter) {
    if (static_cast<std::size_t>(reply.integer) != acking_.size()) {
      return absl::DataLossError("an ack found its message gone");
    }
    meter.OnAnswered(acking_);
    acking_.clear();
    return absl::OkStatus();
  }

  // Acknowledges and reads on, in one turn. The ack before has been answered:
  // it went ahead of the read that this replies to.
  absl::Status OnDelivered(const redisReply& reply) {
    const redisReply& entries = *reply.element[0]->element[1];
    std::vector<absl::string_view> ack = {"XACK", kStream, kGroup};
    for (std::size_t i = 0; i < entries.elements; ++i) {
      const redisReply& entry = *entries.element[i];
      ASSIGN_OR_RETURN(const std::size_t index,
                       messages().Returned(PayloadOf(entry)));
      acking_.push_back(index);
      ack.push_back(IdOf(entry));
    }
    consumer_.Append(ack);
    AppendRead();
    return consumer_.Flush();
  }

  void AppendRead() {
    consumer_.Append({"XREADGROUP", "GROUP", kGroup, kConsumer, "COUNT",
                      kReadCount, "BLOCK", "0", "STREAMS", kStream, ">"});
  }

  RedisConnection consumer_;
  Indices acking_;
};

}  // namespace

std::unique_ptr<Subject> MakeRedis(PeerMode mode) {
  if (mode == PeerMode::kSubmit) return std::make_unique<RedisSubmit>();
  return std::make_unique<RedisFlow>();
}

}  // namespace referral::bench
