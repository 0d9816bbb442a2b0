// What rows of cases and referrals show, for every role of the enum: a new one
// fails until it is decided here.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/model/need_to_know.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using storage::v1::CaseFile;

// Columns of a row in words; "-" if there is no row.
std::string ColumnsOf(const RowView& view) {
  if (!view.row) {
    EXPECT_FALSE(view.people || view.service || view.judgement || view.budget ||
                 view.destructions || view.continuation || view.emergencies);
    return "-";
  }
  return absl::StrCat(
      "row", view.people ? " people" : "", view.service ? " service" : "",
      view.judgement ? " judgement" : "", view.budget ? " budget" : "",
      view.destructions ? " destructions" : "",
      view.continuation ? " continuation" : "",
      view.emergencies ? " emergencies" : "");
}

constexpr char kAll[] =
    "row people service judgement budget destructions continuation emergencies";
constexpr char kSteps[] = "row people destructions emergencies";

// Led by sms; `provider` requests or receives the one referral.
CaseFile FileOf(bool requests, const std::string& provider) {
  CaseFile file;
  file.set_lead("sms");
  storage::v1::CaseReferral& referral = *file.add_referrals();
  referral.set_referral_id(Id(1));
  referral.set_requester(requests ? provider : "other");
  referral.set_receiver(requests ? "other" : provider);
  return file;
}

TEST(RowViewTest, EveryRoleAsPartyAndAsStranger) {
  struct Want {
    const char* case_of_party;
    const char* referral_of_party;
    const char* of_stranger;
  };
  const std::map<v1::AgencyRole, Want> table = {
      {v1::AGENCY_ROLE_UNSPECIFIED, {"-", "-", "-"}},
      {v1::AGENCY_ROLE_LEAD, {"-", "-", "-"}},  // of another lead's case
      {v1::AGENCY_ROLE_PROVIDER, {"row", "row people service", "-"}},
      {v1::AGENCY_ROLE_NOTIFIER, {"-", "-", "-"}},
      {v1::AGENCY_ROLE_OVERSIGHT, {kSteps, kSteps, kSteps}},
      {v1::AGENCY_ROLE_PARTNER, {"-", "-", "-"}}};
  const auto* roles = v1::AgencyRole_descriptor();
  for (int i = 0; i < roles->value_count(); ++i) {
    const auto role = static_cast<v1::AgencyRole>(roles->value(i)->number());
    SCOPED_TRACE(v1::AgencyRole_Name(role));
    ASSERT_EQ(table.count(role), 1u) << "decide what its rows show";
    const Want& want = table.at(role);
    const Reader reader{Reader::Kind::kAgency, "reader", role};
    for (const bool requests : {false, true}) {
      const CaseFile own = FileOf(requests, "reader");
      EXPECT_EQ(ColumnsOf(ViewRow(own, nullptr, reader)), want.case_of_party);
      EXPECT_EQ(ColumnsOf(ViewRow(own, &own.referrals(0), reader)),
                want.referral_of_party);
      const CaseFile strange = FileOf(requests, "another");
      EXPECT_EQ(ColumnsOf(ViewRow(strange, nullptr, reader)), want.of_stranger);
      EXPECT_EQ(ColumnsOf(ViewRow(strange, &strange.referrals(0), reader)),
                want.of_stranger);
    }
  }
}

TEST(RowViewTest, AComplaintIsSeenByWhoHasToDoWithIt) {
  CaseFile file = FileOf(false, "health");
  v1::Complaint& complaint = *file.add_complaints();
  file.add_complaint_lodgers("education");
  complaint.set_addressee("ngo");
  complaint.set_about_agency("health");
  const auto seen = [&](const std::string& agency, v1::AgencyRole role) {
    return MaySeeComplaint(file, complaint,
                           {Reader::Kind::kAgency, agency, role});
  };
  EXPECT_TRUE(seen("sms", v1::AGENCY_ROLE_LEAD));
  EXPECT_FALSE(seen("other", v1::AGENCY_ROLE_LEAD));
  EXPECT_TRUE(seen("education", v1::AGENCY_ROLE_PROVIDER));
  EXPECT_TRUE(seen("ngo", v1::AGENCY_ROLE_PROVIDER));
  EXPECT_FALSE(seen("health", v1::AGENCY_ROLE_PROVIDER))
      << "whom it is about is not told";
  EXPECT_TRUE(seen("ombudsman", v1::AGENCY_ROLE_OVERSIGHT));
  EXPECT_FALSE(seen("ngo", v1::AGENCY_ROLE_NOTIFIER));
  EXPECT_FALSE(seen("ngo", v1::AGENCY_ROLE_PARTNER));
  EXPECT_TRUE(
      MaySeeComplaint(file, complaint, {Reader::Kind::kOperator, "", {}}));
}

TEST(RowViewTest, TheLeadOfTheCaseAndOperatorsSeeEveryCode) {
  const CaseFile file = FileOf(true, "health");
  for (const Reader& reader :
       {Reader{Reader::Kind::kAgency, "sms", v1::AGENCY_ROLE_LEAD},
        Reader{Reader::Kind::kOperator, "", v1::AGENCY_ROLE_UNSPECIFIED}}) {
    EXPECT_EQ(ColumnsOf(ViewRow(file, nullptr, reader)), kAll);
    EXPECT_EQ(ColumnsOf(ViewRow(file, &file.referrals(0), reader)), kAll);
  }
}

// The bare row and what it looks after, without any referral [18].
TEST(RowViewTest, WhoLooksAfterAContinuingNeedSeesThat) {
  CaseFile file = FileOf(true, "health");
  file.mutable_continuation()->set_owner("reader");
  Reader reader{Reader::Kind::kAgency, "reader", v1::AGENCY_ROLE_PROVIDER};
  EXPECT_EQ(ColumnsOf(ViewRow(file, nullptr, reader)), "row continuation");
  EXPECT_EQ(ColumnsOf(ViewRow(file, &file.referrals(0), reader)), "-");
  reader.agency = "health";
  EXPECT_EQ(ColumnsOf(ViewRow(file, nullptr, reader)), "row");
  reader.agency = "successor";
  EXPECT_EQ(ColumnsOf(ViewRow(file, nullptr, reader)), "-");
  reader.predecessors = {"reader"};
  EXPECT_EQ(ColumnsOf(ViewRow(file, nullptr, reader)), "row continuation");
}

}  // namespace
}  // namespace referral::model
