#include "common/metrics/metrics.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "absl/cleanup/cleanup.h"
#include "common/metrics/exposer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::metrics {
namespace {

using ::referral::testing::IsReason;
using ::testing::HasSubstr;

// What a GET of /metrics on this loopback port answers.
std::string Fetch(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const absl::Cleanup closer = [fd] { close(fd); };
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address),
              sizeof(address)) != 0) {
    return "no connection";
  }
  const std::string request =
      "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (send(fd, request.data(), request.size(), 0) < 0) return "not sent";
  std::string answer;
  std::array<char, 4096> part{};
  ssize_t size = 0;
  while ((size = recv(fd, part.data(), part.size(), 0)) > 0) {
    answer.append(part.data(), static_cast<size_t>(size));
  }
  return answer;
}

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
  EXPECT_THAT(Fetch(exposer->port()), HasSubstr("referral_messages_total 5"));
}

TEST(ExposerTest, PortInUseIsAnError) {
  const Metrics metrics;
  ASSERT_OK_AND_ASSIGN(const auto first, Exposer::Start(metrics, 0));
  EXPECT_THAT(Exposer::Start(metrics, first->port()),
              IsReason(Reason::kPortInUse));
}

}  // namespace
}  // namespace referral::metrics
