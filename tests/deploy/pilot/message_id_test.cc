#include "deploy/pilot/message_id.h"

#include <set>

#include "common/base/ids.h"
#include "gtest/gtest.h"

namespace referral::pilot {
namespace {

TEST(MessageIdTest, SameStepOfTheSameLineHasTheSameId) {
  EXPECT_EQ(DerivedUuid("p", "line", "apply"),
            DerivedUuid("p", "line", "apply"));
}

TEST(MessageIdTest, EveryIdIsAUuid) {
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(IsUuid(DerivedUuid("p", "line", std::to_string(i))));
  }
}

TEST(MessageIdTest, ProgrammeLineAndNameNeverRunTogether) {
  const std::set<std::string> ids = {
      DerivedUuid("p", "line", "apply"), DerivedUuid("pl", "ine", "apply"),
      DerivedUuid("p", "linea", "pply"), DerivedUuid("", "pline", "apply"),
      DerivedUuid("p", "line", "decide")};
  EXPECT_EQ(ids.size(), 5u);
}

}  // namespace
}  // namespace referral::pilot
