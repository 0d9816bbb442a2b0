#include "services/agency/core/draft_check.h"

#include <functional>

#include "common/base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;

class DraftCheckTest : public ::testing::Test {
 protected:
  absl::Status Check(const Draft& draft) {
    return CheckDraft(draft, catalogue_, clock_.Now());
  }
  static Draft Good() { return *DraftOf(ReferRequest(1, 1)); }

  const Catalogue catalogue_ = CatalogueOf("sms");
  testing::ManualClock clock_;  // 2019-03-04, 9:00 UTC
};

TEST_F(DraftCheckTest, TakesAGoodCall) {
  EXPECT_OK(Check(Good()));
  EXPECT_OK(Check(AnnouncementDraft(1)));
}

TEST_F(DraftCheckTest, NamesTheFieldThatIsWrong) {
  struct Case {
    const char* name;
    std::function<void(Draft&)> spoil;
    Reason want;
    const char* where;
  };
  const auto request = [](Draft& draft) -> v1::ReferralRequested& {
    return *draft.acts[0].mutable_referral_requested();
  };
  const Case kCases[] = {
      {"no message id", [](Draft& d) { d.call.clear_message_id(); },
       Reason::kInvalidMessageId, "call.message_id"},
      {"upper-case message id",
       [](Draft& d) {
         d.call.set_message_id("0F8FAD5B-D9CB-469F-A165-70867728950E");
       },
       Reason::kInvalidMessageId, "call.message_id"},
      {"no case id", [](Draft& d) { d.call.clear_case_id(); },
       Reason::kInvalidCaseId, "call.case_id"},
      {"a typing error in the case id",
       [](Draft& d) { d.call.set_case_id("AZ-7K3QX-9M2TF-A"); },
       Reason::kInvalidCaseId, "call.case_id"},
      {"a case of another home",
       [](Draft& d) {
         const std::array<uint8_t, kCaseIdRandomBytes> random = {};
         d.call.set_case_id(MintCaseId("TJ", random));
       },
       Reason::kWrongHome, "call.case_id"},
      {"no officer", [](Draft& d) { d.call.clear_officer(); },
       Reason::kInvalidField, "call.officer"},
      {"an officer beyond the limit",
       [](Draft& d) {
         d.call.set_officer(std::string(kMaxOfficerBytes + 1, 'x'));
       },
       Reason::kInvalidField, "call.officer"},
      {"no date", [](Draft& d) { d.call.clear_occurred_date(); },
       Reason::kInvalidField, "call.occurred_date"},
      {"no such day",
       [](Draft& d) { *d.call.mutable_occurred_date() = DateOf(2019, 2, 29); },
       Reason::kInvalidDate, "call.occurred_date"},
      {"tomorrow",
       [](Draft& d) { *d.call.mutable_occurred_date() = DateOf(2019, 3, 5); },
       Reason::kFutureDate, "call.occurred_date"},
      {"nothing said", [](Draft& d) { d.acts.clear(); }, Reason::kInvalidField,
       ""},
      {"an act without a kind", [](Draft& d) { d.acts[0].clear_kind(); },
       Reason::kInvalidField, "acts[0]"},
      {"no referral id", [&](Draft& d) { request(d).clear_referral_id(); },
       Reason::kInvalidField, "acts[0].referral_requested.referral_id"},
      {"a referral id that is none",
       [&](Draft& d) { request(d).set_referral_id("17"); },
       Reason::kInvalidField, "acts[0].referral_requested.referral_id"},
      {"nobody", [&](Draft& d) { request(d).clear_person_ids(); },
       Reason::kInvalidField, "acts[0].referral_requested.person_ids"},
      {"a person by name",
       [&](Draft& d) { request(d).set_person_ids(0, "Gunesh A."); },
       Reason::kInvalidField, "acts[0].referral_requested.person_ids[0]"},
      {"an unknown service",
       [&](Draft& d) { request(d).set_service_code("medical.spa"); },
       Reason::kUnknownService, "acts[0].referral_requested.service_code"},
      {"an unknown receiver",
       [&](Draft& d) { request(d).set_receiver("police"); },
       Reason::kUnknownAgency, "acts[0].referral_requested.receiver"},
      {"an unknown priority",
       [&](Draft& d) {
         request(d).set_priority(static_cast<v1::Priority>(99));
       },
       Reason::kInvalidField, "acts[0].referral_requested.priority"},
      {"a negative budget",
       [&](Draft& d) { request(d).mutable_budget()->set_minor_units(-1); },
       Reason::kInvalidField, "acts[0].referral_requested.budget.minor_units"},
      {"a currency that is none",
       [&](Draft& d) { request(d).mutable_budget()->set_currency_code("azn"); },
       Reason::kInvalidField,
       "acts[0].referral_requested.budget.currency_code"},
      {"a section about nobody",
       [](Draft& d) { d.sections.push_back(NoteOf("", "seen")); },
       Reason::kInvalidField, "sections[0].person_id"},
      {"a section without content",
       [](Draft& d) { d.sections.push_back(NoteOf("p1", "")); },
       Reason::kInvalidField, "sections[0].note.text"},
      {"more parts than a message has",
       [](Draft& d) { d.sections.resize(kMaxParts, NoteOf("p1", "x")); },
       Reason::kMessageTooLarge, ""},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    Draft draft = Good();
    one.spoil(draft);
    const absl::Status status = Check(draft);
    EXPECT_THAT(status, IsReason(one.want));
    EXPECT_EQ(Where(status), one.where);
  }
}

TEST_F(DraftCheckTest, TakesWhatLiesAtTheLimit) {
  Draft draft = Good();
  draft.call.set_officer(std::string(kMaxOfficerBytes, 'x'));
  draft.sections.resize(kMaxParts - 1, NoteOf("p1", "x"));
  EXPECT_OK(Check(draft));
}

TEST_F(DraftCheckTest, TodayIsTheProgrammesDay) {
  Draft draft = Good();
  *draft.call.mutable_occurred_date() = DateOf(2019, 3, 5);
  // 20:00 UTC is midnight in Baku.
  clock_.Advance(absl::Hours(11) - absl::Nanoseconds(1));
  EXPECT_THAT(Check(draft), IsReason(Reason::kFutureDate));
  clock_.Advance(absl::Nanoseconds(1));
  EXPECT_OK(Check(draft));
}

TEST_F(DraftCheckTest, AnOpeningCallOfAnUnknownProgrammeIsRefused) {
  Draft draft = AnnouncementDraft(1);
  draft.acts[0].mutable_arrival_announced()->set_programme_id("tj-return");
  EXPECT_THAT(Check(draft), IsReason(Reason::kUnknownProgramme));
}

}  // namespace
}  // namespace referral::agency
