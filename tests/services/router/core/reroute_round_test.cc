// What the router says and keeps by itself: re-routings [32] and places [33],
// as rounds take them to the disk.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/router/core/case_reader.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/policy.h"
#include "services/router/core/sequencer.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsOk;
using referral::testing::IsReason;
using ::testing::ElementsAre;

v1::Act ActFrom(const std::string& text) {
  v1::Act act;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &act));
  act.set_officer("officer-1");
  act.mutable_occurred_date()->set_year(2019);
  act.mutable_occurred_date()->set_month(2);
  act.mutable_occurred_date()->set_day(1);
  return act;
}

v1::Act Places(const std::string& agency, v1::CapacityState state) {
  v1::Act act = ActFrom(
      "capacity_published { service_code: 'medical.check' "
      "region_code: 'baku' }");
  act.mutable_capacity_published()->set_agency(agency);
  act.mutable_capacity_published()->set_state(state);
  return act;
}

// health and clinic provide medical.check, in this order.
class RerouteRoundTest : public ::testing::Test {
 protected:
  RerouteRoundTest() {
    Start();
    LoadConfiguration(*sequencer_);
    v1::Act deployment;
    deployment.mutable_deployment_loaded()->set_text(absl::StrCat(
        DeploymentText(),
        "agencies { id: \"clinic\" name: \"c\" role: AGENCY_ROLE_PROVIDER }"));
    EXPECT_OK(Record({deployment}));
    v1::Act programme;
    programme.mutable_programme_loaded()->set_programme_id("restart");
    programme.mutable_programme_loaded()->set_text(absl::StrReplaceAll(
        ProgrammeText(),
        {{"providers: \"health\"", "providers: [\"health\", \"clinic\"]"}}));
    EXPECT_OK(Record({programme}));
  }

  void Start() {
    sequencer_.reset();
    Sequencer::Options options;
    options.home = kHome;
    sequencer_ = std::make_unique<Sequencer>(options, clock_, ledger_);
    EXPECT_OK(sequencer_->Start());
  }

  // Acts of the router's own log, in one message.
  absl::StatusOr<v1::Receipt> Record(std::vector<v1::Act> acts) {
    Answers answers;
    RouterAct act;
    act.act = acts[0];
    act.more_acts.assign(acts.begin() + 1, acts.end());
    act.done = answers.Next();
    sequencer_->Record(std::move(act));
    return answers.Wait(0);
  }
  absl::StatusOr<v1::Receipt> Send(const std::string& sender,
                                   const v1::Act& act) {
    return SubmitAndWait(
        *sequencer_, ledger_.vault(),
        Message(sender, CaseId(1), MessageId(++messages_), act));
  }
  // From the application to a request that may be re-routed; its sequence.
  std::uint64_t Ask() {
    const std::vector<std::string> acts = {
        "application_registered { programme_id: 'restart' "
        "people { person_id: 'p1' } region_code: 'baku' "
        "return_facts { return_kind: RETURN_KIND_READMISSION "
        "return_country_code: 'DE' citizen: true "
        "return_date { year: 2019 month: 1 day: 20 } } }",
        "eligibility_review_started {}",
        "eligibility_decided { eligible: true }",
        "consent_given { person_id: 'p1' categories: DATA_CATEGORY_IDENTITY "
        "language_code: 'az' given_by: CONSENT_GIVER_SELF }",
        absl::StrCat("referral_requested { referral_id: '", MessageId(500),
                     "' service_code: 'medical.check' person_ids: 'p1' "
                     "region_code: 'baku' may_reroute: true "
                     "budget { minor_units: 100 currency_code: 'AZN' } }")};
    std::uint64_t last = 0;
    for (const std::string& act : acts) {
      const absl::StatusOr<v1::Receipt> receipt = Send("sms", ActFrom(act));
      EXPECT_OK(receipt);
      if (receipt.ok()) last = receipt->sequence();
    }
    return last;
  }
  v1::Act Decline() {
    return ActFrom(absl::StrCat(
        "referral_rejected { referral_id: '", MessageId(500),
        "' reason: DECLINE_REASON_PROVIDER_FULL side: REASON_SIDE_PROVIDER "
        "next_step: NEXT_STEP_REFER_TO_ANOTHER_PROVIDER }"));
  }
  storage::v1::CaseFile File() { return **ledger_.ReadCaseFile(CaseId(1)); }

  referral::testing::ManualClock clock_;
  FakeLedger ledger_;
  std::unique_ptr<Sequencer> sequencer_;
  std::uint32_t messages_ = 0;
};

TEST_F(RerouteRoundTest, ADeclineAndWhatFollowsAreOneWrite) {
  Ask();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, Send("health", Decline()));
  EXPECT_EQ(ledger_.Head().position, receipt.position() + 1);
  ASSERT_OK_AND_ASSIGN(const storage::v1::StoredRound round,
                       ledger_.ReadRound(receipt.position()));
  EXPECT_EQ(round.entries_size(), 2);
  const storage::v1::CaseFile file = File();
  EXPECT_EQ(file.last_sequence(), receipt.sequence() + 1);
  ASSERT_EQ(file.referrals_size(), 2);
  EXPECT_EQ(file.referrals(1).receiver(), "clinic");
  EXPECT_EQ(file.referrals(1).replaces_referral_id(), MessageId(500));
  ASSERT_OK_AND_ASSIGN(const storage::v1::StoredRecord next,
                       ledger_.ReadRecord(CaseId(1), receipt.sequence() + 1));
  v1::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(next.envelope()));
  EXPECT_EQ(envelope.sender(), kHome);
}

TEST_F(RerouteRoundTest, TheSameDeclineAgainIsRecordedOnce) {
  Ask();
  const v1::SignedMessage decline =
      Message("health", CaseId(1), MessageId(++messages_), Decline());
  ASSERT_OK(SubmitAndWait(*sequencer_, ledger_.vault(), decline));
  const std::uint64_t position = ledger_.Head().position;
  Start();  // another process
  ASSERT_OK(SubmitAndWait(*sequencer_, ledger_.vault(), decline));
  EXPECT_EQ(ledger_.Head().position, position);
}

TEST_F(RerouteRoundTest, TheNextProviderGetsTheRequestAsItWasSigned) {
  const std::uint64_t original = Ask();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, Send("health", Decline()));
  const CaseReader reader(ledger_, clock_,
                          [this] { return sequencer_->policy(); });
  const auto read =
      [&](const char* agency,
          v1::AgencyRole role) -> absl::StatusOr<std::optional<v1::Record>> {
    const model::Reader as{model::Reader::Kind::kAgency, agency, role};
    ASSIGN_OR_RETURN(
        DeliveredRecord delivered,
        reader.ReadDelivery(CaseId(1), receipt.position() + 1, as));
    return std::move(delivered.original);
  };
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> handed_on,
                       read("clinic", v1::AGENCY_ROLE_PROVIDER));
  ASSERT_TRUE(handed_on.has_value());
  ASSERT_OK_AND_ASSIGN(const evidence::RecordHeadSpec head,
                       evidence::VerifyRecord(*handed_on));
  EXPECT_EQ(head.sequence, original);
  EXPECT_EQ(handed_on->message().parts_size(), 1);
  // Nobody else gets it that way: the lead has it.
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> none,
                       read("sms", v1::AGENCY_ROLE_LEAD));
  EXPECT_FALSE(none.has_value());
}

TEST_F(RerouteRoundTest, PublishedPlacesAreInForceOnceAnswered33) {
  ASSERT_OK(Record({Places("health", v1::CAPACITY_STATE_NONE),
                    Places("clinic", v1::CAPACITY_STATE_HAS_PLACES)}));
  const Policy policy = sequencer_->policy();
  ASSERT_NE(policy.capacity->Find("medical.check", "baku", "health"), nullptr);
  Ask();
  EXPECT_EQ(File().referrals(0).receiver(), "clinic");
}

TEST_F(RerouteRoundTest, PublishingParsesNoConfiguration) {
  const Policy before = sequencer_->policy();
  ASSERT_OK(Record({Places("health", v1::CAPACITY_STATE_NONE)}));
  const Policy after = sequencer_->policy();
  EXPECT_EQ(before.programmes, after.programmes);
  EXPECT_EQ(before.directory, after.directory);
  EXPECT_NE(before.capacity, after.capacity);
}

TEST_F(RerouteRoundTest, PlacesSurviveARestartAndAReload) {
  ASSERT_OK(Record({Places("health", v1::CAPACITY_STATE_WAITING_LIST)}));
  Start();
  v1::Act programme;
  programme.mutable_programme_loaded()->set_programme_id("restart");
  programme.mutable_programme_loaded()->set_text(ProgrammeText());
  ASSERT_OK(Record({programme}));
  const Policy policy = sequencer_->policy();
  const v1::Capacity* row =
      policy.capacity->Find("medical.check", "baku", "health");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->state(), v1::CAPACITY_STATE_WAITING_LIST);
}

TEST_F(RerouteRoundTest, TheRoutersLogGivesTheSamePlacesAgain) {
  ASSERT_OK(Record({Places("health", v1::CAPACITY_STATE_WAITING_LIST),
                    Places("clinic", v1::CAPACITY_STATE_NONE)}));
  ASSERT_OK(Record({Places("health", v1::CAPACITY_STATE_NONE)}));
  ASSERT_OK_AND_ASSIGN(const storage::v1::RouterFile file,
                       ledger_.ReadRouterFile());
  storage::v1::RouterFile rebuilt;
  for (std::uint64_t i = 1; i <= file.last_sequence(); ++i) {
    ASSERT_OK_AND_ASSIGN(const storage::v1::StoredRecord stored,
                         ledger_.ReadRecord("AZ-ROUTER", i));
    ASSERT_OK_AND_ASSIGN(const OpenedRecord record,
                         OpenRecord(stored, ledger_.vault()));
    ApplyRecord(record, rebuilt);
  }
  EXPECT_EQ(rebuilt.SerializeAsString(), file.SerializeAsString());
  EXPECT_EQ(file.capacities_size(), 2);
}

}  // namespace
}  // namespace referral::router::testing
