#include "common/model/erasure.h"

#include "common/model/deadlines.h"
#include "common/model/need_to_know.h"
#include "common/model/needs_export.h"
#include "common/model/policy_move.h"
#include "common/model/report.h"
#include "common/model/reroute.h"
#include "common/model/response_times.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

TEST(ErasureTest, OnlyAnArchivedCaseIsErased) {
  storage::v1::CaseFile file;
  EXPECT_THAT(CheckErasable(file), IsReason(Reason::kCaseNotFound));
  for (int i = v1::CaseStatus_MIN; i <= v1::CaseStatus_MAX; ++i) {
    const auto status = static_cast<v1::CaseStatus>(i);
    SCOPED_TRACE(v1::CaseStatus_Name(status));
    file.set_last_sequence(7);
    file.set_status(status);
    if (status == v1::CASE_STATUS_ARCHIVED) {
      EXPECT_OK(CheckErasable(file));
    } else {
      EXPECT_THAT(CheckErasable(file),
                  IsReason(status == v1::CASE_STATUS_ERASED
                               ? Reason::kCaseErased
                               : Reason::kCaseNotArchived));
    }
  }
}

TEST(ErasureTest, EverybodyWhoHeldSomethingIsTold) {
  Story story;
  story.Active(2).Referred(Id(2), "documents.passport");
  // The router itself holds no copy that it would have to be told of.
  EXPECT_THAT(AgenciesThatHold(story.file()),
              ElementsAre("health", "ngo", "sms"));
}

TEST(ErasureTest, WhatIsLeftCountsNowhere) {
  Story story;
  story.Active(2);
  ASSERT_OK(story.Send("sms", {acts::Complaint(Id(9))}));
  ASSERT_OK(story.Send("sms", {acts::Emergency("p1")}));
  ASSERT_NE(NextDueTime(story.file()), absl::InfiniteFuture());
  const storage::v1::CaseFile left = Tombstone(story.file());
  EXPECT_EQ(NextDueTime(left), absl::InfiniteFuture());
  EXPECT_TRUE(FollowOn(left, {acts::Declined(Id(1))}, story.context()).empty());
  EXPECT_TRUE(IsOver(left.status()));
  const Programme programme(TestProgramme(), 1);
  ReportBuilder report(programme);
  report.Add(left);
  EXPECT_EQ(report.Finish().SerializeAsString(),
            ReportBuilder(programme).Finish().SerializeAsString());
  NeedsExporter needs(programme, absl::CivilDay(2020, 6, 1));
  needs.Add(left);
  EXPECT_EQ(needs.Finish().people_counted(), 0u);
  ResponseTimes times(story.context().now);
  times.Add(left);
  EXPECT_TRUE(times.Rows().empty());
}

TEST(ErasureTest, NoAgencyThatWorkedOnItHasARowOfIt) {
  Story story;
  story.Active(2);
  const storage::v1::CaseFile left = Tombstone(story.file());
  EXPECT_FALSE(
      MaySeeCase(left, {Reader::Kind::kAgency, "sms", v1::AGENCY_ROLE_LEAD}));
  EXPECT_FALSE(MaySeeCase(
      left, {Reader::Kind::kAgency, "health", v1::AGENCY_ROLE_PROVIDER}));
  EXPECT_TRUE(MaySeeCase(
      left, {Reader::Kind::kOperator, "", v1::AGENCY_ROLE_UNSPECIFIED}));
}

TEST(ErasureTest, WhatIsLeftTellsOfNobody) {
  Story story;
  story.Active(2);
  const storage::v1::CaseFile left = Tombstone(story.file());
  storage::v1::CaseFile want;
  want.set_case_id(story.file().case_id());
  want.set_status(v1::CASE_STATUS_ERASED);
  want.set_last_sequence(story.file().last_sequence());
  want.set_last_digest(story.file().last_digest());
  *want.mutable_opened_time() = story.file().opened_time();
  *want.mutable_last_recorded_time() = story.file().last_recorded_time();
  want.set_message_prints(story.file().message_prints());
  EXPECT_EQ(left.SerializeAsString(), want.SerializeAsString());
}

}  // namespace
}  // namespace referral::model
