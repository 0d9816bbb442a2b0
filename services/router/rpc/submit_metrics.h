#ifndef REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_METRICS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_METRICS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/metrics/metrics.h"

namespace referral::router {

// Counts the answers to messages, by reason code. Thread-safe.
class SubmitMetrics {
 public:
  // `metrics` must outlive it.
  explicit SubmitMetrics(metrics::Metrics& metrics) : metrics_(metrics) {}

  // A message was answered: OK is counted as RECORDED.
  void OnAnswer(const absl::Status& status);

 private:
  metrics::Metrics& metrics_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, prometheus::Counter*> counters_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_METRICS_H_
