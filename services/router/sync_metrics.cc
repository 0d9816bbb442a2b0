#include "services/router/sync_metrics.h"

#include "absl/strings/match.h"
#include "common/base/status_macros.h"

namespace referral::router {
namespace {

prometheus::Counter& CounterOf(metrics::Metrics& metrics, const char* file) {
  return metrics.Counter("referral_store_syncs_total",
                         "Syncs that the store asked of the disk, by file",
                         {{"file", file}});
}

}  // namespace

SyncMetrics::SyncMetrics(metrics::Metrics& metrics, store::SyncHook* next)
    : next_(next),
      wal_(CounterOf(metrics, "wal")),
      watermark_(CounterOf(metrics, "watermark")),
      other_(CounterOf(metrics, "other")) {}

absl::Status SyncMetrics::BeforeSync(absl::string_view file) {
  if (next_ != nullptr) RETURN_IF_ERROR(next_->BeforeSync(file));
  if (absl::EndsWith(file, ".log")) {
    wal_.Increment();
  } else if (absl::EndsWith(file, "/WATERMARK")) {
    watermark_.Increment();
  } else {
    other_.Increment();
  }
  return absl::OkStatus();
}

}  // namespace referral::router
