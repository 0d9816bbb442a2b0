// The data set of the second programme has the figures that its top states.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/deploy/pilot/data_set.h"

namespace referral::pilot {
namespace {

using ::testing::HasSubstr;

const Day kBriefed(2026, 1, 28);

class StatedFiguresTest : public ::testing::Test {
 protected:
  StatedFiguresTest() : data_set_(LoadDataSet("tj-reintegration", kBriefed)) {
    // As one line, as its lines are broken for the eye.
    for (size_t i = 0; i < data_set_.text.find("\n{"); ++i) {
      const char c = data_set_.text[i];
      if (c == '#' || ((c == ' ' || c == '\n') && top_.ends_with(' ')))
        continue;
      top_.push_back(c == '\n' ? ' ' : c);
    }
  }

  const DataSet data_set_;
  std::string top_;
};

TEST_F(StatedFiguresTest, AppliedSupportedAndRejected) {
  std::map<std::string, size_t> people, cases;
  for (const CaseData& data : data_set_.cases) {
    for (const char* key :
         {"applied", data.eligible ? "supported" : "rejected"}) {
      people[key] += data.people.size();
      ++cases[key];
    }
  }
  for (const char* key : {"applied", "supported", "rejected"}) {
    EXPECT_THAT(top_,
                HasSubstr(absl::StrCat(key, " ", people[key], " people in ",
                                       cases[key], " cases")));
  }
}

TEST_F(StatedFiguresTest, MenWomenBoysAndGirls) {
  std::map<std::pair<v1::AgeGroup, v1::Sex>, int> count;
  for (const CaseData& data : data_set_.cases) {
    if (!data.eligible) continue;
    for (const PersonData& person : data.people) {
      ++count[{person.age, person.sex}];
    }
  }
  EXPECT_THAT(top_,
              HasSubstr(absl::StrCat(
                  count[{v1::AGE_GROUP_ADULT, v1::SEX_MALE}], " men, ",
                  count[{v1::AGE_GROUP_ADULT, v1::SEX_FEMALE}], " women, ",
                  count[{v1::AGE_GROUP_MINOR, v1::SEX_MALE}], " boys, ",
                  count[{v1::AGE_GROUP_MINOR, v1::SEX_FEMALE}], " girls")));
}

// [24]
TEST_F(StatedFiguresTest, ReturnsFromEuropeTheRussianFederationAndKazakhstan) {
  std::map<std::string, int> from;
  std::map<v1::ReturnKind, int> kinds;
  std::set<std::string> centres;
  int by_themselves = 0, again = 0;
  for (const CaseData& data : data_set_.cases) {
    if (!data.self_referred_at.empty()) {  // [27]
      ++by_themselves;
      centres.insert(data.self_referred_at);
    }
    for (const PersonData& person : data.people) {  // [21]
      if (!person.earlier_case.empty()) ++again;
    }
    if (!data.eligible) continue;
    ++from[data.return_country];
    ++kinds[data.return_kind];
  }
  for (const char* country : {"RU", "KZ", "PL", "DE"}) {
    EXPECT_THAT(top_,
                HasSubstr(absl::StrCat(country, " (", from[country], ")")));
  }
  EXPECT_THAT(top_, HasSubstr(absl::StrCat(
                        kinds[v1::RETURN_KIND_VOLUNTARY], " voluntarily, ",
                        kinds[v1::RETURN_KIND_FORCED], " forcibly, ",
                        kinds[v1::RETURN_KIND_READMISSION], " readmitted")));
  EXPECT_THAT(
      top_, HasSubstr(absl::StrCat("by themselves ", by_themselves, " cases")));
  EXPECT_EQ(centres.size(), 2u);
  EXPECT_THAT(top_,
              HasSubstr(absl::StrCat("returned again ", again, " person")));
}

// [25]
TEST_F(StatedFiguresTest, PeopleServedByEachGroupOfServices) {
  std::map<std::string, std::set<std::pair<std::string, std::string>>> served;
  for (const CaseData& data : data_set_.cases) {
    if (!data.support.has_value()) continue;
    for (const ReferralData& referral : data.support->referrals) {
      EXPECT_NE(data_set_.GroupOf(referral.service), "") << referral.service;
      if (referral.declined) continue;
      for (const std::string& id : referral.people) {
        served[data_set_.GroupOf(referral.service)].insert({data.name, id});
      }
    }
  }
  const auto number = [&](const char* group) { return served[group].size(); };
  EXPECT_THAT(top_,
              HasSubstr(absl::StrCat("employment ", number("employment"),
                                     "; education ", number("education"))));
  EXPECT_THAT(top_, HasSubstr(absl::StrCat("financial services ",
                                           number("financial_services"))));
  EXPECT_THAT(top_, HasSubstr(absl::StrCat("community support ",
                                           number("community_support"))));
  EXPECT_THAT(top_, HasSubstr(absl::StrCat("medical ", number("medical"))));
}

TEST_F(StatedFiguresTest, NobodyIsSentToAnAgencyThatDoesNotOfferIt) {
  for (const CaseData& data : data_set_.cases) {
    if (!data.support.has_value()) continue;
    for (const ReferralData& referral : data.support->referrals) {
      SCOPED_TRACE(absl::StrCat(data.name, " ", referral.id));
      const Member* receiver = data_set_.cast.ReceiverOf(referral);
      ASSERT_NE(receiver, nullptr);
      bool offers = false;
      for (const auto& row : data_set_.programme.services()) {
        if (row.code() != referral.service) continue;
        for (const std::string& id : row.providers()) {
          offers = offers || id == receiver->id;
        }
      }
      EXPECT_TRUE(offers);
      for (const auto& agency : data_set_.deployment.agencies()) {
        if (agency.id() != receiver->id || agency.region_codes().empty()) {
          continue;
        }
        const auto& regions = agency.region_codes();
        EXPECT_NE(std::find(regions.begin(), regions.end(), data.region),
                  regions.end());
      }
    }
  }
}

}  // namespace
}  // namespace referral::pilot
