#include "common/config/deployment.h"

#include "tests/common/config/texts.h"
#include "tests/support/status_matchers.h"

namespace referral::config {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::kDeployment;
using ::referral::testing::Spoil;
using ::referral::testing::Spoiled;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr Spoiled kSpoiled[] = {
    {"not textproto", "home: \"AZ\"", "home \"AZ\"", "d.textproto:1:6", ""},
    {"unknown field", "trust_domain", "trust", "d.textproto:2:6", "trust"},
    {"unknown role", "AGENCY_ROLE_NOTIFIER", "AGENCY_ROLE_BOSS",
     "d.textproto:8", "AGENCY_ROLE_BOSS"},
    {"a role by a number nobody knows", "AGENCY_ROLE_NOTIFIER", "77",
     "d.textproto:8", "role"},
    {"home code", "\"AZ\"", "\"az\"", "d.textproto:1", "home code"},
    {"trust domain", "referral.az", "Referral AZ", "d.textproto:2",
     "trust domain"},
    {"no trust domain", "trust_domain: \"referral.az\"", "", "d.textproto:1",
     "trust domain"},
    {"agency id", "\"health\"", "\"He alth\"", "d.textproto:4", "agency id"},
    {"duplicate agency", "\"border\"", "\"sms\"", "d.textproto:6",
     "duplicate agency \"sms\""},
    {"no role", "  role: AGENCY_ROLE_NOTIFIER\n", "\n", "d.textproto:5",
     "no known role"},
    {"no name", "name: \"Border\"", "", "d.textproto:5", "name is missing"},
    {"no lead", "AGENCY_ROLE_LEAD", "AGENCY_ROLE_PROVIDER", "d.textproto:3",
     "AGENCY_ROLE_LEAD"},
    {"two leads", "AGENCY_ROLE_PROVIDER", "AGENCY_ROLE_LEAD", "d.textproto:4",
     "second lead"},
    {"short key", "00112233445566778899aabbccddeeff0", "0", "d.textproto:11",
     "64 hexadecimal"},
    {"key ends before it begins", "year: 2022", "year: 2020", "d.textproto:13",
     "ends before"},
    {"day that does not exist", "year: 2021 month: 1", "year: 2021 month: 13",
     "d.textproto:12", "no day 2021-13-1"},
    {"too many attempts", "max_attempts: 8", "max_attempts: 101",
     "d.textproto:16", "100 attempts"},
    {"delays the wrong way round", "first_delay_ms: 100",
     "first_delay_ms: 1001", "d.textproto:16", "longer than the longest"},
    {"too many streams", "role: AGENCY_ROLE_NOTIFIER",
     "role: AGENCY_ROLE_NOTIFIER limits { max_streams: 65 }", "d.textproto:8",
     "64 streams"},
    {"messages too small", "role: AGENCY_ROLE_NOTIFIER",
     "role: AGENCY_ROLE_NOTIFIER limits { max_message_bytes: 1023 }",
     "d.textproto:8", "1024 to 262144"},
    {"messages too large", "role: AGENCY_ROLE_NOTIFIER",
     "role: AGENCY_ROLE_NOTIFIER limits { max_message_bytes: 262145 }",
     "d.textproto:8", "1024 to 262144"},
    {"patience without end", "home: \"AZ\"",
     "home: \"AZ\" front_door { slow_reader_seconds: 601 }", "d.textproto:1",
     "1 to 600 seconds"},
    {"not UTF-8", "Border", "B\xff", "d.textproto:7", "UTF-8"},
};

TEST(DeploymentTest, GoodFileIsTakenWhole) {
  const auto loaded = ParseDeployment("d.textproto", kDeployment);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->deployment.agencies_size(), 3);
  EXPECT_EQ(loaded->text, kDeployment);
}

TEST(DeploymentTest, BadFileIsRefusedWithLineAndReason) {
  for (const Spoiled& spoiled : kSpoiled) {
    SCOPED_TRACE(spoiled.name);
    const auto loaded =
        ParseDeployment("d.textproto", Spoil(kDeployment, spoiled));
    EXPECT_THAT(loaded, IsReason(Reason::kConfigInvalid));
    EXPECT_THAT(std::string(loaded.status().message()),
                HasSubstr(spoiled.reason));
    EXPECT_EQ(Where(loaded.status()), spoiled.where);
  }
}

TEST(DeploymentTest, EmptyFileIsRefused) {
  EXPECT_THAT(ParseDeployment("d.textproto", ""),
              IsReason(Reason::kConfigInvalid));
}

TEST(DeploymentTest, FileThatIsNotThereIsNamed) {
  const auto loaded = LoadDeployment("/nonexistent/d.textproto");
  EXPECT_THAT(loaded, IsReason(Reason::kInvalidArgumentFile));
  EXPECT_THAT(Where(loaded.status()), StartsWith("/nonexistent/"));
}

TEST(DeploymentTest, CommentsAndOrderDoNotChangeTheCanonicalText) {
  const auto plain = ParseDeployment("d.textproto", kDeployment);
  std::string other = "# a comment\n";
  other += absl::StrReplaceAll(kDeployment, {{"home: \"AZ\"\n", ""}});
  other += "home: 'AZ'";
  const auto shuffled = ParseDeployment("e.textproto", other);
  ASSERT_THAT(plain, IsOk());
  ASSERT_THAT(shuffled, IsOk());
  EXPECT_EQ(plain->canonical, shuffled->canonical);
  EXPECT_NE(plain->text, shuffled->text);
}

}  // namespace
}  // namespace referral::config
