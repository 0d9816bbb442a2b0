#include "common/crypto/key_file.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace referral::crypto {
namespace {

using ::testing::HasSubstr;

// The key of RFC 8410, section 10.3.
constexpr char kPem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kPublicHex[] =
    "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

class KeyFileTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& text, mode_t mode = 0600) {
    const std::string path = dir_.path() + "/key";
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  testing::TempDir dir_;
};

TEST_F(KeyFileTest, ReadsWhatOpensslWrites) {
  const auto key = ReadSigningKeyFile(Write(kPem));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToHex(key->public_key()), kPublicHex);
}

TEST_F(KeyFileTest, RefusesWhatIsNoSigningKey) {
  const struct {
    const char* name;
    std::string text;
  } kCases[] = {
      {"empty", ""},
      {"no PEM", "hello"},
      {"cut off", std::string(kPem).substr(0, 60)},
      {"another algorithm",
       "-----BEGIN PRIVATE KEY-----\n"
       "MC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
       "-----END PRIVATE KEY-----\n"},
      {"no base64",
       "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----\n"},
      {"too large", std::string(10'000, 'x')},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_TRUE(HasReason(ReadSigningKeyFile(Write(c.text)).status(),
                          Reason::kKeyFileInvalid));
  }
  EXPECT_TRUE(HasReason(ReadSigningKeyFile(dir_.path()).status(),
                        Reason::kKeyFileInvalid));
  EXPECT_TRUE(HasReason(ReadSigningKeyFile(dir_.path() + "/none").status(),
                        Reason::kKeyFileInvalid));
}

TEST_F(KeyFileTest, FileThatOthersMayReadIsRefusedUnlessSystemdGuardsIt) {
  for (const mode_t mode : {0640, 0604, 0660}) {
    const auto status = ReadSigningKeyFile(Write(kPem, mode)).status();
    EXPECT_TRUE(HasReason(status, Reason::kKeyFileInvalid));
    EXPECT_THAT(Describe(status), HasSubstr("group or others"));
  }
  const std::string path = Write(kPem, 0440);
  setenv("CREDENTIALS_DIRECTORY", dir_.path().c_str(), 1);
  EXPECT_TRUE(ReadSigningKeyFile(path).ok());
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(KeyFileTest, MasterKeysStandOneALineTheFirstWraps) {
  const std::string a(64, 'a');
  const std::string b(64, 'b');
  const auto only_a = ReadMasterKeyFile(Write(a + "\n"));
  ASSERT_TRUE(only_a.ok()) << only_a.status();
  const auto both = ReadMasterKeyFile(Write("# new\n" + b + "\n\n" + a));
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_NE(both->id(), only_a->id());
  EXPECT_EQ(both->id().size(), 16u);

  const std::string secret(32, 's');
  const absl::Span<const uint8_t> bytes(
      reinterpret_cast<const uint8_t*>(secret.data()), secret.size());
  const std::string wrapped = only_a->Wrap("c", bytes);
  std::string out(32, '\0');
  const absl::Span<uint8_t> into(reinterpret_cast<uint8_t*>(out.data()),
                                 out.size());
  EXPECT_TRUE(both->Unwrap(only_a->id(), "c", wrapped, into));
  EXPECT_EQ(out, secret);
  EXPECT_FALSE(both->Unwrap(both->id(), "c", wrapped, into));
}

TEST_F(KeyFileTest, BadMasterKeyFileNamesTheLineAndShowsNoKey) {
  const std::string good(64, 'a');
  const struct {
    const char* name;
    std::string text;
    const char* where;
  } kCases[] = {
      {"empty", "# nothing\n", "key"},
      {"short", good + "\n" + good.substr(1) + "\n", "key:2"},
      {"no digits", std::string(64, 'g'), "key:1"},
      {"twice", good + "\n" + good + "\n", "key:2"},
      {"blanks", " " + good.substr(1), "key:1"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const auto status = ReadMasterKeyFile(Write(c.text)).status();
    EXPECT_TRUE(HasReason(status, Reason::kKeyFileInvalid));
    EXPECT_THAT(Where(status), ::testing::EndsWith(c.where));
    EXPECT_THAT(Describe(status), ::testing::Not(HasSubstr(good.substr(1))));
  }
}

}  // namespace
}  // namespace referral::crypto
