#include "services/router/sync_metrics.h"

#include "absl/status/status.h"
#include "common/base/errors.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/metrics_page.h"

namespace referral::router::testing {
namespace {

double Syncs(const metrics::Metrics& metrics, const std::string& file) {
  return referral::testing::CountedOn(
      metrics.Text(), "referral_store_syncs_total", "file=\"" + file + "\"");
}

class Refusing final : public store::SyncHook {
 public:
  absl::Status BeforeSync(absl::string_view /*file*/) override {
    return MakeError(Reason::kDiskFailed, "no");
  }
};

TEST(SyncMetricsTest, SyncsAreCountedByKindOfFile) {
  metrics::Metrics metrics;
  SyncMetrics syncs(metrics, nullptr);
  EXPECT_OK(syncs.BeforeSync("/data/db/000004.log"));
  EXPECT_OK(syncs.BeforeSync("/data/keys/000004.log"));
  EXPECT_OK(syncs.BeforeSync("/data/WATERMARK"));
  EXPECT_OK(syncs.BeforeSync("/data/db/000005.sst"));
  EXPECT_EQ(Syncs(metrics, "wal"), 2);
  EXPECT_EQ(Syncs(metrics, "watermark"), 1);
  EXPECT_EQ(Syncs(metrics, "other"), 1);
}

TEST(SyncMetricsTest, WhatTheNextRefusesIsRefusedAndNotCounted) {
  metrics::Metrics metrics;
  Refusing refusing;
  SyncMetrics syncs(metrics, &refusing);
  EXPECT_THAT(syncs.BeforeSync("/data/db/000004.log"),
              IsReason(Reason::kDiskFailed));
  EXPECT_EQ(Syncs(metrics, "wal"), 0);
}

class SyncMetricsOfARouterTest : public RouterRpcTest {};

TEST_F(SyncMetricsOfARouterTest, OneMessageIsOneSyncOfTheLog) {
  const metrics::Metrics& metrics = router_.running().metrics();
  const double before = Syncs(metrics, "wal");
  EXPECT_OK(router_.AnnounceCase(1));
  EXPECT_EQ(Syncs(metrics, "wal"), before + 1);
}

}  // namespace
}  // namespace referral::router::testing
