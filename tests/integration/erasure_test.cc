// The end of a case [31], with real processes: nobody can read what was erased,
// neither router nor agencies, and yet its log verifies.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;
using v1::Notice;

class ErasureTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {kRouter, "sms-intake", "health"}) {
      ASSERT_OK(system_.Start(name));
    }
  }
  void TearDown() override { EXPECT_OK(system_.StopAll()); }

  // Serves `referral_id`, closes the case and puts it away; the case id.
  std::string Archived(const std::string& referral_id, bool followed_up) {
    std::string case_id = story_.OpenActiveCase(referral_id);
    EXPECT_OK(story_.TakeUp("health", case_id, referral_id));
    EXPECT_OK(story_.Complete("health", case_id, referral_id));
    EXPECT_OK(story_.Lead(
        case_id, {absl::StrCat("outcome_acknowledged { referral_id: '",
                               referral_id, "' }"),
                  "closing_started {}", "case_closed { scope: SCOPE_FULL }"}));
    if (followed_up) {
      EXPECT_OK(story_.Say<v1::RecordFollowUpRequest>(
          "sms", "SmsIntakeService/RecordFollowUp", case_id,
          "follow_up { finding_code: 'STABLE' }"));
    }
    EXPECT_OK(story_.Say<v1::ArchiveCaseRequest>(
        "sms", "SmsIntakeService/ArchiveCase", case_id, ""));
    return case_id;
  }

  // As operator-ops.
  absl::Status Erase(const std::string& case_id, const std::string& approver) {
    v1::EraseCaseRequest request;
    request.set_case_id(case_id);
    request.set_approver(approver);
    request.set_reason("the retention period is over");
    return story_.Operator()
        .Call<v1::EraseCaseResponse>("referral.v1.OpsService/EraseCase",
                                     request)
        .status();
  }
  CommandResult CtlErase(const std::string& case_id,
                         const std::string& approver) {
    return system_.Ctl({"case", "erase", case_id, "--approver", approver,
                        "--reason", "the retention period is over"});
  }

  void ExpectErased(const std::string& case_id) {
    EXPECT_THAT(story_.CaseFor("sms", case_id),
                IsReason(Reason::kCaseNotFound));
    EXPECT_THAT(story_.CaseFor("health", case_id),
                IsReason(Reason::kCaseNotFound));
    const nlohmann::json shown = story_.Ctl({"case", "show", case_id});
    EXPECT_EQ(shown["summary"]["status"], "CASE_STATUS_ERASED");
    EXPECT_EQ(shown["summary"]["people_count"], 0);
  }

  System system_;
  const Story story_{system_};
};

TEST_F(ErasureTest, WhatIsErasedNobodyReadsAndTheLogVerifies31) {
  std::vector<std::string> erased;
  for (const bool followed_up : {false, true}) {
    SCOPED_TRACE(followed_up);
    const std::string referral_id = NewUuid();
    const std::string case_id = Archived(referral_id, followed_up);
    EXPECT_TRUE(story_.ItemOf("health", referral_id).ok());
    const CommandResult done = CtlErase(case_id, "operator-two");
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr(case_id));
    erased.push_back(case_id);

    ExpectErased(case_id);
    EXPECT_THAT(Erase(case_id, "operator-two"), IsReason(Reason::kCaseErased));
    EXPECT_THAT(story_.Lead(case_id, {"case_resumed {}"}),
                IsReason(Reason::kCaseErased));
    EXPECT_TRUE(
        Await([&] { return !story_.ItemOf("health", referral_id).ok(); }));
    for (const char* agency : {"health", "sms"}) {
      story_.AwaitNotice(agency, [&](const Notice& notice) {
        return notice.kind() == Notice::KIND_ERASED &&
               notice.case_id() == case_id;
      });
    }
  }
  EXPECT_EQ(story_.ReportFor("sms").erased_cases(), erased.size());
  story_.ExpectVerified();

  // Neither a restart brings it back nor deriving everything from the log.
  for (const char* flag : {"", "--rebuild"}) {
    SCOPED_TRACE(flag);
    ASSERT_OK(system_.Stop(kRouter));
    if (*flag != '\0') system_.AddRouterFlags({flag});
    ASSERT_OK(system_.Start(kRouter));
    for (const std::string& case_id : erased) ExpectErased(case_id);
    EXPECT_EQ(story_.ReportFor("sms").erased_cases(), erased.size());
    story_.ExpectVerified();
  }
}

TEST_F(ErasureTest, AnOpenCaseIsNotErasedNorOneThatNobodyElseApproves31) {
  const std::string open = story_.OpenActiveCase(NewUuid());
  const std::string archived = Archived(NewUuid(), false);
  ASSERT_OK_AND_ASSIGN(const std::uint64_t position,
                       story_.Operator().LastPosition());
  ASSERT_OK_AND_ASSIGN(const v1::Case before, story_.CaseFor("sms", open));

  EXPECT_THAT(Erase(open, "operator-two"), IsReason(Reason::kCaseNotArchived));
  const CommandResult refused = CtlErase(open, "operator-two");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("CASE_NOT_ARCHIVED"));
  const absl::Status alone = Erase(archived, "ops");
  EXPECT_THAT(alone, IsReason(Reason::kApproverRequired));
  EXPECT_EQ(Where(alone), "approver");
  EXPECT_THAT(CtlErase(archived, "ops").err, HasSubstr("APPROVER_REQUIRED"));

  EXPECT_THAT(story_.Operator().LastPosition(), IsOkAndHolds(position));
  ASSERT_OK_AND_ASSIGN(const v1::Case after, story_.CaseFor("sms", open));
  EXPECT_EQ(after.DebugString(), before.DebugString());
  ASSERT_OK_AND_ASSIGN(const v1::Case kept, story_.CaseFor("sms", archived));
  EXPECT_EQ(kept.summary().status(), v1::CASE_STATUS_ARCHIVED);
  story_.ExpectVerified();
}

}  // namespace
}  // namespace referral::testing
