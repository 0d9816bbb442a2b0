#include "tests/bench/plot.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Result ResultOf(const std::string& name, double per_second,
                absl::Duration p50) {
  Result result;
  result.name = name;
  result.per_second = {per_second - 10, per_second, per_second + 10};
  result.p50 = {p50, p50, p50};
  return result;
}

TEST(PlotTest, ThoseThatDoTheSameStandTogether) {
  const std::string plot =
      PlotOf({}, {ResultOf("submit-many", 12469, absl::Milliseconds(4)),
                  ResultOf("flow", 8015, absl::Milliseconds(4)),
                  ResultOf("grpc echo unary", 30000, absl::Milliseconds(4)),
                  ResultOf("etcd submit", 15765, absl::Milliseconds(4))});
  EXPECT_LT(plot.find(">submit-many<"), plot.find(">etcd submit<"));
  EXPECT_LT(plot.find(">etcd submit<"), plot.find(">flow<"));
  EXPECT_LT(plot.find(">flow<"), plot.find(">grpc echo unary<"));
  EXPECT_THAT(plot, HasSubstr(">12,469<"));
  EXPECT_THAT(plot, HasSubstr("other brokers"));
}

TEST(PlotTest, AnOpenLoopShowsHowLongAMessageTakes) {
  Schedule schedule;
  schedule.rate = 100;
  const std::string plot =
      PlotOf(schedule, {ResultOf("flow", 100, absl::Microseconds(1900))});
  EXPECT_THAT(plot, HasSubstr(">1.90 ms<"));
  EXPECT_THAT(plot, Not(HasSubstr("other brokers")));
}

}  // namespace
}  // namespace referral::bench
