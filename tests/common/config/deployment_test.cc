#include "common/config/deployment.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/base/utf8.h"
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
    {"region of no shape", "role: AGENCY_ROLE_PROVIDER",
     "role: AGENCY_ROLE_PROVIDER region_codes: \"Baku City\"", "d.textproto:4",
     "region code"},
    {"region twice", "role: AGENCY_ROLE_PROVIDER",
     "role: AGENCY_ROLE_PROVIDER region_codes: [\"baku\", \"baku\"]",
     "d.textproto:4", "duplicate region"},
    {"language of no shape", "role: AGENCY_ROLE_PROVIDER",
     "role: AGENCY_ROLE_PROVIDER language_codes: \"aze\"", "d.textproto:4",
     "bad language"},
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
     "1 to 600"},
    {"a region in words", "name: \"Health\"",
     "name: \"Health\" region_codes: [\"baku\", \"All of it\"]",
     "d.textproto:4", "region code"},
    {"a region twice", "name: \"Health\"",
     "name: \"Health\" region_codes: [\"baku\", \"baku\"]", "d.textproto:4",
     "duplicate region"},
    {"a language in words", "name: \"Health\"",
     "name: \"Health\" language_codes: \"Azerbaijani\"", "d.textproto:4",
     "language"},
    {"a language twice", "name: \"Health\"",
     "name: \"Health\" language_codes: [\"az\", \"az\"]", "d.textproto:4",
     "duplicate language"},
    {"an unknown successor", "name: \"Health\"",
     "name: \"Health\" successor: \"clinic\"", "d.textproto:4",
     "unknown agency \"clinic\""},
    {"its own successor", "name: \"Health\"",
     "name: \"Health\" successor: \"health\"", "d.textproto:4", "in a circle"},
    {"a successor that looks after nobody", "name: \"Health\"",
     "name: \"Health\" successor: \"border\"", "d.textproto:4",
     "neither a provider nor the lead"},
    {"a lead that leaves", "name: \"Migration\"",
     "name: \"Migration\" successor: \"health\"", "d.textproto:3",
     "does not leave"},
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

// What the parser says quotes the file, and people read it on a terminal.
TEST(DeploymentTest, AnErrorIsPrintableWhateverTheFileHolds) {
  const std::string text = kDeployment;
  for (const char* word : {"home", "AZ", "name", "AGENCY_ROLE_LEAD", "8"}) {
    for (const char* odd : {"\x01", "\x1b", "\x7f", "\xc2\x9b", "\\x1b"}) {
      const std::string odd_text =
          absl::StrReplaceAll(text, {{word, absl::StrCat(odd, word)}});
      const auto loaded = ParseDeployment("d.textproto", odd_text);
      ASSERT_THAT(loaded, IsReason(Reason::kConfigInvalid)) << odd_text;
      const std::string said = Describe(loaded.status());
      EXPECT_TRUE(IsValidUtf8(said)) << absl::CHexEscape(said);
      EXPECT_FALSE(HasControlCharacters(said)) << absl::CHexEscape(said);
    }
  }
}

TEST(DeploymentTest, NumbersOfTheFrontDoorHaveARange) {
  constexpr char kAge[] = "front_door { max_connection_age_seconds: ";
  constexpr char kSlow[] = "front_door { slow_reader_seconds: ";
  constexpr char kBytes[] =
      "agencies { id: 'x' name: 'X' role: AGENCY_ROLE_PARTNER "
      "limits { max_message_bytes: ";
  const struct {
    std::string name;
    std::string open;
    std::vector<uint32_t> good;
    std::vector<uint32_t> bad;
    std::string close;
  } kCases[] = {
      {"age", kAge, {0, 10, 86'400}, {1, 9, 86'401}, "}"},
      {"slow reader", kSlow, {0, 1, 600}, {601}, "}"},
      {"message", kBytes, {0, 1024, 262'144}, {1, 1023, 262'145}, "}}"}};
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.name);
    const auto parse = [&test](uint32_t value) {
      return ParseDeployment("d.textproto", absl::StrCat(kDeployment, test.open,
                                                         value, test.close));
    };
    for (uint32_t value : test.good) EXPECT_THAT(parse(value), IsOk());
    for (uint32_t value : test.bad) {
      EXPECT_THAT(parse(value), IsReason(Reason::kConfigInvalid));
      EXPECT_EQ(Where(parse(value).status()), "d.textproto:17");
      EXPECT_THAT(std::string(parse(value).status().message()),
                  StartsWith(absl::StrCat(value, " is not in ")));
    }
  }
}

// [18]
TEST(DeploymentTest, SuccessorsLeadToSomebodyWhoIsStillThere) {
  const auto parse = [](const std::string& of_b) {
    return ParseDeployment(
        "d.textproto",
        absl::StrCat(kDeployment,
                     "agencies { id: 'a' name: 'A' role: AGENCY_ROLE_PROVIDER "
                     "successor: 'b' }\n"
                     "agencies { id: 'b' name: 'B' role: AGENCY_ROLE_PROVIDER "
                     "successor: '",
                     of_b, "' }"));
  };
  EXPECT_THAT(parse("health"), IsOk());
  EXPECT_THAT(parse("sms"), IsOk());
  EXPECT_THAT(std::string(parse("a").status().message()),
              HasSubstr("in a circle"));
  EXPECT_EQ(Where(parse("a").status()), "d.textproto:17");
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
