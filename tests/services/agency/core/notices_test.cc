#include "services/agency/core/notices.h"

#include <string>
#include <vector>

#include "common/evidence/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/samples.h"

namespace referral::agency {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Notice;

const absl::Time kRecorded = absl::FromUnixSeconds(1'552'000'000);

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds());
}

google::protobuf::Timestamp Due() {
  return evidence::ToTimestamp(absl::FromUnixSeconds(1'551'000'000));
}

// A record of one act of `sender`, as an agency opens it.
Received RecordOf(const v1::Act& act, const std::string& sender,
                  const v1::ActEffects& effects = {}) {
  Received received;
  received.head.case_id = SomeCase();
  received.head.recorded_time = kRecorded;
  received.message.emplace();
  received.message->envelope.set_sender(sender);
  received.message->envelope.set_case_id(SomeCase());
  received.message->acts.emplace_back().act = act;
  received.effects.emplace();
  *received.effects->add_acts() = effects;
  return received;
}

std::vector<Notice> NoticesAt(const std::string& self, const v1::Act& act,
                              const std::string& sender,
                              const v1::ActEffects& effects = {}) {
  return NoticesOf(RecordOf(act, sender, effects), CatalogueOf(self));
}

v1::Act Passed(v1::Clock clock, const std::string& subject) {
  v1::Act act;
  auto& passed = *act.mutable_deadline_passed();
  passed.set_clock(clock);
  passed.set_subject_id(subject);
  *passed.mutable_due_time() = Due();
  passed.set_silent_agency("education");
  return act;
}

v1::Act Rerouted() {
  v1::Act act;
  act.mutable_referral_rerouted()->set_referral_id(ReferralId(2));
  act.mutable_referral_rerouted()->set_replaces_referral_id(ReferralId(1));
  act.mutable_referral_rerouted()->set_receiver("education");
  return act;
}

v1::Act Lodged() {
  v1::Act act;
  act.mutable_complaint_lodged()->set_complaint_id(Uuid(5));
  act.mutable_complaint_lodged()->set_addressee("sms");
  return act;
}

v1::Act Closed() {
  v1::Act act;
  auto& continuation = *act.mutable_case_closed()->mutable_continuation();
  continuation.set_owner("health");
  *continuation.mutable_follow_up_date() = DateOf(2019, 9, 1);
  return act;
}

v1::Act HandedOver() {
  v1::Act act;
  *act.mutable_continuation_handed_over()->mutable_continuation() =
      Closed().case_closed().continuation();
  return act;
}

TEST(NoticesTest, EachActTellsWhomItConcerns) {
  v1::Act answered;
  answered.mutable_complaint_answered()->set_complaint_id(Uuid(5));
  v1::Act dropped;
  dropped.mutable_delivery_dropped()->set_agency("education");
  dropped.mutable_delivery_dropped()->set_case_id(SomeCase(9));
  v1::Act erased;
  erased.mutable_case_erased()->set_case_id(SomeCase(9));
  v1::Act reopened;
  reopened.mutable_case_reopened();
  v1::Act accepted;
  accepted.mutable_referral_accepted()->set_referral_id(ReferralId(1));
  const struct {
    std::string name;
    v1::Act act;
    std::string sender;
    std::string self;
    Notice::Kind want;  // unspecified: none
    std::string agency = "";
  } kTable[] = {
      {"a clock", Passed(v1::CLOCK_RESPONSE, ReferralId(1)), "AZ", "sms",
       Notice::KIND_OVERDUE, "education"},
      {"its own clock", Passed(v1::CLOCK_RESPONSE, ReferralId(1)), "AZ",
       "education", Notice::KIND_OVERDUE, "education"},
      {"re-routed", Rerouted(), "AZ", "sms", Notice::KIND_REROUTED,
       "education"},
      {"the next provider", Rerouted(), "AZ", "education",
       Notice::KIND_UNSPECIFIED},
      {"dropped", dropped, "AZ", "sms", Notice::KIND_NOT_DELIVERED,
       "education"},
      {"a complaint", Lodged(), "health", "sms", Notice::KIND_COMPLAINT,
       "health"},
      {"a complaint to another", Lodged(), "health", "education",
       Notice::KIND_UNSPECIFIED},
      {"an answer", answered, "sms", "health", Notice::KIND_COMPLAINT, "sms"},
      {"the owner", Closed(), "sms", "health", Notice::KIND_CONTINUATION,
       "sms"},
      {"a closing for another", Closed(), "sms", "education",
       Notice::KIND_UNSPECIFIED},
      {"the new owner", HandedOver(), "education", "health",
       Notice::KIND_CONTINUATION, "education"},
      {"the owner so far", HandedOver(), "sms", "education",
       Notice::KIND_CONTINUATION, "health"},
      {"the lead", HandedOver(), "education", "sms", Notice::KIND_UNSPECIFIED},
      {"the owner of a case that is open again", reopened, "sms", "health",
       Notice::KIND_CONTINUATION, "sms"},
      {"erased", erased, "AZ", "health", Notice::KIND_ERASED},
      {"anything else", accepted, "health", "sms", Notice::KIND_UNSPECIFIED},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    const auto notices = NoticesAt(row.self, row.act, row.sender);
    if (row.want == Notice::KIND_UNSPECIFIED) {
      EXPECT_THAT(notices, IsEmpty());
      continue;
    }
    ASSERT_THAT(notices, SizeIs(1));
    EXPECT_EQ(notices[0].kind(), row.want);
    EXPECT_EQ(notices[0].agency(), row.agency);
    EXPECT_EQ(TimeOf(notices[0].recorded_time()), kRecorded);
  }
}

TEST(NoticesTest, AClockNamesWhatItIsAbout) {  // [26, 29]
  const Notice response =
      NoticesAt("sms", Passed(v1::CLOCK_RESPONSE, ReferralId(1)), "AZ")[0];
  EXPECT_EQ(response.clock(), v1::CLOCK_RESPONSE);
  EXPECT_EQ(response.case_id(), SomeCase());
  EXPECT_EQ(response.referral_id(), ReferralId(1));
  EXPECT_EQ(response.subject_id(), "");
  EXPECT_EQ(response.due_time().seconds(), Due().seconds());
  const Notice consent =
      NoticesAt("sms", Passed(v1::CLOCK_CONSENT_END, "p1"), "AZ")[0];
  EXPECT_EQ(consent.referral_id(), "");
  EXPECT_EQ(consent.subject_id(), "p1");
}

TEST(NoticesTest, WhatStandsInTheRoutersLogNamesItsCase) {
  v1::Act dropped;
  dropped.mutable_delivery_dropped()->set_case_id(SomeCase(9));
  EXPECT_EQ(NoticesAt("sms", dropped, "AZ")[0].case_id(), SomeCase(9));
}

TEST(NoticesTest, AComplaintIsDueAndItsAnswerIsNot) {
  v1::ActEffects effects;
  *effects.mutable_answer_by_time() = Due();
  const Notice lodged = NoticesAt("sms", Lodged(), "health", effects)[0];
  EXPECT_EQ(lodged.subject_id(), Uuid(5));
  EXPECT_EQ(lodged.due_time().seconds(), Due().seconds());
  v1::Act answered;
  answered.mutable_complaint_answered()->set_complaint_id(Uuid(5));
  EXPECT_FALSE(NoticesAt("health", answered, "sms")[0].has_due_time());
}

TEST(NoticesTest, AFollowUpIsDueWithItsDay) {  // [18]
  absl::TimeZone baku;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Baku", &baku));
  const Notice notice = NoticesAt("health", Closed(), "sms")[0];
  EXPECT_EQ(TimeOf(notice.due_time()),
            absl::FromCivil(absl::CivilDay(2019, 9, 1), baku));
  EXPECT_FALSE(NoticesAt("education", HandedOver(), "sms")[0].has_due_time());
}

TEST(NoticesTest, ADraftIsItsRequesters) {  // [30, 32]
  v1::ActEffects effects;
  v1::ReferralDraft& draft = *effects.add_drafts();
  draft.set_referral_id(ReferralId(7));
  draft.set_requester("sms");
  draft.set_reason(v1::DRAFT_REASON_DECLINED);
  v1::Act declined;
  declined.mutable_referral_rejected()->set_referral_id(ReferralId(1));
  const auto notices = NoticesAt("sms", declined, "education", effects);
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::KIND_DRAFT);
  EXPECT_EQ(notices[0].referral_id(), ReferralId(7));
  EXPECT_EQ(notices[0].agency(), "education");
  EXPECT_THAT(NoticesAt("health", declined, "education", effects), IsEmpty());
  // Silence gives a notice of the clock, and one of the draft.
  effects.mutable_drafts(0)->set_reason(v1::DRAFT_REASON_SILENCE);
  const auto silent = NoticesAt(
      "sms", Passed(v1::CLOCK_RESPONSE, ReferralId(1)), "AZ", effects);
  ASSERT_THAT(silent, SizeIs(2));
  EXPECT_EQ(silent[1].kind(), Notice::KIND_DRAFT);
  EXPECT_EQ(silent[1].agency(), "education");
}

TEST(NoticesTest, AHeadAloneTellsNothing) {
  Received received = RecordOf(Closed(), "sms");
  received.message.reset();
  EXPECT_THAT(NoticesOf(received, CatalogueOf("health")), IsEmpty());
}

TEST(NoticesTest, WithoutEffectsThereIsNoDraft) {
  Received received = RecordOf(Lodged(), "health");
  received.effects.reset();
  const auto notices = NoticesOf(received, CatalogueOf("sms"));
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_FALSE(notices[0].has_due_time());
}

}  // namespace
}  // namespace referral::agency
