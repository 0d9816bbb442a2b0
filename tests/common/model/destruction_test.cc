#include "common/model/destruction.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Pending(const Story& story) {
  std::vector<std::string> agencies;
  for (const auto& pending : story.file().pending_destructions()) {
    agencies.push_back(pending.agency());
  }
  return agencies;
}

v1::Act Withdrawal(std::vector<v1::DataCategory> categories,
                   std::vector<std::string> recipients = {}) {
  v1::Act act = acts::Withdrawal("p1");
  auto& withdrawn = *act.mutable_consent_withdrawn();
  for (const auto category : categories) withdrawn.add_categories(category);
  for (const auto& agency : recipients) withdrawn.add_recipients(agency);
  return act;
}

// p1 goes to health and, referred onward by it, to ngo; p2 to education.
Story ThreeReferrals() {
  Story story;
  story.Active(2).Referred(Id(2), "education.school", {"p2"});
  EXPECT_OK(
      story.Send("health", {acts::Request(Id(3), "accommodation.temporary")}));
  return story;
}

TEST(DestructionTest, EveryHolderOwesAConfirmationAndTheLeadNone27) {
  Story story = ThreeReferrals();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  EXPECT_THAT(Pending(story), ElementsAre("health", "ngo"));
  const v1::PendingDestruction& first = story.file().pending_destructions(0);
  EXPECT_EQ(first.withdrawn_message_id(), story.records().back().message_id);
  EXPECT_EQ(first.person_id(), "p1");
  EXPECT_EQ(first.withdrawn_time().seconds(),
            absl::ToUnixSeconds(story.records().back().time));
}

TEST(DestructionTest, WhoeverCanHoldNothingIsNotAsked) {
  const struct {
    const char* name;
    v1::Act act;
    std::vector<std::string> want;
  } kTable[] = {
      {"everything", Withdrawal({}), {"health", "ngo"}},
      {"what both need",
       Withdrawal({v1::DATA_CATEGORY_IDENTITY}),
       {"health", "ngo"}},
      {"what one needs", Withdrawal({v1::DATA_CATEGORY_MEDICAL}), {"health"}},
      {"what the requester needs as well",
       Withdrawal({v1::DATA_CATEGORY_FAMILY}),
       {"health", "ngo"}},
      {"what nobody needs", Withdrawal({v1::DATA_CATEGORY_FINANCE}), {}},
      {"from one", Withdrawal({}, {"ngo"}), {"ngo"}},
      {"from one that does not need it",
       Withdrawal({v1::DATA_CATEGORY_MEDICAL}, {"ngo"}),
       {}},
      {"from one that serves somebody else", Withdrawal({}, {"education"}), {}},
      {"from the lead", Withdrawal({}, {"sms"}), {}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Story story = ThreeReferrals();
    ASSERT_OK(story.Send("sms", {row.act}));
    EXPECT_EQ(Pending(story), row.want);
    EXPECT_THAT(story.effects().recipients(),
                ::testing::ElementsAreArray(row.want));
    for (const std::string& agency : row.want) {
      EXPECT_TRUE(MayLoseBy(story.file(), row.act.consent_withdrawn(), agency));
    }
  }
}

TEST(DestructionTest, NobodyIsAskedAgainForWhatIsClosed) {
  Story story = ThreeReferrals();
  ASSERT_OK(story.Send("sms", {Withdrawal({v1::DATA_CATEGORY_MEDICAL})}));
  ASSERT_OK(story.Send("sms", {Withdrawal({v1::DATA_CATEGORY_MEDICAL})}));
  EXPECT_THAT(Pending(story), ElementsAre("health"));
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
}

TEST(DestructionTest, WhatNoConsentOpenedNeedNotBeDestroyed) {
  Story story;
  story.Open();
  v1::Act consent = acts::Consent("p1");
  consent.mutable_consent_given()->add_recipients("health");
  ASSERT_OK(story.Send("sms", {consent}));
  story.Referred(Id(1));
  v1::Act other = acts::Consent("p1");
  other.mutable_consent_given()->add_recipients("ngo");
  ASSERT_OK(story.Send("sms", {other}));
  ASSERT_OK(
      story.Send("health", {acts::Request(Id(2), "accommodation.temporary")}));
  ASSERT_OK(story.Send("sms", {Withdrawal({}, {"health"})}));
  EXPECT_THAT(Pending(story), ElementsAre("health"));
  ASSERT_OK(story.Send("sms", {Withdrawal({v1::DATA_CATEGORY_FAMILY})}));
  EXPECT_THAT(Pending(story), ElementsAre("health", "ngo"))
      << "health lost this before";
}

TEST(DestructionTest, AnEndedConsentOpenedWhatWasSharedBefore) {
  Story story;
  story.Open();
  v1::Act consent = acts::Consent("p1");
  *consent.mutable_consent_given()->mutable_expiry_date() = Day(2020, 6, 30);
  ASSERT_OK(story.Send("sms", {consent}));
  story.Referred(Id(1));
  ASSERT_OK(story.On(2021, 1, 1).Send("sms", {acts::Withdrawal("p1")}));
  EXPECT_THAT(Pending(story), ElementsAre("health"));
}

TEST(DestructionTest, WhateverBecameOfTheReferral) {
  for (int status = v1::REFERRAL_STATUS_REQUESTED;
       status <= v1::ReferralStatus_MAX; ++status) {
    SCOPED_TRACE(v1::ReferralStatus_Name(status));
    Story story;
    story.Active().BroughtTo(Id(1), static_cast<v1::ReferralStatus>(status));
    ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
    EXPECT_THAT(Pending(story), ElementsAre("health"));
  }
}

TEST(DestructionTest, OneMessageIsConfirmedOncePerPerson) {
  Story story;
  story.Active(2).Referred(Id(2), "education.school", {"p1", "p2"});
  ASSERT_OK(story.Send("sms", {Withdrawal({v1::DATA_CATEGORY_MEDICAL}),
                               Withdrawal({v1::DATA_CATEGORY_IDENTITY}),
                               acts::Withdrawal("p2"), acts::Consent("p2")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("education", "health"));
  ASSERT_EQ(story.file().pending_destructions_size(), 3);
  EXPECT_THAT(Pending(story), ElementsAre("health", "education", "education"));
  EXPECT_EQ(story.file().pending_destructions(2).person_id(), "p2");
}

TEST(DestructionTest, ConsentInTheSameMessageAsksNobodyNew) {
  Story story;
  story.Active();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1"), acts::Consent("p1"),
                               acts::NeedsAssessed()}));
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
}

TEST(DestructionTest, AConfirmationSettlesTheSendersAlone) {
  Story story = ThreeReferrals();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  const std::string id = story.records().back().message_id;
  ASSERT_OK(story.Send("health", {acts::Destroyed(id, "p1")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("sms"));
  EXPECT_THAT(Pending(story), ElementsAre("ngo"));
  EXPECT_THAT(story.Send("health", {acts::Destroyed(id, "p1")}),
              IsReason(Reason::kNotFound))
      << "confirmed already";
  ASSERT_OK(story.Send("ngo", {acts::Destroyed(id, "p1")}));
  EXPECT_THAT(Pending(story), IsEmpty());
  EXPECT_EQ(story.Replay().SerializeAsString(),
            story.file().SerializeAsString());
}

TEST(DestructionTest, AConfirmationThatNobodyOwesIsRefused) {
  Story story = ThreeReferrals();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  const v1::Act good = acts::Destroyed(story.records().back().message_id, "p1");
  ExpectRefusals(
      story, "health", good,
      {{"of another withdrawal",
        [](v1::Act& act) {
          act.mutable_parts_destroyed()->set_withdrawn_message_id(Id(77));
        },
        Reason::kNotFound, "parts_destroyed.withdrawn_message_id"},
       {"of none",
        [](v1::Act& act) {
          act.mutable_parts_destroyed()->clear_withdrawn_message_id();
        },
        Reason::kNotFound},
       {"of another person",
        [](v1::Act& act) {
          act.mutable_parts_destroyed()->set_person_id("p2");
        },
        Reason::kNotFound}});
  EXPECT_THAT(story.Try("education", {good}), IsReason(Reason::kNotFound));
  for (const std::string sender : {"sms", "border", "ombudsman", "iom"}) {
    EXPECT_THAT(story.Try(sender, {good}), IsReason(Reason::kRoleNotAllowed));
  }
}

TEST(DestructionTest, WhatIsPendingNeitherClosesNorHoldsUpACase) {
  Story story;
  story.Active();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  const std::string id = story.records().back().message_id;
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
  EXPECT_THAT(Pending(story), ElementsAre("health"));
  ASSERT_OK(story.Send("health", {acts::Destroyed(id, "p1")}));
  EXPECT_THAT(Pending(story), IsEmpty());
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_CLOSED);
}

TEST(DestructionTest, AnAgencyThatLeftTheDeploymentHoldsUpNothing) {
  Story story = ThreeReferrals();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  config::v1::Deployment without_ngo = TestDeployment();
  auto& agencies = *without_ngo.mutable_agencies();
  for (int i = agencies.size() - 1; i >= 0; --i) {
    if (agencies[i].id() == "ngo") agencies.DeleteSubrange(i, 1);
  }
  const Directory directory(without_ngo);
  const Context whole = story.context();
  const Context context{whole.now, whole.programmes, directory,
                        whole.named_uuid};
  const std::vector<v1::Act> again = {acts::Consent("p1"),
                                      acts::Withdrawal("p1")};
  const auto effects =
      Decide(story.file(), {kCaseId, "sms", Id(500), again, {}}, context);
  ASSERT_OK(effects);
  EXPECT_THAT(effects->recipients(), ElementsAre("health", "ngo"));
  const std::vector<v1::Act> confirmed = {
      acts::Destroyed(story.records().back().message_id, "p1")};
  EXPECT_OK(Decide(story.file(), {kCaseId, "health", Id(501), confirmed, {}},
                   context));
  EXPECT_THAT(
      Decide(story.file(), {kCaseId, "ngo", Id(502), confirmed, {}}, context),
      IsReason(Reason::kUnknownAgency));
}

}  // namespace
}  // namespace referral::model
