// The people of a case, with real processes: a family that grows and shrinks
// [15], what many of them need [20], and one who returns again [21].
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kIntake[] = "SmsIntakeService/";

class PeopleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {kRouter, "sms-intake"}) {
      ASSERT_OK(system_.Start(name));
    }
  }
  void TearDown() override { EXPECT_OK(system_.StopAll()); }

  System system_;
  const Story story_{system_};
};

class FamilyTest : public PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    family_ = story_.OpenCase({.adults = 2, .minors = 1});
  }

  // The lead refers p1 for so much; what the router says.
  absl::Status Refer(int budget, const std::string& more = "") {
    return story_.Say<v1::ReferRequest>(
        "sms", absl::StrCat(kIntake, "Refer"), family_,
        absl::StrCat("referrals { ", Text(budget, more), " }"));
  }
  static std::string Text(int budget, const std::string& more) {
    return TextOf(NewReferral{.referral_id = NewUuid(),
                              .service = "medical.check",
                              .budget = budget,
                              .more = more});
  }
  static std::string Override(const std::string& approver) {
    return absl::StrCat("budget_override { reason_code: 'URGENT_TREATMENT' ",
                        approver, " }");
  }
  void ExpectBudget(int people, int threshold, int reserved) {
    ASSERT_OK_AND_ASSIGN(const v1::Case shown, story_.CaseFor("sms", family_));
    EXPECT_EQ(shown.summary().people_count(),
              static_cast<std::uint32_t>(people));
    EXPECT_EQ(shown.budget_threshold().minor_units(), threshold);
    EXPECT_EQ(shown.budget_reserved().minor_units(), reserved);
  }

  std::string family_;
};

TEST_F(FamilyTest, TheBudgetGrowsAndShrinksWithTheFamily15) {
  ExpectBudget(3, 600000, 0);
  EXPECT_OK(Refer(500000));
  EXPECT_THAT(Refer(200000), IsReason(Reason::kBudgetExceeded));

  ASSERT_OK(story_.Say<v1::AddPersonRequest>(
      "sms", absl::StrCat(kIntake, "AddPerson"), family_,
      "joined { person { person_id: 'p4' sex: SEX_MALE"
      "  age_group: AGE_GROUP_MINOR } }"));
  ExpectBudget(4, 800000, 500000);
  EXPECT_OK(Refer(200000));

  ASSERT_OK(story_.Say<v1::RecordDepartureRequest>(
      "sms", absl::StrCat(kIntake, "RecordDeparture"), family_,
      "left { person_id: 'p4' reason: LEAVE_REASON_MOVED_AWAY }"));
  ExpectBudget(3, 600000, 700000);
  EXPECT_THAT(Refer(100), IsReason(Reason::kBudgetExceeded));
}

TEST_F(FamilyTest, GoingOverTheBudgetTakesAReasonAndAnotherOfficer15) {
  EXPECT_THAT(Refer(600001), IsReason(Reason::kBudgetExceeded));
  const absl::Status alone =
      story_.Lead(family_, {absl::StrCat("referral_requested { ",
                                         Text(600001, Override("")), " }")});
  EXPECT_THAT(alone, IsReason(Reason::kApproverRequired));
  EXPECT_EQ(Where(alone),
            "acts[0].referral_requested.budget_override.approver");
  EXPECT_THAT(Refer(600001, Override("approver: 'officer-07'")),
              IsReason(Reason::kApproverRequired));
  ExpectBudget(3, 600000, 0);
  EXPECT_OK(Refer(600001, Override("approver: 'officer-01'")));
  ExpectBudget(3, 600000, 600001);
}

// Who needs what, as a programme partner reads it.
class NeedsTest : public PeopleTest {
 protected:
  v1::NeedsExport Export() {
    v1::ExportNeedsRequest request;
    request.set_programme_id("az-restart");
    const auto needs = story_.Agency("iom").Call<v1::NeedsExport>(
        "referral.v1.RouterService/ExportNeeds", request);
    EXPECT_OK(needs);
    return needs.value_or(v1::NeedsExport());
  }
  static std::string Need(const std::string& person, const std::string& code) {
    return absl::StrCat("needs { person_id: '", person, "' need_code: '", code,
                        "' } ");
  }
  static std::string AgreesToBeCounted(const std::string& person) {
    return absl::StrCat(
        "consent_given { person_id: '", person,
        "' language_code: 'az' given_by: CONSENT_GIVER_SELF"
        " categories: DATA_CATEGORY_IDENTITY purposes: CONSENT_PURPOSE_STUDY"
        " expiry_date { year: 2199 month: 12 day: 31 } }");
  }
};

TEST_F(NeedsTest, OnlyWhatManyNeedIsExportedOfThoseWhoAgreed20) {
  const std::string case_id = story_.OpenCase({.adults = 8});
  std::string needs;
  for (const char* person : {"p1", "p2", "p3", "p4", "p5", "p8"}) {
    needs += Need(person, "medical-check");
  }
  for (const char* person : {"p6", "p7"}) needs += Need(person, "housing");
  ASSERT_OK(story_.Lead(
      case_id, {absl::StrCat("needs_assessed { ", needs,
                             "vulnerability_level: VULNERABILITY_LEVEL_LOW }"),
                AgreesToBeCounted("p1"), AgreesToBeCounted("p2"),
                AgreesToBeCounted("p3"), AgreesToBeCounted("p4"),
                AgreesToBeCounted("p6"), AgreesToBeCounted("p7")}));
  // Four agreed, and so few are known by themselves.
  EXPECT_THAT(Export().rows(), IsEmpty());

  // p8 agrees to be served, not to be counted.
  ASSERT_OK(story_.Lead(case_id, {AgreesToBeCounted("p5")}));
  const v1::NeedsExport counted = Export();
  EXPECT_EQ(counted.smallest_count(), 5u);
  EXPECT_EQ(counted.people_counted(), 5u);
  ASSERT_EQ(counted.rows_size(), 1) << counted.DebugString();
  EXPECT_EQ(counted.rows(0).need_code(), "medical-check");
  EXPECT_EQ(counted.rows(0).people(), 5u);

  const CommandResult csv =
      system_.Ctl({"needs", "export", "--programme", "az-restart", "--csv"});
  EXPECT_EQ(csv.exit_code, 0) << csv.err;
  EXPECT_EQ(csv.out,
            "need,region,return_country,sex,age_group,people,continuing\r\n"
            "medical-check,baku,DE,female,adult,5,0\r\n");
}

class ReturnsAgainTest : public PeopleTest {
 protected:
  // Somebody applies at the intake; the case id.
  std::string Apply(const std::string& identity, const std::string& earlier) {
    const auto applied = story_.Send(
        "sms", absl::StrCat(kIntake, "RegisterApplication"),
        Parsed<v1::RegisterApplicationRequest>(absl::StrCat(
            story_.Header(""),
            " application { programme_id: 'az-restart'"
            "  people { person_id: 'p1' sex: SEX_MALE"
            "    age_group: AGE_GROUP_ADULT earlier_case_id: '",
            earlier,
            "' }"
            "  return_facts { return_kind: RETURN_KIND_FORCED citizen: true"
            "    return_country_code: 'SE'"
            "    return_date { year: 2020 month: 2 day: 3 } }"
            "  region_code: 'baku' }"
            " sections { person_id: 'p1' ",
            identity, " }")));
    EXPECT_OK(applied);
    if (!applied.ok()) return "";
    EXPECT_EQ(applied->state(), v1::Submission::STATE_RECORDED)
        << applied->DebugString();
    return applied->case_id();
  }
  std::vector<std::string> Find(const std::string& identity) {
    const auto found = story_.Desk("sms").Call<v1::FindEarlierCasesResponse>(
        "referral.v1.SmsIntakeService/FindEarlierCases",
        Parsed<v1::FindEarlierCasesRequest>(identity));
    EXPECT_OK(found);
    if (!found.ok()) return {};
    return {found->case_ids().begin(), found->case_ids().end()};
  }
  static std::string Identity(const std::string& given,
                              const std::string& family,
                              int birth_year = 1988) {
    return absl::StrCat("identity { given_name: '", given, "' family_name: '",
                        family, "' birth_date { year: ", birth_year,
                        " month: 3 day: 11 } }");
  }
};

TEST_F(ReturnsAgainTest, IsRecognisedAndCountedAndNamedNowhereInClear21) {
  const std::string as_before = Identity("Kamranbek", "Cəfərzadəli");
  EXPECT_THAT(Find(as_before), IsEmpty());
  const std::string first = Apply(as_before, "");

  // Another officer, in a hurry.
  const std::string shouted = Identity(" KAMRANBEK  ", "CƏFƏRZADƏLİ");
  EXPECT_THAT(Find(shouted), ElementsAre(first));
  EXPECT_THAT(Find(Identity("Kamranbek", "Cəfərzadəli", 1989)), IsEmpty());
  EXPECT_EQ(story_.ReportFor("sms").returned_again_people(), 0u);

  const std::string second = Apply(shouted, first);
  EXPECT_THAT(Find(as_before), ElementsAre(first, second));
  ASSERT_OK_AND_ASSIGN(const v1::Case shown, story_.CaseFor("sms", second));
  EXPECT_EQ(shown.returned_again_count(), 1u);
  EXPECT_EQ(story_.ReportFor("sms").returned_again_people(), 1u);

  // It is remembered.
  system_.Kill("sms-intake");
  ASSERT_OK(system_.Start("sms-intake"));
  EXPECT_THAT(Find(shouted), ElementsAre(first, second));

  ASSERT_OK(system_.StopAll());
  EXPECT_THAT(FilesThatHold(system_, {first}), Not(IsEmpty()));
  EXPECT_THAT(FilesThatHold(system_, {"Kamranbek", "kamranbek", "KAMRANBEK",
                                      "Cəfərzadəli", "cəfərzadəli",
                                      "CƏFƏRZADƏLİ", "1988-03-11"}),
              IsEmpty());
}

}  // namespace
}  // namespace referral::testing
