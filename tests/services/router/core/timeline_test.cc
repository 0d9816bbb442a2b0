#include "services/router/core/timeline.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/services/router/core/router_testing.h"

namespace referral::router::testing {
namespace {

using Extent = model::View::Extent;

// A record of two acts about a referral.
OpenedRecord ARecord() {
  OpenedRecord record;
  record.head.sequence = 5;
  record.head.recorded_time = absl::FromUnixSeconds(1551690000);
  record.message.envelope.set_sender("health");
  v1::Act received;
  received.mutable_referral_received()->set_referral_id("r-1");
  v1::Act accepted;
  accepted.mutable_referral_accepted()->set_referral_id("r-1");
  record.message.acts = {{0, received}, {1, accepted}};
  record.effects.add_acts()->set_referral_status(v1::REFERRAL_STATUS_RECEIVED);
  record.effects.add_acts()->set_referral_status(v1::REFERRAL_STATUS_ACCEPTED);
  return record;
}

storage::v1::CaseFile AFile() {
  storage::v1::CaseFile file;
  storage::v1::CaseReferral& referral = *file.add_referrals();
  referral.set_referral_id("r-1");
  referral.set_service_code("medical.check");
  referral.set_requester("sms");
  referral.set_receiver("health");
  return file;
}

model::Reader Agency(const std::string& id, v1::AgencyRole role) {
  return {model::Reader::Kind::kAgency, id, role};
}
model::Reader Health() { return Agency("health", v1::AGENCY_ROLE_PROVIDER); }

TEST(TimelineTest, TellsEveryActWithWhatItMoved) {
  const auto entries = TimelineEntries(
      ARecord(), AFile(), {Extent::kParts, {0, 1}, true, false, ""}, Health());
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[1].sequence(), 5u);
  EXPECT_EQ(entries[1].sender(), "health");
  EXPECT_EQ(entries[1].act(), "referral_accepted");
  EXPECT_EQ(entries[1].referral_id(), "r-1");
  EXPECT_EQ(entries[1].service_code(), "medical.check");
  EXPECT_EQ(entries[1].referral_status(), v1::REFERRAL_STATUS_ACCEPTED);
}

TEST(TimelineTest, AWithheldPartTellsNothing) {
  const auto entries = TimelineEntries(
      ARecord(), AFile(), {Extent::kParts, {1}, false, false, ""}, Health());
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].act(), "referral_accepted");
  EXPECT_TRUE(TimelineEntries(ARecord(), AFile(), {}, Health()).empty());
}

TEST(TimelineTest, OversightSeesTheStepsButNotTheService17) {
  const auto entries = TimelineEntries(
      ARecord(), AFile(), {Extent::kHeadOnly, {}, false, false, ""},
      Agency("ombudsman", v1::AGENCY_ROLE_OVERSIGHT));
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].act(), "referral_received");
  EXPECT_EQ(entries[0].referral_id(), "r-1");
  EXPECT_EQ(entries[0].service_code(), "");
}

TEST(TimelineTest, OversightSeesTheStepsBesideAComplaintToIt) {
  model::View view{Extent::kParts, {1}, false, true, ""};
  EXPECT_EQ(TimelineEntries(ARecord(), AFile(), view,
                            Agency("ombudsman", v1::AGENCY_ROLE_OVERSIGHT))
                .size(),
            2u);
}

TEST(TimelineTest, OperatorsSeeTheCodesThatListsShowThem) {
  const auto entries = TimelineEntries(
      ARecord(), AFile(), {Extent::kHeadOnly, {}, false, false, ""},
      {model::Reader::Kind::kOperator, "", v1::AGENCY_ROLE_UNSPECIFIED});
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].service_code(), "medical.check");
}

}  // namespace
}  // namespace referral::router::testing
