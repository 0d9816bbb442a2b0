#include "services/agency/core/worklist.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using storage::v1::PendingChange;
using storage::v1::WorklistRow;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Act;
using v1::WorklistItem;

constexpr auto kUnspecified = v1::REFERRAL_STATUS_UNSPECIFIED;
constexpr auto kRequested = v1::REFERRAL_STATUS_REQUESTED;
constexpr auto kAccepted = v1::REFERRAL_STATUS_ACCEPTED;
constexpr auto kInProgress = v1::REFERRAL_STATUS_IN_PROGRESS;
constexpr auto kCompleted = v1::REFERRAL_STATUS_COMPLETED;

class WorklistTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<PendingChange>> Plan(const Draft& draft,
                                                  const Catalogue& self) {
    return PlanChanges(draft, draft.call.case_id(), self,
                       [this](absl::string_view id)
                           -> absl::StatusOr<std::optional<WorklistRow>> {
                         const auto it = rows_.find(std::string(id));
                         if (it == rows_.end()) return std::nullopt;
                         return it->second;
                       });
  }

  // A recorded act on referral 1, and its row before and after.
  void Apply(const Act& act, const std::string& sender, uint64_t sequence,
             const Catalogue& self, const v1::ActEffects* effects = nullptr) {
    google::protobuf::Timestamp time;
    time.set_seconds(1'552'000'000 + static_cast<int64_t>(sequence));
    const std::string case_id = SomeCase();
    ApplyRecorded({.act = act,
                   .case_id = case_id,
                   .sender = sender,
                   .sequence = sequence,
                   .recorded_time = time,
                   .effects = effects},
                  self, rows_[ReferralId(1)]);
  }
  WorklistRow& row() { return rows_[ReferralId(1)]; }
  WorklistItem View() { return ViewOf(row()); }

  static Act Requested(const std::string& receiver = "") {
    Act act;
    *act.mutable_referral_requested() = TreatmentRequest(1);
    act.mutable_referral_requested()->set_receiver(receiver);
    return act;
  }
  static Act Accepted() {
    Act act;
    act.mutable_referral_accepted()->set_referral_id(ReferralId(1));
    return act;
  }
  static Act Completed() {
    Act act;
    act.mutable_referral_completed()->set_referral_id(ReferralId(1));
    act.mutable_referral_completed()->set_outcome(v1::OUTCOME_NEED_MET);
    return act;
  }

  // Lays the draft's changes over the row as pending.
  void Pend(const std::vector<PendingChange>& changes, int message) {
    for (const PendingChange& change : changes) {
      auto& entry = *row().add_pending();
      entry.set_message_id(Uuid(message));
      *entry.mutable_change() = change;
    }
  }

  std::map<std::string, WorklistRow> rows_;
  const Catalogue health_ = CatalogueOf("health");
  const Catalogue sms_ = CatalogueOf("sms");
  const Catalogue education_ = CatalogueOf("education");
};

TEST_F(WorklistTest, AReceivedRequestBecomesARow) {
  v1::ActEffects effects;
  effects.set_referral_status(kRequested);
  effects.set_receiver("health");
  effects.mutable_respond_by_time()->set_seconds(9);
  Apply(Requested(), "sms", 3, health_, &effects);
  const WorklistItem item = View();
  EXPECT_EQ(item.referral_id(), ReferralId(1));
  EXPECT_EQ(item.case_id(), SomeCase());
  EXPECT_EQ(item.part(), WorklistItem::PART_RECEIVER);
  EXPECT_EQ(item.requester(), "sms");
  EXPECT_EQ(item.receiver(), "health");
  EXPECT_EQ(item.status(), kRequested);
  EXPECT_EQ(item.priority(), v1::PRIORITY_ROUTINE);
  EXPECT_EQ(item.budget().minor_units(), 5000);
  EXPECT_EQ(item.respond_by_time().seconds(), 9);
  EXPECT_EQ(item.requested_time().seconds(), 1'552'000'003);
  EXPECT_TRUE(item.recorded());
}

TEST_F(WorklistTest, WhoSeesARequestWithoutEffectsIsItsReceiver) {
  Apply(Requested(), "sms", 3, education_);
  EXPECT_EQ(View().part(), WorklistItem::PART_RECEIVER);
}

TEST_F(WorklistTest, TheLeadSeesWhatOthersRequest) {
  Apply(Requested("education"), "health", 3, sms_);
  EXPECT_EQ(View().part(), WorklistItem::PART_LEAD);
  EXPECT_EQ(View().receiver(), "education");
}

TEST_F(WorklistTest, ActsMoveTheReferral) {
  struct Case {
    const char* name;
    void (*set)(Act&);
    v1::ReferralStatus want;
    v1::BusinessStatus want_business;
  };
  const Case kCases[] = {
      {"received", [](Act& act) { act.mutable_referral_received(); },
       v1::REFERRAL_STATUS_RECEIVED, v1::BUSINESS_STATUS_UNSPECIFIED},
      {"accepted", [](Act& act) { act.mutable_referral_accepted(); }, kAccepted,
       v1::BUSINESS_STATUS_UNSPECIFIED},
      {"information requested",
       [](Act& act) { act.mutable_referral_information_requested(); },
       kAccepted, v1::BUSINESS_STATUS_INFORMATION_REQUESTED},
      {"scheduled", [](Act& act) { act.mutable_referral_scheduled(); },
       kAccepted, v1::BUSINESS_STATUS_SCHEDULED},
      {"no show",
       [](Act& act) {
         act.mutable_referral_attendance()->set_status(
             v1::BUSINESS_STATUS_NO_SHOW);
       },
       kAccepted, v1::BUSINESS_STATUS_NO_SHOW},
      {"started", [](Act& act) { act.mutable_referral_started(); }, kInProgress,
       v1::BUSINESS_STATUS_NO_SHOW},
      {"held", [](Act& act) { act.mutable_referral_held(); },
       v1::REFERRAL_STATUS_ON_HOLD, v1::BUSINESS_STATUS_NO_SHOW},
      {"resumed", [](Act& act) { act.mutable_referral_resumed(); }, kInProgress,
       v1::BUSINESS_STATUS_NO_SHOW},
      {"completed",
       [](Act& act) {
         act.mutable_referral_completed()->set_outcome(v1::OUTCOME_NEED_MET);
       },
       kCompleted, v1::BUSINESS_STATUS_UNSPECIFIED},
  };
  Apply(Requested(), "sms", 1, health_);
  uint64_t sequence = 1;
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    Act act;
    one.set(act);
    Apply(act, "health", ++sequence, health_);
    EXPECT_EQ(View().status(), one.want);
    EXPECT_EQ(View().business_status(), one.want_business);
  }
  EXPECT_EQ(View().outcome(), v1::OUTCOME_NEED_MET);
  EXPECT_FALSE(View().outcome_settled());
  Act acknowledged;
  acknowledged.mutable_outcome_acknowledged();
  Apply(acknowledged, "sms", ++sequence, health_);
  EXPECT_TRUE(View().outcome_settled());
  EXPECT_EQ(View().status(), kCompleted);
}

TEST_F(WorklistTest, DeclineAndFailureTellTheirReason) {
  Apply(Requested(), "sms", 1, sms_);
  Act rejected;
  rejected.mutable_referral_rejected()->set_reason(
      v1::DECLINE_REASON_PROVIDER_FULL);
  Apply(rejected, "health", 2, sms_);
  EXPECT_EQ(View().status(), v1::REFERRAL_STATUS_REJECTED);
  EXPECT_EQ(View().decline_reason(), v1::DECLINE_REASON_PROVIDER_FULL);
  rows_.clear();
  Apply(Requested(), "sms", 1, sms_);
  Act failed;
  failed.mutable_referral_failed()->set_reason(
      v1::DECLINE_REASON_CLIENT_UNREACHABLE);
  Apply(failed, "health", 2, sms_);
  EXPECT_EQ(View().status(), v1::REFERRAL_STATUS_FAILED);
  EXPECT_EQ(View().decline_reason(), v1::DECLINE_REASON_CLIENT_UNREACHABLE);
}

TEST_F(WorklistTest, TheRoutersWordOnTheStatusCounts) {
  Apply(Requested(), "sms", 1, health_);
  v1::ActEffects effects;
  effects.set_referral_status(v1::REFERRAL_STATUS_DRAFT);
  Apply(Accepted(), "health", 2, health_, &effects);
  EXPECT_EQ(View().status(), v1::REFERRAL_STATUS_DRAFT);
}

TEST_F(WorklistTest, AnEarlierSequenceThatComesLaterMovesNothingBack) {
  // The receipt of one's own request may come after the other's answer.
  ASSERT_OK_AND_ASSIGN(const auto changes,
                       Plan(*DraftOf(ReferRequest(1, 1)), sms_));
  Pend(changes, 1);
  Apply(Accepted(), "health", 5, sms_);
  EXPECT_EQ(View().status(), kAccepted);
  EXPECT_EQ(View().service_code(), kTreatment);
  EXPECT_FALSE(View().recorded());
  Apply(Requested(), "sms", 4, sms_);
  RemovePending(Uuid(1), row());
  EXPECT_EQ(View().status(), kAccepted);
  EXPECT_EQ(View().requested_time().seconds(), 1'552'000'004);
  EXPECT_EQ(View().part(), WorklistItem::PART_REQUESTER);
  EXPECT_TRUE(View().recorded());
}

TEST_F(WorklistTest, WhatIsPendingShowsAsNotYetRecorded) {
  Apply(Requested(), "sms", 1, health_);
  ASSERT_OK_AND_ASSIGN(const auto changes,
                       Plan(*DraftOf(AcceptRequest(2, 1)), health_));
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].status(), kAccepted);
  Pend(changes, 2);
  EXPECT_EQ(View().status(), kAccepted);
  EXPECT_FALSE(View().recorded());
  EXPECT_EQ(row().item().status(), kRequested);
  // The next act builds on what is pending.
  EXPECT_OK(Plan(*DraftOf(StartRequest(3, 1)), health_));
  RemovePending(Uuid(2), row());
  EXPECT_EQ(View().status(), kRequested);
  EXPECT_THAT(Plan(*DraftOf(StartRequest(3, 1)), health_),
              IsReason(Reason::kIllegalTransition));
}

TEST_F(WorklistTest, ADecisionAnswersWhatWasAsked) {
  Apply(Requested(), "sms", 1, health_);
  Act asked;
  asked.mutable_referral_information_requested();
  Apply(asked, "health", 2, health_);
  ASSERT_OK_AND_ASSIGN(const auto changes,
                       Plan(*DraftOf(AcceptRequest(2, 1)), health_));
  Pend(changes, 2);
  EXPECT_EQ(View().business_status(), v1::BUSINESS_STATUS_UNSPECIFIED);
}

TEST_F(WorklistTest, ARequestOfOnesOwnIsThereAtOnce) {
  ASSERT_OK_AND_ASSIGN(const auto changes,
                       Plan(*DraftOf(ReferRequest(1, 1)), sms_));
  Pend(changes, 1);
  EXPECT_FALSE(IsRecorded(row()));
  EXPECT_EQ(View().status(), kRequested);
  EXPECT_EQ(View().part(), WorklistItem::PART_REQUESTER);
  EXPECT_EQ(View().receiver(), "health");  // the programme's first provider
  EXPECT_FALSE(View().recorded());
  EXPECT_THAT(Plan(*DraftOf(ReferRequest(2, 1)), sms_),
              IsReason(Reason::kReferralExists));
}

TEST_F(WorklistTest, ActsOfOneCallSeeEachOther) {
  Draft draft = *DraftOf(ReferRequest(1, 1));
  draft.acts.push_back(draft.acts[0]);
  EXPECT_THAT(Plan(draft, sms_), IsReason(Reason::kReferralExists));

  Apply(Requested(), "sms", 1, health_);
  Draft both = *DraftOf(AcceptRequest(2, 1));
  AddAct(both).mutable_referral_started()->set_referral_id(ReferralId(1));
  ASSERT_OK_AND_ASSIGN(const auto changes, Plan(both, health_));
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[1].status(), kInProgress);
}

TEST_F(WorklistTest, RefusesWhatTheWorklistDoesNotAllow) {
  Apply(Requested(), "sms", 1, health_);
  Draft other_case = *DraftOf(AcceptRequest(2, 1, SomeCase(9)));
  Draft other_service = *DraftOf(AcceptRequest(2, 1));
  other_service.required_services = {kSchool};
  Draft seen_otherwise = *DraftOf(AcceptRequest(2, 1));
  seen_otherwise.acts[0].set_if_status(kAccepted);
  const Draft unknown = *DraftOf(AcceptRequest(2, 2));
  const Draft too_early = *DraftOf(CompleteRequest(2, 1));
  v1::AcknowledgeOutcomeRequest acknowledge;
  *acknowledge.mutable_call() = CallOf(2);
  acknowledge.set_referral_id(ReferralId(1));
  const Draft not_requester = *DraftOf(acknowledge);
  struct Case {
    const char* name;
    const Draft& draft;
    Reason want;
  };
  const Case kCases[] = {
      {"another case", other_case, Reason::kInvalidField},
      {"another service", other_service, Reason::kInvalidField},
      {"if_status", seen_otherwise, Reason::kStatusChanged},
      {"unknown referral", unknown, Reason::kReferralNotFound},
      {"not in progress", too_early, Reason::kIllegalTransition},
      {"not the requester", not_requester, Reason::kNotTheRequester},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    EXPECT_THAT(Plan(one.draft, health_), IsReason(one.want));
  }
  EXPECT_THAT(Plan(*DraftOf(AcceptRequest(2, 1)), sms_),
              IsReason(Reason::kNotTheReceiver));
}

TEST_F(WorklistTest, TheRequiredServiceMayBeOneOfSeveral) {
  Apply(Requested(), "sms", 1, health_);
  Draft draft = *DraftOf(AcceptRequest(2, 1));
  draft.required_services = {kSchool, kTreatment};
  EXPECT_OK(Plan(draft, health_));
}

TEST_F(WorklistTest, TheLeadWaivesWhatItDidNotRequest) {
  Apply(Requested("education"), "health", 1, sms_);
  v1::ActEffects effects;
  effects.set_referral_status(kCompleted);
  Apply(Completed(), "education", 2, sms_, &effects);
  Draft draft = *DraftOf(NoteRequest(2));
  draft.acts.clear();
  auto& waived = *AddAct(draft).mutable_outcome_waived();
  waived.set_referral_id(ReferralId(1));
  waived.set_reason_code("REQUESTER_GONE");
  ASSERT_OK_AND_ASSIGN(const auto changes, Plan(draft, sms_));
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_TRUE(changes[0].outcome_settled());
  EXPECT_EQ(changes[0].status(), kUnspecified);
}

TEST_F(WorklistTest, ActsAboutNoReferralChangeNothing) {
  EXPECT_THAT(*Plan(AnnouncementDraft(1), sms_), IsEmpty());
  EXPECT_THAT(*Plan(*DraftOf(NoteRequest(1)), sms_), IsEmpty());
}

TEST_F(WorklistTest, OverdueIsDerivedFromTheClockThatRuns30) {
  WorklistItem item;
  item.mutable_respond_by_time()->set_seconds(100);
  item.mutable_complete_by_time()->set_seconds(200);
  const auto late_at = [&](v1::ReferralStatus status, int64_t seconds) {
    item.set_status(status);
    return IsOverdue(item, absl::FromUnixSeconds(seconds));
  };
  EXPECT_FALSE(late_at(kRequested, 100));
  EXPECT_TRUE(late_at(kRequested, 101));
  EXPECT_FALSE(late_at(kAccepted, 101));
  EXPECT_TRUE(late_at(kInProgress, 201));
  EXPECT_FALSE(late_at(kCompleted, 201));
  EXPECT_FALSE(late_at(v1::REFERRAL_STATUS_DRAFT, 201));
  item.clear_respond_by_time();
  EXPECT_FALSE(late_at(kRequested, 101));
}

TEST_F(WorklistTest, AHoldHasItsDateUntilItIsTakenUp) {
  Apply(Requested(), "sms", 3, health_);
  Act held;
  held.mutable_referral_held()->set_referral_id(ReferralId(1));
  *held.mutable_referral_held()->mutable_resume_date() = DateOf(2019, 9, 1);
  Apply(held, "health", 5, health_);
  EXPECT_EQ(View().resume_date().month(), 9);
  Act resumed;
  resumed.mutable_referral_resumed()->set_referral_id(ReferralId(1));
  Apply(resumed, "health", 6, health_);
  EXPECT_FALSE(View().has_resume_date());
}

TEST_F(WorklistTest, ACancelThatIsDeclinedIsNoLongerAskedFor) {
  Apply(Requested(), "sms", 3, health_);
  Act asked;
  asked.mutable_referral_cancel_requested()->set_referral_id(ReferralId(1));
  Apply(asked, "sms", 4, health_);
  EXPECT_EQ(View().business_status(), v1::BUSINESS_STATUS_CANCEL_REQUESTED);
  Act declined;
  declined.mutable_referral_cancel_declined()->set_referral_id(ReferralId(1));
  Apply(declined, "health", 5, health_);
  EXPECT_EQ(View().business_status(), v1::BUSINESS_STATUS_UNSPECIFIED);
  EXPECT_EQ(View().status(), kRequested);
}

TEST_F(WorklistTest, WhatIsLinkedOrReplacedIsSaid) {
  Act act = Requested();
  act.mutable_referral_requested()->set_linked_referral_id(ReferralId(8));
  act.mutable_referral_requested()->set_replaces_referral_id(ReferralId(9));
  v1::ActEffects effects;
  effects.mutable_complete_by_time()->set_seconds(99);
  Apply(act, "sms", 3, health_, &effects);
  EXPECT_EQ(View().linked_referral_id(), ReferralId(8));
  EXPECT_EQ(View().replaces_referral_id(), ReferralId(9));
  EXPECT_EQ(View().complete_by_time().seconds(), 99);
}

}  // namespace
}  // namespace referral::agency
