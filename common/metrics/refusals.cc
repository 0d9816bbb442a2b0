#include "common/metrics/refusals.h"

#include "common/base/errors.h"

namespace referral::metrics {
namespace {

// A code that this build's catalogue does not have may be anybody's text.
std::string ReasonOf(const absl::Status& status) {
  const std::string code = ReasonCode(status);
  for (const ReasonRow& row : AllReasons()) {
    if (row.code == code) return code;
  }
  return absl::StatusCodeToString(status.code());
}

}  // namespace

void Refusals::OnRefused(absl::string_view where, const absl::Status& status) {
  if (status.ok()) return;
  std::pair<std::string, std::string> key(where, ReasonOf(status));
  MutexLock lock(mutex_);
  prometheus::Counter*& counter = counters_[key];
  if (counter == nullptr) {
    counter = &metrics_.Counter("referral_refusals_total",
                                "Peers and calls turned away, by place and "
                                "reason code",
                                {{"where", key.first}, {"reason", key.second}});
  }
  counter->Increment();
}

}  // namespace referral::metrics
