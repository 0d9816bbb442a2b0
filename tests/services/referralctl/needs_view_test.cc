#include "services/referralctl/needs_view.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace referral::referralctl {
namespace {

using ::testing::HasSubstr;

v1::NeedsExport SomeNeeds() {
  v1::NeedsExport needs;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        programme_id: "az-restart"
        smallest_count: 5
        people_counted: 15
        suppressed_people: 5
        as_of_time { seconds: 1552000000 }
        rows {
          need_code: "schooling"
          region_code: "baku"
          return_country_code: "DE"
          sex: SEX_FEMALE
          age_group: AGE_GROUP_MINOR
          people: 9
          continuing: 6
        }
        rows { need_code: "schooling" people: 7 }
      )pb",
      &needs));
  return needs;
}

TEST(NeedsViewTest, CsvHasALineForEachRow) {  // [20]
  EXPECT_EQ(NeedsCsv(SomeNeeds()),
            "need,region,return_country,sex,age_group,people,continuing\r\n"
            "schooling,baku,DE,female,minor,9,6\r\n"
            "schooling,,,,,7,0\r\n");
}

TEST(NeedsViewTest, TheTableSaysWhatItLeavesOut) {
  const std::string text = NeedsText(SomeNeeds(), Style());
  EXPECT_THAT(text, HasSubstr("Needs in az-restart as of 2019-03-07"));
  EXPECT_THAT(text, HasSubstr("female"));
  EXPECT_THAT(text, HasSubstr("left out, at least 5"));
  EXPECT_THAT(text, HasSubstr("No row has fewer than 5 people"));
}

}  // namespace
}  // namespace referral::referralctl
