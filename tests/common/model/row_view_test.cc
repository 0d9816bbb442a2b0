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
                 view.destructions);
    return "-";
  }
  return absl::StrCat(
      "row", view.people ? " people" : "", view.service ? " service" : "",
      view.judgement ? " judgement" : "", view.budget ? " budget" : "",
      view.destructions ? " destructions" : "");
}

constexpr char kAll[] = "row people service judgement budget destructions";
constexpr char kSteps[] = "row people destructions";

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

TEST(RowViewTest, TheLeadOfTheCaseAndOperatorsSeeEveryCode) {
  const CaseFile file = FileOf(true, "health");
  for (const Reader& reader :
       {Reader{Reader::Kind::kAgency, "sms", v1::AGENCY_ROLE_LEAD},
        Reader{Reader::Kind::kOperator, "", v1::AGENCY_ROLE_UNSPECIFIED}}) {
    EXPECT_EQ(ColumnsOf(ViewRow(file, nullptr, reader)), kAll);
    EXPECT_EQ(ColumnsOf(ViewRow(file, &file.referrals(0), reader)), kAll);
  }
}

}  // namespace
}  // namespace referral::model
