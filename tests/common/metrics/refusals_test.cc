#include "common/metrics/refusals.h"

#include <thread>
#include <vector>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RefusalsTest, CountsByPlaceAndReason) {
  Metrics metrics;
  Refusals refusals(metrics);
  const absl::Status revoked = MakeError(Reason::kCertificateRevoked, "no");
  refusals.OnRefused("handshake", revoked);
  refusals.OnRefused("handshake", revoked);
  refusals.OnRefused("call", revoked);
  EXPECT_THAT(metrics.Text(),
              HasSubstr("referral_refusals_total{reason=\"CERTIFICATE_REVOKED\""
                        ",where=\"handshake\"} 2"));
  EXPECT_THAT(metrics.Text(),
              HasSubstr("referral_refusals_total{reason=\"CERTIFICATE_REVOKED\""
                        ",where=\"call\"} 1"));
}

TEST(RefusalsTest, OkIsNoRefusal) {
  Metrics metrics;
  Refusals refusals(metrics);
  refusals.OnRefused("call", absl::OkStatus());
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("referral_refusals_total")));
}

TEST(RefusalsTest, ReasonThatIsNotOfTheCatalogueIsNoLabel) {
  Metrics metrics;
  Refusals refusals(metrics);
  refusals.OnRefused("call", absl::UnavailableError("gone"));
  refusals.OnRefused("call", FromReasonCode("ANYBODYS_TEXT", "no", "",
                                            absl::StatusCode::kUnavailable));
  EXPECT_THAT(metrics.Text(),
              HasSubstr("{reason=\"UNAVAILABLE\",where=\"call\"} 2"));
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("ANYBODYS_TEXT")));
}

TEST(RefusalsTest, ManyThreadsLoseNoCount) {
  Metrics metrics;
  Refusals refusals(metrics);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&refusals] {
      for (int n = 0; n < 250; ++n) {
        refusals.OnRefused("call", MakeError(Reason::kRateLimited, "slow"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Text(),
              HasSubstr("{reason=\"RATE_LIMITED\",where=\"call\"} 1000"));
}

}  // namespace
}  // namespace referral::metrics
