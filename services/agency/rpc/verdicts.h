// Callers who wait for what the router says of a message.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_VERDICTS_H_
#define REFERRAL_SERVICES_AGENCY_RPC_VERDICTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "proto/referral/v1/submission.pb.h"

namespace referral::agency {

// Thread-safe.
class Verdicts {
 public:
  using Callback = absl::AnyInvocable<void(const v1::Submission&)>;
  using Ticket = std::pair<std::string, uint64_t>;

  // Calls `callback` once the message is recorded or refused: must not block.
  Ticket Wait(const std::string& message_id, Callback callback);

  // Forgets it, unless it is being called or was.
  void Cancel(const Ticket& ticket);

  // Tells those who wait for the message; nobody if it is still queued.
  void Tell(const v1::Submission& submission);

 private:
  Mutex mutex_;
  std::map<Ticket, Callback> waiting_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_VERDICTS_H_
