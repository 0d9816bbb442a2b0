// A connection to RabbitMQ with one channel and one quorum queue.
#ifndef REFERRAL_TESTS_BENCH_PEERS_AMQP_CONNECTION_H_
#define REFERRAL_TESTS_BENCH_PEERS_AMQP_CONNECTION_H_

#include <amqp.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace referral::bench {

// What the broker says without being asked.
struct AmqpEvent {
  enum class Kind {
    kConfirm,   // the message published as the `tag`th, from 1, is durable
    kDelivery,  // to be acknowledged by `tag`
  };
  Kind kind = Kind::kConfirm;
  std::uint64_t tag = 0;
  bool multiple = false;           // and all before it
  absl::string_view payload = {};  // until the next event is asked for
};

// Errors of all: UNAVAILABLE  the connection broke; ABORTED  the broker refused
// something. Not thread-safe.
class AmqpConnection {
 public:
  // To 127.0.0.1, as the user whom a new broker knows.
  absl::Status Open(int port);

  // Closing gives back to the queue what is not acknowledged.
  absl::Status OpenChannel();
  absl::Status CloseChannel();

  absl::Status DeclareQueue();
  absl::Status SelectConfirms();
  absl::Status Consume(std::uint16_t prefetch);

  // Persistent.
  absl::Status Publish(absl::string_view payload);
  // `tag` and all before it.
  absl::Status AckUpTo(std::uint64_t tag);

  // Readable when there may be an event. Once it is, ask until there is none.
  int fd() const { return amqp_get_sockfd(state_.get()); }
  // nullopt: none has come within `at_most`.
  absl::StatusOr<std::optional<AmqpEvent>> NextEvent(
      absl::Duration at_most = absl::ZeroDuration());

 private:
  struct Destroy {
    void operator()(amqp_connection_state_t state) const {
      amqp_destroy_connection(state);
    }
  };

  absl::Status LastReply() const;
  std::optional<AmqpEvent> EventOf(const amqp_frame_t& frame);

  std::unique_ptr<amqp_connection_state_t_, Destroy> state_;
  std::uint64_t delivering_ = 0;  // the tag of the delivery whose body is next
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_AMQP_CONNECTION_H_
