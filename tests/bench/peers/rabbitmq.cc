#include "tests/bench/peers/rabbitmq.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/bench/peers/amqp_connection.h"
#include "tests/bench/peers/rabbitmq_server.h"
#include "tests/bench/peers/run_messages.h"

namespace referral::bench {
namespace {

constexpr std::uint16_t kPrefetch = 256;
// Published after the messages of a run.
constexpr absl::string_view kEndMark = "end";
constexpr absl::Duration kPatience = absl::Minutes(1);

// Which messages are confirmed, by what the broker says of tags. Not
// thread-safe.
class Confirms {
 public:
  // The next message to be published is number `first` of its channel.
  void Begin(std::uint64_t first, std::size_t messages) {
    first_ = first;
    confirmed_.assign(messages, false);
    below_ = 0;
    count_ = 0;
  }

  // Adds the indices that this confirms to `indices`.
  void Take(const AmqpEvent& event, std::vector<std::size_t>& indices) {
    const std::size_t index = event.tag - first_;
    for (std::size_t i = event.multiple ? below_ : index; i <= index; ++i) {
      if (confirmed_[i]) continue;
      confirmed_[i] = true;
      ++count_;
      indices.push_back(i);
    }
    while (below_ < confirmed_.size() && confirmed_[below_]) ++below_;
  }

  bool all() const { return count_ == confirmed_.size(); }

 private:
  std::uint64_t first_ = 1;
  std::vector<bool> confirmed_;
  std::size_t below_ = 0;  // all before are confirmed
  std::size_t count_ = 0;
};

// What both modes share: the broker, the sender, and the history of a run.
class RabbitMq : public Subject {
 public:
  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(server_.Start(dir));
    RETURN_IF_ERROR(sender_.Open(server_.port()));
    RETURN_IF_ERROR(sender_.OpenChannel());
    RETURN_IF_ERROR(sender_.DeclareQueue());
    RETURN_IF_ERROR(sender_.SelectConfirms());
    return consumer_.Open(server_.port());
  }

  absl::Status Prepare(const Load& load) override {
    messages_.Make(load.messages);
    confirms_.Begin(published_ + 1, load.messages);
    return absl::OkStatus();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    while (!meter.done() || !confirms_.all()) {
      RETURN_IF_ERROR(SendDue(meter));
      RETURN_IF_ERROR(AwaitAndTake(meter));
    }
    return meter.Result();
  }

  void Pause() override { server_.Pause(); }
  void Resume() override { server_.Resume(); }

 protected:
  // Waits until there are events or a message to be sent; takes the events.
  virtual absl::Status AwaitAndTake(Meter& meter) = 0;

  // Returns the indices of messages that are confirmed.
  absl::StatusOr<std::vector<std::size_t>> TakeConfirms() {
    std::vector<std::size_t> indices;
    while (true) {
      ASSIGN_OR_RETURN(const auto event, sender_.NextEvent());
      if (!event.has_value()) return indices;
      confirms_.Take(*event, indices);
    }
  }

  // Publishes end marks, and waits until they are confirmed.
  absl::Status PublishEndMarks(std::size_t count) {
    confirms_.Begin(published_ + 1, count);
    for (std::size_t i = 0; i < count; ++i) {
      RETURN_IF_ERROR(sender_.Publish(kEndMark));
      ++published_;
    }
    std::vector<std::size_t> ignored;
    while (!confirms_.all()) {
      ASSIGN_OR_RETURN(const auto event, sender_.NextEvent(kPatience));
      if (!event.has_value()) return absl::DataLossError("no confirm");
      confirms_.Take(*event, ignored);
    }
    return absl::OkStatus();
  }

  // The next delivery, noted as come back unless it is an end mark.
  struct Delivered {
    std::uint64_t tag;
    bool is_end_mark;
  };
  absl::StatusOr<Delivered> AwaitDelivery() {
    ASSIGN_OR_RETURN(const auto event, consumer_.NextEvent(kPatience));
    if (!event.has_value()) {
      return absl::DataLossError("a delivery or an ack is lost");
    }
    if (event->payload == kEndMark) return Delivered{event->tag, true};
    RETURN_IF_ERROR(messages_.Returned(event->payload).status());
    return Delivered{event->tag, false};
  }

  pollfd Polled(const AmqpConnection& connection) const {
    return {connection.fd(), POLLIN, 0};
  }
  const AmqpConnection& sender() const { return sender_; }
  AmqpConnection& consumer() { return consumer_; }
  RunMessages& messages() { return messages_; }

 private:
  absl::Status SendDue(Meter& meter) {
    while (const auto next = meter.Next()) {
      RETURN_IF_ERROR(sender_.Publish(messages_.payload(*next)));
      ++published_;
    }
    return absl::OkStatus();
  }

  RabbitMqServer server_;
  AmqpConnection sender_;
  AmqpConnection consumer_;
  RunMessages messages_;
  Confirms confirms_;
  std::uint64_t published_ = 0;  // on the sender's channel
};

class RabbitMqSubmit final : public RabbitMq {
 public:
  std::string name() const override {
    return PeerName("rabbitmq", PeerMode::kSubmit);
  }

  // The queue holds what was sent, and nothing else.
  absl::Status CheckHistory() override {
    RETURN_IF_ERROR(PublishEndMarks(1));
    RETURN_IF_ERROR(consumer().OpenChannel());
    RETURN_IF_ERROR(consumer().Consume(kPrefetch));
    for (bool ended = false; !ended;) {
      ASSIGN_OR_RETURN(const Delivered delivered, AwaitDelivery());
      ended = delivered.is_end_mark;
      if (ended || delivered.tag % kAckEvery == 0) {
        RETURN_IF_ERROR(consumer().AckUpTo(delivered.tag));
      }
    }
    RETURN_IF_ERROR(consumer().CloseChannel());
    return messages().Check();
  }

 private:
  // A channel that is closed forgets acks when more than a few are under way.
  static constexpr std::uint64_t kAckEvery = kPrefetch / 2;

  absl::Status AwaitAndTake(Meter& meter) override {
    pollfd fd = Polled(sender());
    RETURN_IF_ERROR(AwaitReady(absl::MakeSpan(&fd, 1), meter.UntilNext()));
    if (fd.revents == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<std::size_t> indices, TakeConfirms());
    meter.OnAnswered(indices);
    return absl::OkStatus();
  }
};

class RabbitMqFlow final : public RabbitMq {
 public:
  std::string name() const override {
    return PeerName("rabbitmq", PeerMode::kFlow);
  }

  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(RabbitMq::Start(dir));
    RETURN_IF_ERROR(consumer().OpenChannel());
    return consumer().Consume(kPrefetch);
  }

  // Everything was delivered, and every ack heard: else the end marks would not
  // all fit into what may be delivered and not acknowledged.
  absl::Status CheckHistory() override {
    RETURN_IF_ERROR(PublishEndMarks(kPrefetch));
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < kPrefetch; ++i) {
      ASSIGN_OR_RETURN(const Delivered delivered, AwaitDelivery());
      last = delivered.tag;
    }
    RETURN_IF_ERROR(consumer().AckUpTo(last));
    return messages().Check();
  }

 private:
  absl::Status AwaitAndTake(Meter& meter) override {
    pollfd fds[] = {Polled(sender()), Polled(consumer())};
    RETURN_IF_ERROR(AwaitReady(fds, meter.UntilNext()));
    if (fds[0].revents != 0) RETURN_IF_ERROR(TakeConfirms().status());
    if (fds[1].revents != 0) RETURN_IF_ERROR(TakeDelivered(meter));
    return absl::OkStatus();
  }

  // Acknowledges in one turn what has come.
  absl::Status TakeDelivered(Meter& meter) {
    std::vector<std::size_t> indices;
    std::uint64_t last = 0;
    while (true) {
      ASSIGN_OR_RETURN(const auto event, consumer().NextEvent());
      if (!event.has_value()) break;
      ASSIGN_OR_RETURN(const std::size_t index,
                       messages().Returned(event->payload));
      indices.push_back(index);
      last = event->tag;
    }
    if (indices.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(consumer().AckUpTo(last));
    meter.OnAnswered(indices);
    return absl::OkStatus();
  }
};

}  // namespace

std::unique_ptr<Subject> MakeRabbitMq(PeerMode mode) {
  if (mode == PeerMode::kSubmit) return std::make_unique<RabbitMqSubmit>();
  return std::make_unique<RabbitMqFlow>();
}

}  // namespace referral::bench
