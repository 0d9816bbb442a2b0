#include "common/model/packages.h"

#include "google/protobuf/text_format.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

// Packages as a returning state publishes them.
config::v1::Programme WithPackages() {
  config::v1::Programme programme = TestProgramme();
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(
      R"pb(
        packages {
          code: "start-adult"
          return_kinds: RETURN_KIND_READMISSION
          return_country_codes: "DE"
          age_group: AGE_GROUP_ADULT
        }
        packages {
          code: "start-minor"
          return_kinds: RETURN_KIND_READMISSION
          return_country_codes: "DE"
          age_group: AGE_GROUP_MINOR
        }
        packages { code: "arrival" return_kinds: RETURN_KIND_READMISSION }
        packages { code: "arrival-forced" return_kinds: RETURN_KIND_FORCED }
      )pb",
      &programme));
  return programme;
}

std::vector<std::string> Codes(
    const std::vector<const config::v1::Package*>& packages) {
  std::vector<std::string> codes;
  for (const config::v1::Package* package : packages) {
    codes.push_back(package->code());
  }
  return codes;
}

TEST(PackagesTest, GoByKindOfReturnCountryAndAge) {  // [28]
  const struct {
    const char* name;
    v1::ReturnKind kind;
    const char* country;
    v1::AgeGroup age;
    std::vector<std::string> want;
  } kTable[] = {
      {"an adult",
       v1::RETURN_KIND_READMISSION,
       "DE",
       v1::AGE_GROUP_ADULT,
       {"start-adult", "arrival"}},
      {"a minor",
       v1::RETURN_KIND_READMISSION,
       "DE",
       v1::AGE_GROUP_MINOR,
       {"start-minor", "arrival"}},
      {"no age recorded",
       v1::RETURN_KIND_READMISSION,
       "DE",
       v1::AGE_GROUP_UNSPECIFIED,
       {"arrival"}},
      {"another country",
       v1::RETURN_KIND_READMISSION,
       "SE",
       v1::AGE_GROUP_ADULT,
       {"arrival"}},
      {"forced",
       v1::RETURN_KIND_FORCED,
       "DE",
       v1::AGE_GROUP_ADULT,
       {"arrival-forced"}},
      {"a kind without any",
       v1::RETURN_KIND_VOLUNTARY,
       "DE",
       v1::AGE_GROUP_ADULT,
       {}},
      {"a country that is not covered",
       v1::RETURN_KIND_READMISSION,
       "FR",
       v1::AGE_GROUP_ADULT,
       {}},
  };
  const config::v1::Programme programme = WithPackages();
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(Codes(PackagesFor(programme, row.kind, row.country, row.age)),
              row.want);
  }
}

TEST(PackagesTest, EverybodyOfACaseGetsTheirOwn) {
  const config::v1::Programme programme = WithPackages();
  Story story(programme);
  EXPECT_THAT(PackagesFor(programme, story.file()), ::testing::IsEmpty());
  story.Applied(2);  // an adult and a minor, from DE
  const std::vector<PersonPackages> people =
      PackagesFor(programme, story.file());
  ASSERT_EQ(people.size(), 2u);
  EXPECT_EQ(people[0].person_id, "p1");
  EXPECT_THAT(Codes(people[0].packages), ElementsAre("start-adult", "arrival"));
  EXPECT_THAT(Codes(people[1].packages), ElementsAre("start-minor", "arrival"));

  storage::v1::CaseFile left = story.file();
  *left.mutable_people(0)->mutable_left_date() = Day(2020, 4, 1);
  ASSERT_EQ(PackagesFor(programme, left).size(), 1u);
  EXPECT_EQ(PackagesFor(programme, left)[0].person_id, "p2");
}

}  // namespace
}  // namespace referral::model
