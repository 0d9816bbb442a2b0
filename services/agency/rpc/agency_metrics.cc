#include "services/agency/rpc/agency_metrics.h"

#include <string>

namespace referral::agency {
namespace {

prometheus::Counter& Submissions(metrics::Metrics& metrics,
                                 const std::string& state) {
  return metrics.Counter("agency_submissions_total",
                         "Messages by what became of them", {{"state", state}});
}

prometheus::Counter& Deliveries(metrics::Metrics& metrics,
                                const std::string& result) {
  return metrics.Counter("agency_deliveries_total",
                         "Deliveries of the inbox by their answer",
                         {{"result", result}});
}

}  // namespace

AgencyMetrics::AgencyMetrics(metrics::Metrics& metrics)
    : accepted_(Submissions(metrics, "accepted")),
      recorded_(Submissions(metrics, "recorded")),
      refused_(Submissions(metrics, "refused")),
      stored_(Deliveries(metrics, "stored")),
      poisoned_(Deliveries(metrics, "poisoned")),
      signatures_(metrics.Counter("agency_signatures_total",
                                  "Signatures made, one for each commit")),
      signed_messages_(metrics.Counter("agency_signed_messages_total",
                                       "Messages that they stand for")),
      destroyed_(
          metrics.Counter("agency_destroyed_parts_total",
                          "Parts destroyed because a consent was withdrawn")),
      depth_(metrics.Gauge("agency_outbox_depth",
                           "Messages that the router has not recorded")),
      oldest_(metrics.Gauge("agency_outbox_oldest_time_seconds",
                            "When the oldest of them was accepted, in seconds "
                            "since 1970; 0 if there is none")),
      paused_(metrics.Gauge("agency_outbox_paused",
                            "1 while the router refuses this agency")) {}

void AgencyMetrics::OnSubmission(const v1::Submission& submission) {
  switch (submission.state()) {
    case v1::Submission::STATE_QUEUED:
      return accepted_.Increment();
    case v1::Submission::STATE_RECORDED:
      return recorded_.Increment();
    case v1::Submission::STATE_REFUSED:
      return refused_.Increment();
    default:
      return;
  }
}

void AgencyMetrics::OnOutbox(const v1::OutboxState& state, bool paused) {
  depth_.Set(static_cast<double>(state.depth()));
  oldest_.Set(static_cast<double>(state.oldest_time().seconds()));
  paused_.Set(paused ? 1 : 0);
}

void AgencyMetrics::OnDelivery(const absl::Status& status) {
  (status.ok() ? stored_ : poisoned_).Increment();
}

void AgencyMetrics::OnSigned(size_t messages) {
  signatures_.Increment();
  signed_messages_.Increment(static_cast<double>(messages));
}

void AgencyMetrics::OnDestroyed(uint32_t parts) { destroyed_.Increment(parts); }

}  // namespace referral::agency
