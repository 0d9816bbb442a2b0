#ifndef REFERRAL_SERVICES_ROUTER_SYNC_METRICS_H_
#define REFERRAL_SERVICES_ROUTER_SYNC_METRICS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/metrics/metrics.h"
#include "common/store/sync_hook.h"

namespace referral::router {

// Counts what the store asks the disk to sync, by kind of file:
//   referral_store_syncs_total{file="wal"|"watermark"|"other"}
// "wal" is a log that commits wait for, be it the database's or the key
// store's; "other" are tables and what lists them. Thread-safe.
class SyncMetrics final : public store::SyncHook {
 public:
  // `metrics` outlives it, and so does `next`, which is asked first; what it
  // refuses is not counted. Null: nobody is asked.
  SyncMetrics(metrics::Metrics& metrics, store::SyncHook* next);

  absl::Status BeforeSync(absl::string_view file) override;

 private:
  store::SyncHook* const next_;
  prometheus::Counter& wal_;
  prometheus::Counter& watermark_;
  prometheus::Counter& other_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_SYNC_METRICS_H_
