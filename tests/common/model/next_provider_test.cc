#include "common/model/next_provider.h"

#include <string>

#include "tests/common/model/clock_stories.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

class NextProviderTest : public ::testing::Test {
 protected:
  // Documents are asked of ngo, then of police.
  static Story Asked(absl::string_view receiver,
                     absl::string_view consent_for = "") {
    config::v1::Programme programme = TestProgramme();
    programme.mutable_silence()->set_offer_next_provider(true);
    Story story(programme);
    story.Open().On(2026, 5, 4);
    v1::Act consent = acts::Consent("p1");
    if (!consent_for.empty()) {
      consent.mutable_consent_given()->add_recipients(std::string(consent_for));
    }
    EXPECT_OK(story.Send("sms", {consent}));
    v1::Act request = acts::Request(Id(1), "documents.passport");
    request.mutable_referral_requested()->set_receiver(std::string(receiver));
    EXPECT_OK(story.Send("sms", {request}));
    story.At(EndOf(2026, 5, 11));
    SayDue(story);
    return story;
  }
};

TEST_F(NextProviderTest, IsProposedToWhoAskedTheSilentOne) {
  const Story story = Asked("ngo");
  ASSERT_EQ(story.file().referrals_size(), 2);
  const storage::v1::CaseReferral& draft = story.file().referrals(1);
  EXPECT_EQ(draft.status(), v1::REFERRAL_STATUS_DRAFT);
  EXPECT_EQ(draft.draft_reason(), v1::DRAFT_REASON_SILENCE);
  EXPECT_EQ(draft.receiver(), "police");
  EXPECT_EQ(draft.requester(), "sms");
  EXPECT_EQ(draft.replaces_referral_id(), Id(1));
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ngo", "sms"));
}

TEST_F(NextProviderTest, MayBeOneEarlierInTheProgrammesOrder) {
  const Story story = Asked("police");
  ASSERT_EQ(story.file().referrals_size(), 2);
  EXPECT_EQ(story.file().referrals(1).receiver(), "ngo");
}

TEST_F(NextProviderTest, IsNoneThatMayNotSeeWhatTheServiceNeeds) {
  EXPECT_EQ(Asked("ngo", "ngo").file().referrals_size(), 1);
}

TEST_F(NextProviderTest, IsNoneWhereThereIsOneProviderAlone) {
  config::v1::Programme programme = TestProgramme();
  programme.mutable_silence()->set_offer_next_provider(true);
  Story story = Consented(programme);
  story.Referred(Id(1));
  story.At(EndOf(2026, 5, 7));
  SayDue(story);
  EXPECT_EQ(story.file().referrals_size(), 1);
}

}  // namespace
}  // namespace referral::model
