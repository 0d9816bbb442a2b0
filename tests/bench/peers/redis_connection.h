// A connection to Redis on which many commands may be under way.
#ifndef REFERRAL_TESTS_BENCH_PEERS_REDIS_CONNECTION_H_
#define REFERRAL_TESTS_BENCH_PEERS_REDIS_CONNECTION_H_

#include <hiredis/hiredis.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace referral::bench {

struct FreeRedisReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RedisReply = std::unique_ptr<redisReply, FreeRedisReply>;

// Errors of all: UNAVAILABLE  the connection broke; ABORTED  Redis refused a
// command, with its words. Not thread-safe.
class RedisConnection {
 public:
  // To 127.0.0.1.
  absl::Status Open(int port);

  // Readable when there are replies to be read.
  int fd() const { return context_->fd; }

  // Queues a command, and sends what is queued.
  void Append(absl::Span<const absl::string_view> command);
  absl::Status Flush();

  // Reads what is there, at most one buffer full; then the replies that are
  // complete, one by one: nullptr when there is none.
  absl::Status Read();
  absl::StatusOr<RedisReply> NextReply();

  // Sends a command and waits for its reply; nothing else is under way.
  absl::StatusOr<RedisReply> Call(absl::Span<const absl::string_view> command);

 private:
  struct FreeContext {
    void operator()(redisContext* context) const { redisFree(context); }
  };

  absl::Status Broken() const;

  std::unique_ptr<redisContext, FreeContext> context_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_REDIS_CONNECTION_H_
