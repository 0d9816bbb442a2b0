#include "common/metrics/metrics.h"

#include "common/metrics/exposer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/metrics_page.h"
#include "tests/support/status_matchers.h"

namespace referral::metrics {
namespace {

using ::referral::testing::FetchMetrics;
using ::referral::testing::IsReason;
using ::testing::HasSubstr;

TEST(MetricsTest, CountsByNameAndLabel) {
  Metrics metrics;
  metrics.Counter("referral_messages_total", "Messages.", {{"agency", "sms"}})
      .Increment(2);
  metrics.Counter("referral_messages_total", "Messages.", {{"agency", "sms"}})
      .Increment();
  metrics.Gauge("referral_queue", "Waiting.").Set(7);
  metrics.Histogram("referral_round_seconds", "Rounds.", LatencyBounds())
      .Observe(0.003);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("referral_messages_total{agency=\"sms\"} 3"));
  EXPECT_THAT(text, HasSubstr("referral_queue 7"));
  EXPECT_THAT(text, HasSubstr("referral_round_seconds_count 1"));
}

TEST(ExposerTest, ShowsTheMetricsOfItsProcess) {
  Metrics metrics;
  metrics.Counter("referral_messages_total", "Messages.").Increment(5);
  ASSERT_OK_AND_ASSIGN(const auto exposer, Exposer::Start(metrics, 0));
  EXPECT_THAT(FetchMetrics(exposer->port()),
              HasSubstr("referral_messages_total 5"));
}

TEST(ExposerTest, PortInUseIsAnError) {
  const Metrics metrics;
  ASSERT_OK_AND_ASSIGN(const auto first, Exposer::Start(metrics, 0));
  EXPECT_THAT(Exposer::Start(metrics, first->port()),
              IsReason(Reason::kPortInUse));
}

}  // namespace
}  // namespace referral::metrics
