#include "tests/bench/peers/amqp_connection.h"

#include <amqp_tcp_socket.h>
#include <sys/time.h>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

constexpr amqp_channel_t kChannel = 1;
constexpr char kQueue[] = "messages";
constexpr char kUser[] = "guest";
constexpr int kFrameBytes = 128 * 1024;
constexpr int kNoHeartbeat = 0;  // the broker is paused for a while
constexpr std::uint8_t kPersistent = 2;

absl::Status FromCode(int code) {
  if (code == AMQP_STATUS_OK) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("rabbitmq: ", amqp_error_string2(code)));
}

absl::string_view TextOf(const amqp_bytes_t& bytes) {
  return {static_cast<const char*>(bytes.bytes), bytes.len};
}

amqp_bytes_t BytesOf(absl::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}

// What the broker says when it closes a channel or the connection; both methods
// begin alike.
absl::Status Refusal(const amqp_method_t& method) {
  if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto& close = *static_cast<amqp_channel_close_t*>(method.decoded);
    return absl::AbortedError(
        absl::StrCat("rabbitmq: ", TextOf(close.reply_text)));
  }
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto& close = *static_cast<amqp_connection_close_t*>(method.decoded);
    return absl::AbortedError(
        absl::StrCat("rabbitmq: ", TextOf(close.reply_text)));
  }
  if (method.id == AMQP_BASIC_NACK_METHOD) {
    return absl::AbortedError("rabbitmq: a message was not taken");
  }
  return absl::OkStatus();
}

absl::Status FromReply(const amqp_rpc_reply_t& reply) {
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return absl::OkStatus();
  if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION) {
    return Refusal(reply.reply);
  }
  return FromCode(reply.library_error);
}

}  // namespace

absl::Status AmqpConnection::LastReply() const {
  return FromReply(amqp_get_rpc_reply(state_.get()));
}

absl::Status AmqpConnection::Open(int port) {
  state_.reset(amqp_new_connection());
  amqp_socket_t* socket = amqp_tcp_socket_new(state_.get());
  if (socket == nullptr) return absl::UnavailableError("no memory");
  RETURN_IF_ERROR(FromCode(amqp_socket_open(socket, "127.0.0.1", port)));
  return FromReply(amqp_login(state_.get(), "/", AMQP_DEFAULT_MAX_CHANNELS,
                              kFrameBytes, kNoHeartbeat, AMQP_SASL_METHOD_PLAIN,
                              kUser, kUser));
}

absl::Status AmqpConnection::OpenChannel() {
  amqp_channel_open(state_.get(), kChannel);
  return LastReply();
}

absl::Status AmqpConnection::CloseChannel() {
  return FromReply(
      amqp_channel_close(state_.get(), kChannel, AMQP_REPLY_SUCCESS));
}

absl::Status AmqpConnection::DeclareQueue() {
  amqp_table_entry_t type;
  type.key = amqp_cstring_bytes("x-queue-type");
  type.value.kind = AMQP_FIELD_KIND_UTF8;
  type.value.value.bytes = amqp_cstring_bytes("quorum");
  amqp_queue_declare(state_.get(), kChannel, BytesOf(kQueue), /*passive=*/0,
                     /*durable=*/1, /*exclusive=*/0, /*auto_delete=*/0,
                     {1, &type});
  return LastReply();
}

absl::Status AmqpConnection::SelectConfirms() {
  amqp_confirm_select(state_.get(), kChannel);
  return LastReply();
}

absl::Status AmqpConnection::Consume(std::uint16_t prefetch) {
  amqp_basic_qos(state_.get(), kChannel, /*prefetch_size=*/0, prefetch,
                 /*global=*/0);
  RETURN_IF_ERROR(LastReply());
  amqp_basic_consume(state_.get(), kChannel, BytesOf(kQueue), amqp_empty_bytes,
                     /*no_local=*/0, /*no_ack=*/0, /*exclusive=*/0,
                     amqp_empty_table);
  return LastReply();
}

absl::Status AmqpConnection::Publish(absl::string_view payload) {
  amqp_basic_properties_t properties = {};
  properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG;
  properties.delivery_mode = kPersistent;
  return FromCode(amqp_basic_publish(
      state_.get(), kChannel, amqp_empty_bytes, BytesOf(kQueue),
      /*mandatory=*/0, /*immediate=*/0, &properties, BytesOf(payload)));
}

absl::Status AmqpConnection::AckUpTo(std::uint64_t tag) {
  return FromCode(amqp_basic_ack(state_.get(), kChannel, tag, /*multiple=*/1));
}

absl::StatusOr<std::optional<AmqpEvent>> AmqpConnection::NextEvent(
    absl::Duration at_most) {
  const timeval timeout = absl::ToTimeval(at_most);
  while (true) {
    amqp_maybe_release_buffers(state_.get());
    amqp_frame_t frame;
    const int code =
        amqp_simple_wait_frame_noblock(state_.get(), &frame, &timeout);
    if (code == AMQP_STATUS_TIMEOUT) return std::nullopt;
    RETURN_IF_ERROR(FromCode(code));
    if (frame.frame_type == AMQP_FRAME_METHOD) {
      RETURN_IF_ERROR(Refusal(frame.payload.method));
    }
    const std::optional<AmqpEvent> event = EventOf(frame);
    if (event.has_value()) return event;
  }
}

// A delivery is a method, a header and, as long as it fits in one frame, one
// body.
std::optional<AmqpEvent> AmqpConnection::EventOf(const amqp_frame_t& frame) {
  if (frame.frame_type == AMQP_FRAME_BODY) {
    return AmqpEvent{.kind = AmqpEvent::Kind::kDelivery,
                     .tag = delivering_,
                     .payload = TextOf(frame.payload.body_fragment)};
  }
  if (frame.frame_type != AMQP_FRAME_METHOD) return std::nullopt;
  const amqp_method_t& method = frame.payload.method;
  if (method.id == AMQP_BASIC_DELIVER_METHOD) {
    const auto& deliver = *static_cast<amqp_basic_deliver_t*>(method.decoded);
    delivering_ = deliver.delivery_tag;
  }
  if (method.id != AMQP_BASIC_ACK_METHOD) return std::nullopt;
  const auto& ack = *static_cast<amqp_basic_ack_t*>(method.decoded);
  return AmqpEvent{.kind = AmqpEvent::Kind::kConfirm,
                   .tag = ack.delivery_tag,
                   .multiple = ack.multiple != 0};
}

}  // namespace referral::bench
