#ifndef REFERRAL_COMMON_METRICS_REFUSALS_H_
#define REFERRAL_COMMON_METRICS_REFUSALS_H_

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/metrics/metrics.h"

namespace referral::metrics {

// Counts who or what was turned away, by place and reason code:
//   referral_refusals_total{where="handshake",reason="CERTIFICATE_EXPIRED"}
// Thread-safe.
class Refusals {
 public:
  // `metrics` must outlive it.
  explicit Refusals(Metrics& metrics) : metrics_(metrics) {}

  // `where` is a constant of the caller's, never a value that a peer chose:
  // every place is a time series of its own. A status that is not from the
  // catalogue is counted by its status code. OK is not counted.
  void OnRefused(absl::string_view where, const absl::Status& status);

 private:
  Metrics& metrics_;
  Mutex mutex_;
  // By where and reason.
  absl::flat_hash_map<std::pair<std::string, std::string>, prometheus::Counter*>
      counters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::metrics

#endif  // REFERRAL_COMMON_METRICS_REFUSALS_H_
