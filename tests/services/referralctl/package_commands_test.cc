#include "services/referralctl/package_commands.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/common/config/texts.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::referralctl {
namespace {

using ::testing::HasSubstr;
using testing::IsReason;
using ::testing::Not;

class PackageCommandsTest : public ::testing::Test {
 protected:
  PackageCommandsTest() {
    std::ofstream(question_.deployment) << testing::kDeployment;
    std::ofstream(question_.programme) << testing::kProgramme;
  }

  const testing::TempDir dir_;
  PackageQuestion question_ = {dir_.Join("p.textproto"),
                               dir_.Join("d.textproto"), "", "", ""};
};

TEST_F(PackageCommandsTest, ListsWhatTheFileHas) {  // [28]
  ASSERT_OK_AND_ASSIGN(const std::string text,
                       PackagesText(question_, false, Style{80, false}));
  EXPECT_THAT(text, HasSubstr("eu-adult"));
  EXPECT_THAT(text, HasSubstr("EUR 615.00"));
  EXPECT_THAT(text, HasSubstr("cash"));
  ASSERT_OK_AND_ASSIGN(const std::string json,
                       PackagesText(question_, true, Style{}));
  const auto packages = nlohmann::json::parse(json)["packages"];
  ASSERT_EQ(packages.size(), 1u);
  EXPECT_EQ(packages[0]["amount_minor_units"], 61500);
  EXPECT_EQ(packages[0]["return_kinds"], "readmission");
}

TEST_F(PackageCommandsTest, ListsWhatSomebodyGets) {  // [28]
  question_.return_kind = "readmission";
  question_.country = "DE";
  question_.age = "adult";
  ASSERT_OK_AND_ASSIGN(std::string text,
                       PackagesText(question_, false, Style{80, false}));
  EXPECT_THAT(text, HasSubstr("eu-adult"));
  question_.country = "SE";
  ASSERT_OK_AND_ASSIGN(text, PackagesText(question_, false, Style{80, false}));
  EXPECT_THAT(text, Not(HasSubstr("eu-adult")));
}

TEST_F(PackageCommandsTest, WrongQuestionsAreRefused) {
  question_.return_kind = "readmission";
  EXPECT_THAT(PackagesText(question_, false, Style{}),
              IsReason(Reason::kInvalidFlag));
  question_.country = "DE";
  question_.return_kind = "teleport";
  EXPECT_THAT(PackagesText(question_, false, Style{}),
              IsReason(Reason::kInvalidFlag));
  question_.return_kind = "readmission";
  question_.age = "old";
  EXPECT_THAT(PackagesText(question_, false, Style{}),
              IsReason(Reason::kInvalidFlag));
  question_.age = "";
  question_.programme = dir_.Join("none");
  EXPECT_THAT(PackagesText(question_, false, Style{}),
              IsReason(Reason::kInvalidArgumentFile));
}

}  // namespace
}  // namespace referral::referralctl
