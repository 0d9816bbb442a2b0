#include "services/router/rpc/submit_metrics.h"

#include "common/base/errors.h"

namespace referral::router {

void SubmitMetrics::OnAnswer(const absl::Status& status) {
  std::string code = status.ok() ? "RECORDED" : ReasonCode(status);
  if (code.empty()) code = absl::StatusCodeToString(status.code());
  MutexLock lock(mutex_);
  prometheus::Counter*& counter = counters_[code];
  if (counter == nullptr) {
    counter = &metrics_.Counter("referral_router_messages_total",
                                "Answers to messages, by reason code",
                                {{"result", code}});
  }
  counter->Increment();
}

}  // namespace referral::router
