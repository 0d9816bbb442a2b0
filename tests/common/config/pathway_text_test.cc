#include "common/config/pathway_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::config {
namespace {

using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

::referral::config::v1::Programme Pathways() {
  ::referral::config::v1::Programme programme;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        id: "test"
        services {
          code: "shelter"
          providers: [ "ngo-a", "ngo-b" ]
        }
        services { code: "school" providers: "ngo-a" }
        pathways {
          need_code: "housing"
          service_codes: "shelter"
          next_need_codes: "schooling"
        }
        pathways {
          need_code: "schooling"
          service_codes: "school"
          follow_up_months: 1
        }
      )pb",
      &programme));
  return programme;
}

constexpr char kSchooling[] =
    "schooling\n  school: ngo-a\n  follow-up after 1 month\n";

TEST(PathwayTextTest, TellsServicesProvidersAndWaysOn26) {
  const std::string whole = absl::StrCat(
      "housing\n  shelter: ngo-a, ngo-b\n  may lead to: schooling\n\n",
      kSchooling);
  EXPECT_THAT(PathwayText(Pathways(), ""), IsOkAndHolds(whole));
  EXPECT_THAT(PathwayText(Pathways(), "housing"), IsOkAndHolds(whole))
      << "with what it may lead to";
  EXPECT_THAT(PathwayText(Pathways(), "schooling"), IsOkAndHolds(kSchooling));
}

TEST(PathwayTextTest, DrawsAGraph26) {
  const auto dot = PathwayDot(Pathways(), "");
  ASSERT_OK(dot);
  for (const char* line :
       {"digraph \"test\" {\n", "\"need:housing\" -> \"service:shelter\";\n",
        "\"service:shelter\" -> \"provider:ngo-b\";\n",
        "\"need:housing\" -> \"need:schooling\" [style=dashed];\n",
        "\"need:schooling\" -> \"follow-up\" [label=\"1 month\"];\n"}) {
    EXPECT_THAT(*dot, HasSubstr(line));
  }
  EXPECT_THAT(*PathwayDot(Pathways(), "schooling"), Not(HasSubstr("housing")));
}

TEST(PathwayTextTest, ANeedThatThereIsNotIsSaid) {
  EXPECT_THAT(PathwayText(Pathways(), "none"), IsReason(Reason::kNotFound));
  EXPECT_THAT(PathwayDot(Pathways(), "none"), IsReason(Reason::kNotFound));
}

TEST(PathwayTextTest, AProviderIsNamedOnce) {
  ::referral::config::v1::Programme programme = Pathways();
  programme.mutable_pathways(0)->add_service_codes("school");
  EXPECT_THAT(ProvidersOf(programme, programme.pathways(0)),
              ElementsAre("ngo-a", "ngo-b"));
}

}  // namespace
}  // namespace referral::config
