// What an agency service counts of itself, for Prometheus. Codes only.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_AGENCY_METRICS_H_
#define REFERRAL_SERVICES_AGENCY_RPC_AGENCY_METRICS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "common/metrics/metrics.h"
#include "proto/referral/v1/router_service.pb.h"
#include "proto/referral/v1/submission.pb.h"

namespace referral::agency {

// Thread-safe.
class AgencyMetrics {
 public:
  // `metrics` outlives it.
  explicit AgencyMetrics(metrics::Metrics& metrics);

  // A submission is new or has changed.
  void OnSubmission(const v1::Submission& submission);
  void OnOutbox(const v1::OutboxState& state, bool paused);
  // A delivery was stored, or cannot be.
  void OnDelivery(const absl::Status& status);
  // One signature over so many messages.
  void OnSigned(size_t messages);
  // So many parts were destroyed.
  void OnDestroyed(uint32_t parts);

 private:
  prometheus::Counter& accepted_;
  prometheus::Counter& recorded_;
  prometheus::Counter& refused_;
  prometheus::Counter& stored_;
  prometheus::Counter& poisoned_;
  prometheus::Counter& signatures_;
  prometheus::Counter& signed_messages_;
  prometheus::Counter& destroyed_;
  prometheus::Gauge& depth_;
  prometheus::Gauge& oldest_;
  prometheus::Gauge& paused_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_AGENCY_METRICS_H_
