#include "common/rpc/address.h"

#include "common/base/errors.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::rpc {
namespace {

using ::referral::testing::IsReason;

TEST(AddressTest, RoundTripsAndKnowsLoopback) {
  const struct {
    const char* text;
    bool loopback;
  } kCases[] = {{"127.0.0.1:0", true},         {"127.1.2.3:50051", true},
                {"localhost:1", true},         {"[::1]:443", true},
                {"0.0.0.0:50051", false},      {"[::]:50051", false},
                {"192.168.1.1:50051", false},  {"router.example:443", false},
                {"127.example.org:443", false}};
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.text);
    ASSERT_OK_AND_ASSIGN(const Address address, ParseAddress(test.text));
    EXPECT_EQ(address.ToString(), test.text);
    EXPECT_EQ(address.IsLoopback(), test.loopback);
  }
}

TEST(AddressTest, AnythingElseIsRefused) {
  for (const char* text : {"", "127.0.0.1", ":50051", "127.0.0.1:", "::1:443",
                           "127.0.0.1:65536", "127.0.0.1:x", "host:-1"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(ParseAddress(text), IsReason(Reason::kInvalidField));
  }
}

}  // namespace
}  // namespace referral::rpc
