#include "services/agency/core/destruction.h"

#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/evidence/record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agency/core/received.h"
#include "tests/services/agency/support/records.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Indexes = std::vector<uint32_t>;

v1::ConsentWithdrawn Withdrawn(const std::string& person,
                               const std::vector<v1::DataCategory>& categories,
                               const std::vector<std::string>& recipients) {
  v1::ConsentWithdrawn withdrawn;
  withdrawn.set_person_id(person);
  for (const auto category : categories) withdrawn.add_categories(category);
  for (const auto& recipient : recipients) withdrawn.add_recipients(recipient);
  return withdrawn;
}

// Part 0 is an act; 1 and 2 are p1's note and contact, 3 is p2's note.
evidence::BuildSpec Spec(const std::string& sender = "sms") {
  evidence::BuildSpec spec;
  spec.message_id = Uuid(1);
  spec.case_id = SomeCase();
  spec.sender = sender;
  spec.sent_time = absl::FromUnixSeconds(1'552'000'000);
  *spec.acts.emplace_back().mutable_referral_requested() = TreatmentRequest(1);
  spec.sections = {NoteOf("p1", "one"), v1::Section(), NoteOf("p2", "two")};
  spec.sections[1].set_person_id("p1");
  spec.sections[1].mutable_contact()->set_phone("+994501234567");
  return spec;
}

evidence::OpenedMessage Opened(const evidence::BuildSpec& spec) {
  return *evidence::OpenDelivered(*evidence::BuildMessage(spec));
}

TEST(DestructionTest, WhatAWithdrawalTakes) {
  const struct {
    const char* name;
    v1::ConsentWithdrawn withdrawn;
    std::string sender;
    Indexes want;
  } kRows[] = {
      {"everything of a person", Withdrawn("p1", {}, {}), "sms", {1, 2}},
      {"one category",
       Withdrawn("p1", {v1::DATA_CATEGORY_CONTACT}, {}),
       "sms",
       {2}},
      {"two categories",
       Withdrawn("p1", {v1::DATA_CATEGORY_CONTACT, v1::DATA_CATEGORY_NOTE}, {}),
       "sms",
       {1, 2}},
      {"a category that is not there",
       Withdrawn("p1", {v1::DATA_CATEGORY_MEDICAL}, {}),
       "sms",
       {}},
      {"another person", Withdrawn("p2", {}, {}), "sms", {3}},
      {"nobody here", Withdrawn("p3", {}, {}), "sms", {}},
      {"what the agency wrote itself", Withdrawn("p1", {}, {}), "health", {}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(PartsToDestroy("health", row.withdrawn, Opened(Spec(row.sender))),
              row.want);
  }
}

TEST(DestructionTest, WhomAWithdrawalConcerns) {
  const struct {
    const char* name;
    std::vector<std::string> recipients;
    size_t want;
  } kRows[] = {
      {"everybody", {}, 1},
      {"the agency", {"education", "health"}, 1},
      {"others", {"education"}, 0},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    evidence::BuildSpec spec = Spec();
    *spec.acts.emplace_back().mutable_consent_withdrawn() =
        Withdrawn("p1", {}, row.recipients);
    EXPECT_THAT(WithdrawalsFor("health", Opened(spec)), SizeIs(row.want));
  }
  EXPECT_THAT(WithdrawalsFor("health", Opened(Spec())), IsEmpty());
}

TEST(DestructionTest, ARecordVerifiesWithoutTheParts) {
  RecordMaker router;
  auto made = router.Record(Spec());
  ASSERT_OK(made);
  RemoveParts({1, 2}, *made->record.mutable_message());
  const evidence::KeyBook book{SomeDeployment()};
  const evidence::SignatureCheck check;
  const RecordKeys keys{book, check};
  ASSERT_OK_AND_ASSIGN(const Received received,
                       OpenReceived(made->record, &keys));
  EXPECT_EQ(received.message->withheld(), 2u);
  ASSERT_THAT(received.message->sections, SizeIs(1));
  EXPECT_EQ(received.message->sections[0].section.note().text(), "two");
}

TEST(DestructionTest, AConfirmationIsAlwaysTheSameMessage) {
  const absl::Time now = absl::FromUnixSeconds(1'552'000'000);
  const Heeded heeded{SomeCase(), Uuid(7), "p1", 3};
  const absl::CivilDay day(2019, 3, 7);
  const evidence::BuildSpec spec = Confirmation(heeded, "health", now, day);
  EXPECT_TRUE(IsUuid(spec.message_id));
  EXPECT_EQ(spec.case_id, SomeCase());
  EXPECT_EQ(spec.sender, "health");
  ASSERT_THAT(spec.acts, SizeIs(1));
  EXPECT_EQ(spec.acts[0].officer(), "service");
  EXPECT_EQ(spec.acts[0].occurred_date().day(), 7);
  EXPECT_EQ(spec.acts[0].parts_destroyed().withdrawn_message_id(), Uuid(7));
  EXPECT_EQ(spec.acts[0].parts_destroyed().person_id(), "p1");
  EXPECT_EQ(spec.acts[0].parts_destroyed().parts_count(), 3u);
  const auto id = [&](const Heeded& one, const std::string& self) {
    return Confirmation(one, self, now + absl::Hours(1), day).message_id;
  };
  EXPECT_EQ(id({SomeCase(), Uuid(7), "p1", 0}, "health"), spec.message_id);
  EXPECT_NE(id({SomeCase(), Uuid(7), "p2", 3}, "health"), spec.message_id);
  EXPECT_NE(id({SomeCase(), Uuid(8), "p1", 3}, "health"), spec.message_id);
  EXPECT_NE(id({SomeCase(9), Uuid(7), "p1", 3}, "health"), spec.message_id);
  EXPECT_NE(id(heeded, "education"), spec.message_id);
}

TEST(DestructionTest, TheDayIsNeverAheadOfTheRouters) {
  const absl::Time midnight =
      absl::FromCivil(absl::CivilDay(2019, 3, 8), absl::UTCTimeZone());
  const absl::Time week_ago = midnight - absl::Hours(7 * 24);
  EXPECT_EQ(DayOfDestruction(week_ago, midnight + absl::Hours(1)),
            absl::CivilDay(2019, 3, 8));
  // The router's clock may be as much as five minutes behind.
  EXPECT_EQ(DayOfDestruction(week_ago, midnight + absl::Minutes(4)),
            absl::CivilDay(2019, 3, 7));
  // But where the router has reached the day, so has everybody.
  EXPECT_EQ(DayOfDestruction(midnight, midnight + absl::Minutes(4)),
            absl::CivilDay(2019, 3, 8));
}

}  // namespace
}  // namespace referral::agency
