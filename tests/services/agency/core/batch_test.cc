#include "services/agency/core/batch.h"

#include <functional>
#include <set>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'552'000'000);  // 2019-03-07

v1::HoldReferralsRequest HoldAll() {
  v1::HoldReferralsRequest request;
  *request.mutable_call() = CallOf(1, "");
  request.set_reason(v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  *request.mutable_resume_date() = DateOf(2019, 5, 1);
  return request;
}

v1::ResumeReferralsRequest ResumeAll() {
  v1::ResumeReferralsRequest request;
  *request.mutable_call() = CallOf(2, "");
  return request;
}

v1::WorklistItem InProgress() {
  v1::WorklistItem item;
  item.set_referral_id(ReferralId(1));
  item.set_case_id(SomeCase());
  item.set_receiver("health");
  item.set_requester("sms");
  item.set_service_code(kTreatment);
  item.set_region_code("baku");
  item.set_status(v1::REFERRAL_STATUS_IN_PROGRESS);
  return item;
}

TEST(BatchTest, MeansWhatTheAgencyReceivesAndIsInProgress) {  // [19]
  const Catalogue catalogue = CatalogueOf("health");
  struct Case {
    const char* name;
    std::function<void(v1::HoldReferralsRequest&, v1::WorklistItem&)> change;
    bool meant;
  };
  const Case cases[] = {
      {"as it is", [](auto&, auto&) {}, true},
      {"of this service and region",
       [](auto& hold, auto&) {
         hold.set_service_code(kTreatment);
         hold.set_region_code("baku");
       },
       true},
      {"of another service",
       [](auto& hold, auto&) { hold.set_service_code(kSchool); }, false},
      {"of another region",
       [](auto& hold, auto&) { hold.set_region_code("ganja"); }, false},
      {"not started yet",
       [](auto&, auto& item) { item.set_status(v1::REFERRAL_STATUS_ACCEPTED); },
       false},
      {"held already",
       [](auto&, auto& item) { item.set_status(v1::REFERRAL_STATUS_ON_HOLD); },
       false},
      {"asked for by the agency, received by another",
       [](auto&, auto& item) {
         item.set_requester("health");
         item.set_receiver("education");
       },
       false},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    v1::HoldReferralsRequest hold = HoldAll();
    v1::WorklistItem item = InProgress();
    one.change(hold, item);
    EXPECT_EQ(IsMeant(OrderOf(hold), item, catalogue), one.meant);
  }
  v1::WorklistItem held = InProgress();
  EXPECT_FALSE(IsMeant(OrderOf(ResumeAll()), held, catalogue));
  held.set_status(v1::REFERRAL_STATUS_ON_HOLD);
  EXPECT_TRUE(IsMeant(OrderOf(ResumeAll()), held, catalogue));
}

TEST(BatchTest, AnOrderIsChecked) {
  const Catalogue catalogue = CatalogueOf("health");
  using Hold = v1::HoldReferralsRequest;
  struct Case {
    const char* name;
    std::function<void(Hold&)> spoil;
    Reason want;
    const char* where;
  };
  const Case cases[] = {
      {"no message id", [](Hold& h) { h.mutable_call()->clear_message_id(); },
       Reason::kInvalidMessageId, "call.message_id"},
      {"for one case",
       [](Hold& h) { h.mutable_call()->set_case_id(SomeCase()); },
       Reason::kInvalidField, "call.case_id"},
      {"no officer", [](Hold& h) { h.mutable_call()->clear_officer(); },
       Reason::kInvalidField, "call.officer"},
      {"tomorrow",
       [](Hold& h) {
         *h.mutable_call()->mutable_occurred_date() = DateOf(2019, 3, 9);
       },
       Reason::kFutureDate, "call.occurred_date"},
      {"no reason", [](Hold& h) { h.clear_reason(); }, Reason::kReasonRequired,
       "reason"},
      {"a reason that does not exist",
       [](Hold& h) { h.set_reason(static_cast<v1::HoldReason>(99)); },
       Reason::kInvalidField, "reason"},
      {"no day to resume", [](Hold& h) { h.clear_resume_date(); },
       Reason::kInvalidDate, "resume_date"},
      {"a day that never was",
       [](Hold& h) { *h.mutable_resume_date() = DateOf(2019, 2, 30); },
       Reason::kInvalidDate, "resume_date"},
      {"a day that is past",
       [](Hold& h) { *h.mutable_resume_date() = DateOf(2019, 2, 28); },
       Reason::kInvalidDate, "resume_date"},
      {"a service of nobody", [](Hold& h) { h.set_service_code("x"); },
       Reason::kUnknownService, "service_code"},
  };
  EXPECT_OK(CheckOrder(OrderOf(HoldAll()), catalogue, kNow));
  EXPECT_OK(CheckOrder(OrderOf(ResumeAll()), catalogue, kNow));
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    Hold hold = HoldAll();
    one.spoil(hold);
    const absl::Status status = CheckOrder(OrderOf(hold), catalogue, kNow);
    EXPECT_THAT(status, IsReason(one.want));
    EXPECT_EQ(Where(status), one.where);
  }
}

TEST(BatchTest, ACaseWithMoreThanAMessageTakesIsSplit) {
  std::vector<std::string> ids;
  for (size_t i = 0; i < 2 * kMaxParts + 1; ++i) {
    ids.push_back(ReferralId(static_cast<int>(i)));
  }
  const auto messages = SplitCase(SomeCase(), ids, 3);
  ASSERT_THAT(messages, SizeIs(3));
  EXPECT_THAT(messages[0].referral_ids, SizeIs(kMaxParts));
  EXPECT_THAT(messages[2].referral_ids, ElementsAre(ids.back()));
  EXPECT_EQ(messages[0].number, 3u);
  EXPECT_EQ(messages[2].number, 5u);
  EXPECT_THAT(SplitCase(SomeCase(), {}, 0), SizeIs(0));
}

TEST(BatchTest, AnIdFollowsFromBatchCaseAndNumber) {
  EXPECT_EQ(BatchMessageId(Uuid(1), SomeCase(), 0),
            BatchMessageId(Uuid(1), SomeCase(), 0));
  const std::set<std::string> ids = {BatchMessageId(Uuid(1), SomeCase(), 0),
                                     BatchMessageId(Uuid(1), SomeCase(), 1),
                                     BatchMessageId(Uuid(1), SomeCase(8), 0),
                                     BatchMessageId(Uuid(2), SomeCase(), 0)};
  EXPECT_THAT(ids, SizeIs(4));
  for (const std::string& id : ids) EXPECT_TRUE(IsUuid(id));
}

TEST(BatchTest, AMessageHoldsOrResumesItsReferrals) {
  const BatchMessage message{SomeCase(), 0, {ReferralId(1), ReferralId(2)}};
  const Draft hold = DraftOf(OrderOf(HoldAll()), message);
  EXPECT_EQ(hold.call.message_id(), BatchMessageId(Uuid(1), SomeCase(), 0));
  EXPECT_EQ(hold.call.case_id(), SomeCase());
  ASSERT_THAT(hold.acts, SizeIs(2));
  EXPECT_EQ(hold.acts[1].officer(), "off-17");
  EXPECT_EQ(hold.acts[1].if_status(), v1::REFERRAL_STATUS_IN_PROGRESS);
  const v1::ReferralHeld& held = hold.acts[1].referral_held();
  EXPECT_EQ(held.referral_id(), ReferralId(2));
  EXPECT_EQ(held.reason(), v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  EXPECT_EQ(held.resume_date().month(), 5);

  const Draft resume = DraftOf(OrderOf(ResumeAll()), message);
  EXPECT_EQ(resume.acts[0].referral_resumed().referral_id(), ReferralId(1));
  EXPECT_NE(resume.request_bytes, hold.request_bytes);
}

}  // namespace
}  // namespace referral::agency
