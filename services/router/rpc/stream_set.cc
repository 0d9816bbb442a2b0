#include "services/router/rpc/stream_set.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"

namespace referral::router {

absl::StatusOr<std::uint64_t> StreamSet::Add(absl::string_view peer,
                                             std::size_t max_of_peer,
                                             Ender end) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(closed_);
  std::size_t& count = of_peer_[peer];
  if (streams_.size() >= kMaxStreams || count >= max_of_peer) {
    return MakeError(Reason::kTooManyStreams,
                     absl::StrCat(count, " streams are open already"), peer);
  }
  ++count;
  streams_[++last_id_] = {std::string(peer), std::move(end)};
  return last_id_;
}

void StreamSet::Remove(std::uint64_t id) {
  MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  const auto count = of_peer_.find(found->second.peer);
  if (--count->second == 0) of_peer_.erase(count);
  streams_.erase(found);
}

void StreamSet::EndAll(const absl::Status& reason) {
  std::vector<Ender> enders;
  {
    MutexLock lock(mutex_);
    closed_ = reason;
    for (const auto& [id, stream] : streams_) enders.push_back(stream.end);
  }
  for (const Ender& end : enders) end(reason);
}

std::size_t StreamSet::size() const {
  MutexLock lock(mutex_);
  return streams_.size();
}

}  // namespace referral::router
