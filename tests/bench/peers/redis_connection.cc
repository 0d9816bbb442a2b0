#include "tests/bench/peers/redis_connection.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {

absl::Status RedisConnection::Open(int port) {
  context_.reset(redisConnect("127.0.0.1", port));
  if (context_ == nullptr) return absl::UnavailableError("no memory");
  return context_->err == 0 ? absl::OkStatus() : Broken();
}

absl::Status RedisConnection::Broken() const {
  return absl::UnavailableError(absl::StrCat("redis: ", context_->errstr));
}

void RedisConnection::Append(absl::Span<const absl::string_view> command) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const absl::string_view word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  redisAppendCommandArgv(context_.get(), static_cast<int>(command.size()),
                         words.data(), sizes.data());
}

absl::Status RedisConnection::Flush() {
  for (int done = 0; done == 0;) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return Broken();
  }
  return absl::OkStatus();
}

absl::Status RedisConnection::Read() {
  return redisBufferRead(context_.get()) == REDIS_OK ? absl::OkStatus()
                                                     : Broken();
}

absl::StatusOr<RedisReply> RedisConnection::NextReply() {
  void* raw = nullptr;
  if (redisGetReplyFromReader(context_.get(), &raw) != REDIS_OK) {
    return Broken();
  }
  RedisReply reply(static_cast<redisReply*>(raw));
  if (reply != nullptr && reply->type == REDIS_REPLY_ERROR) {
    return absl::AbortedError(absl::StrCat("redis: ", reply->str));
  }
  return reply;
}

absl::StatusOr<RedisReply> RedisConnection::Call(
    absl::Span<const absl::string_view> command) {
  Append(command);
  RETURN_IF_ERROR(Flush());
  while (true) {
    ASSIGN_OR_RETURN(RedisReply reply, NextReply());
    if (reply != nullptr) return reply;
    RETURN_IF_ERROR(Read());
  }
}

}  // namespace referral::bench
