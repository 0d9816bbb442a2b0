// Tables of refusals: one act that is accepted, and what spoils it.
#ifndef REFERRAL_TESTS_COMMON_MODEL_REFUSALS_H_
#define REFERRAL_TESTS_COMMON_MODEL_REFUSALS_H_

#include <functional>
#include <string>
#include <vector>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/model/case_builder.h"
#include "tests/support/status_matchers.h"

namespace referral::model::testing {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;

struct Refusal {
  std::string name;
  std::function<void(v1::Act&)> spoil;
  Reason want;
  // Where the error says it is, after "acts[0]."; not checked if empty.
  std::string where = "";
};

// `act` is accepted from `sender`; each row of the table spoils it.
inline void ExpectRefusals(const Story& story, const std::string& sender,
                           const v1::Act& act,
                           const std::vector<Refusal>& table) {
  EXPECT_THAT(story.Try(sender, {act}), IsOk());
  for (const Refusal& row : table) {
    SCOPED_TRACE(row.name);
    v1::Act spoilt = act;
    row.spoil(spoilt);
    const absl::StatusOr<v1::Effects> effects = story.Try(sender, {spoilt});
    EXPECT_THAT(effects, IsReason(row.want));
    if (!row.where.empty()) {
      EXPECT_EQ(Where(effects.status()), "acts[0]." + row.where);
    }
  }
}

}  // namespace referral::model::testing

#endif  // REFERRAL_TESTS_COMMON_MODEL_REFUSALS_H_
