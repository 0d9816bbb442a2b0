// What breaks a rule of the domain, said at a desk or to the router: refused as
// a whole, with a reason, and with the field that is wrong.
#include <functional>
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

struct Refusal {
  const char* name;
  std::function<absl::Status()> call;
  Reason reason;
  const char* where;
};

class RuleRefusalsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {kRouter, "sms-intake", "ngo"}) {
      ASSERT_OK(system_.Start(name));
    }
    one_ = story_.OpenCase({.adults = 1});
    two_ = story_.OpenCase({.adults = 2});
  }
  void TearDown() override { EXPECT_OK(system_.StopAll()); }

  absl::Status Join(const std::string& person_id) {
    return story_.Say<v1::AddPersonRequest>(
        "sms", "SmsIntakeService/AddPerson", two_,
        absl::StrCat("joined { person { person_id: '", person_id, "' } }"));
  }
  absl::Status Leave(const std::string& case_id) {
    return story_.Say<v1::RecordDepartureRequest>(
        "sms", "SmsIntakeService/RecordDeparture", case_id,
        "left { person_id: 'p1' reason: LEAVE_REASON_MOVED_AWAY }");
  }
  absl::Status HoldMany(const std::string& fields) {
    return story_.Desk("ngo")
        .Stream<v1::BatchProgress>(
            "referral.v1.ReferralDesk/HoldReferrals",
            Parsed<v1::HoldReferralsRequest>(story_.Header("") + " " + fields))
        .status();
  }
  absl::Status Answer(const std::string& answer) {
    return story_.Say<v1::AnswerComplaintRequest>(
        "sms", "ReferralDesk/AnswerComplaint", two_,
        absl::StrCat("answer { complaint_id: '", NewUuid(),
                     "' answer: ", answer, " }"));
  }
  absl::Status Adopt() {
    return story_.Say<v1::AdoptDraftRequest>(
        "sms", "ReferralDesk/AdoptDraft", two_,
        absl::StrCat("referral_id: '", NewUuid(), "'"));
  }
  absl::Status Publish(const std::string& fields) {
    return story_.Desk("ngo")
        .Call<v1::PublishCapacityResponse>(
            "referral.v1.ReferralDesk/PublishCapacity",
            Parsed<v1::PublishCapacityRequest>(
                absl::StrCat("capacities { service_code: 'mentoring.individual'"
                             " region_code: 'baku' ",
                             fields, " }")))
        .status();
  }
  absl::Status Move(int version) {
    return story_.Operator()
        .Stream<v1::MoveCasesResponse>(
            "referral.v1.OpsService/MoveCases",
            Parsed<v1::MoveCasesRequest>(
                absl::StrCat("programme_id: 'az-restart' reason: 'more money'"
                             " to_version: ",
                             version)))
        .status();
  }
  absl::Status Erase(const std::string& case_id) {
    return story_.Operator()
        .Call<v1::EraseCaseResponse>(
            "referral.v1.OpsService/EraseCase",
            Parsed<v1::EraseCaseRequest>(
                absl::StrCat("case_id: '", case_id,
                             "' approver: 'operator-two' reason: 'over'")))
        .status();
  }

  System system_;
  const Story story_{system_};
  std::string one_;  // cases of so many people
  std::string two_;
};

TEST_F(RuleRefusalsTest, NameTheReasonAndTheFieldAndChangeNothing) {
  const std::vector<Refusal> refusals = {
      {"a person joins under an id in use [15]", [&] { return Join("p1"); },
       Reason::kInvalidField, "acts[0].person_joined.person.person_id"},
      {"the last person leaves [15]", [&] { return Leave(one_); },
       Reason::kLastPerson, "acts[0].person_left.person_id"},
      {"many are held without a reason [19]",
       [&] { return HoldMany("resume_date { year: 2020 month: 4 day: 30 }"); },
       Reason::kReasonRequired, "reason"},
      {"many are held until before the hold [19]",
       [&] {
         return HoldMany(
             "reason: HOLD_REASON_MOVEMENT_RESTRICTION"
             " resume_date { year: 2020 month: 2 day: 16 }");
       },
       Reason::kInvalidDate, "resume_date"},
      {"a complaint that nobody lodged is answered [27]",
       [&] { return Answer("COMPLAINT_ANSWER_UPHELD"); },
       Reason::kComplaintNotFound, "acts[0].complaint_answered.complaint_id"},
      {"a complaint is answered with nothing known [27]",
       [&] { return Answer("99"); }, Reason::kInvalidField,
       "acts[0].complaint_answered.answer"},
      {"a draft that the router did not make is adopted [30]",
       [&] { return Adopt(); }, Reason::kReferralNotFound, "referral_id"},
      {"a provider without places says how many [33]",
       [&] { return Publish("state: CAPACITY_STATE_NONE places: 3"); },
       Reason::kInvalidField, "capacities[0].places"},
      {"cases move to a version that nobody loaded [14]",
       [&] { return Move(7); }, Reason::kNotFound, "to_version"},
      {"a case that nobody opened is erased [31]",
       [&] { return Erase(NewCaseId()); }, Reason::kCaseNotFound, "case_id"},
  };
  ASSERT_OK_AND_ASSIGN(const std::uint64_t position,
                       story_.Operator().LastPosition());
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.name);
    const absl::Status status = refusal.call();
    EXPECT_THAT(status, IsReason(refusal.reason));
    EXPECT_EQ(Where(status), refusal.where);
    EXPECT_FALSE(Remedy(status).empty());
  }
  EXPECT_THAT(story_.Operator().LastPosition(), IsOkAndHolds(position));
}

}  // namespace
}  // namespace referral::testing
