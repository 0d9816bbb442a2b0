// The shipped data set has exactly the margins that were published: facts 1 to
// 6 of services/domain.md.
#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/deploy/pilot/data_set.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// The newest day of the source: every act lies before it.
const Day kSubmitted(2022, 5, 4);

class MarginsTest : public ::testing::Test {
 protected:
  using Person = std::pair<std::string, std::string>;  // case, person

  MarginsTest()
      : data_set_(LoadDataSet("az-restart", kSubmitted)),
        cases_(data_set_.cases),
        programme_(data_set_.programme) {}

  std::string GroupOf(const std::string& service) const {
    return data_set_.GroupOf(service);
  }

  // People whom a completed referral of each report group served.
  std::map<std::string, std::set<Person>> Served() const {
    std::map<std::string, std::set<Person>> served;
    for (const CaseData& data : cases_) {
      if (!data.support.has_value()) continue;
      for (const ReferralData& referral : data.support->referrals) {
        if (referral.declined) continue;
        for (const std::string& id : referral.people) {
          served[GroupOf(referral.service)].insert({data.name, id});
        }
      }
    }
    return served;
  }

  const PersonData& Find(const Person& person) const {
    for (const CaseData& data : cases_) {
      if (data.name == person.first) {
        return *FindPerson(data.people, person.second);
      }
    }
    ADD_FAILURE() << person.first;
    return cases_[0].people[0];
  }

  const DataSet data_set_;
  const std::vector<CaseData>& cases_;
  const ::referral::config::v1::Programme& programme_;
};

TEST_F(MarginsTest, AppliedSupportedAndRejectedAreAsPublished) {  // [1]
  std::map<std::string, int> people, cases;
  for (const CaseData& data : cases_) {
    const std::string key = data.eligible ? "supported" : "rejected";
    people[key] += static_cast<int>(data.people.size());
    ++cases[key];
  }
  EXPECT_THAT(
      cases, UnorderedElementsAre(Pair("supported", 54), Pair("rejected", 10)));
  EXPECT_THAT(people, UnorderedElementsAre(Pair("supported", 87),
                                           Pair("rejected", 15)));
}

TEST_F(MarginsTest, MenWomenBoysAndGirlsAreAsPublished) {  // [3]
  std::map<std::pair<int, int>, int> count;
  for (const CaseData& data : cases_) {
    if (!data.eligible) continue;
    for (const PersonData& person : data.people) {
      ++count[{person.age, person.sex}];
    }
  }
  EXPECT_THAT(count,
              UnorderedElementsAre(
                  Pair(std::pair(v1::AGE_GROUP_ADULT, v1::SEX_MALE), 30),
                  Pair(std::pair(v1::AGE_GROUP_ADULT, v1::SEX_FEMALE), 24),
                  Pair(std::pair(v1::AGE_GROUP_MINOR, v1::SEX_MALE), 18),
                  Pair(std::pair(v1::AGE_GROUP_MINOR, v1::SEX_FEMALE), 15)));
}

TEST_F(MarginsTest, NineChildrenWereBornAbroad) {  // [4]
  std::map<std::string, int> born;
  for (const CaseData& data : cases_) {
    for (const PersonData& person : data.people) {
      if (person.born_in.empty() || person.born_in == "AZ") continue;
      EXPECT_EQ(person.age, v1::AGE_GROUP_MINOR);
      ++born[person.born_in];
    }
  }
  EXPECT_THAT(born, UnorderedElementsAre(Pair("DE", 8), Pair("SE", 1)));
}

TEST_F(MarginsTest, MostReturnedFromGermanyTheRestFromSwedenAndBulgaria) {
  std::map<std::string, int> returned;  // [4]
  for (const CaseData& data : cases_) {
    if (data.eligible) ++returned[data.return_country];
  }
  EXPECT_EQ(returned.size(), 3u);
  EXPECT_GT(returned["DE"], 27);
  EXPECT_GT(returned["SE"], 0);
  EXPECT_GT(returned["BG"], 0);
}

TEST_F(MarginsTest, PeopleServedByEachServiceAreAsPublished) {  // [5]
  std::map<std::string, size_t> people;
  size_t total = 0;
  for (const auto& [group, served] : Served()) {
    people[group] = served.size();
    total += served.size();
  }
  EXPECT_THAT(people,
              UnorderedElementsAre(
                  Pair("employment", 26), Pair("education", 18),
                  Pair("mentoring_documents", 21), Pair("accommodation", 38),
                  Pair("medical", 55), Pair("disability_allowance_other", 11)));
  EXPECT_EQ(total, 169u);
}

TEST_F(MarginsTest, EducationServesSeventeenMinorsAndOneWoman) {  // [5]
  int minors = 0, women = 0, others = 0;
  const auto served = Served();
  for (const Person& key : served.at("education")) {
    const PersonData& person = Find(key);
    if (person.age == v1::AGE_GROUP_MINOR) {
      ++minors;
    } else if (person.sex == v1::SEX_FEMALE) {
      ++women;
    } else {
      ++others;
    }
  }
  EXPECT_EQ(minors, 17);
  EXPECT_EQ(women, 1);
  EXPECT_EQ(others, 0);
}

TEST_F(MarginsTest, ThirteenWholeFamiliesAreAccommodated) {  // [5]
  std::map<std::string, size_t> families;
  const auto served = Served();
  for (const Person& key : served.at("accommodation")) ++families[key.first];
  EXPECT_EQ(families.size(), 13u);
  for (const CaseData& data : cases_) {
    const auto it = families.find(data.name);
    if (it == families.end()) continue;
    EXPECT_EQ(it->second, data.people.size()) << data.name;
  }
}

TEST_F(MarginsTest, NothingIsRecordedOfTheRejected) {  // [6]
  for (const CaseData& data : cases_) {
    if (data.eligible) continue;
    EXPECT_FALSE(data.rejections.empty()) << data.name;
    for (const PersonData& person : data.people) {
      EXPECT_EQ(person.sex, v1::SEX_UNSPECIFIED) << data.name;
      EXPECT_EQ(person.age, v1::AGE_GROUP_UNSPECIFIED) << data.name;
      EXPECT_FALSE(person.birth_date.has_value()) << data.name;
      EXPECT_TRUE(person.born_in.empty()) << data.name;
    }
  }
}

TEST_F(MarginsTest, SupportLastsThreeToTwelveMonths) {  // [11]
  for (const CaseData& data : cases_) {
    if (!data.support.has_value()) continue;
    const SupportData& support = *data.support;
    uint32_t months = support.months;
    if (support.extension.has_value()) months += support.extension->months;
    EXPECT_GE(support.months, 3u) << data.name;
    EXPECT_LE(months, 12u) << data.name;
    EXPECT_GE(support.closed - support.planned, 89) << data.name;
    EXPECT_LE(support.closed - support.planned, 366) << data.name;
  }
}

TEST_F(MarginsTest, OnlySinglesGoOverTheThreshold) {  // [15]
  int over = 0;
  for (const CaseData& data : cases_) {
    if (!data.support.has_value()) continue;
    int64_t planned = 0;
    bool approved = false;
    for (const ReferralData& referral : data.support->referrals) {
      if (!referral.declined) planned += referral.cost.minor_units;
      approved = approved || referral.override_.has_value();
    }
    const bool beyond = planned > programme_.budget().per_person_minor_units() *
                                      static_cast<int64_t>(data.people.size());
    EXPECT_EQ(beyond, approved) << data.name;
    if (!beyond) continue;
    EXPECT_EQ(data.people.size(), 1u) << data.name;
    ++over;
  }
  EXPECT_EQ(over, 2);
}

TEST_F(MarginsTest, EveryCodeOfTheFileIsOneOfTheProgramme) {
  std::set<std::string> regions, needs;
  for (const auto& region : programme_.regions()) regions.insert(region.code());
  for (const auto& path : programme_.pathways()) needs.insert(path.need_code());
  for (const CaseData& data : cases_) {
    EXPECT_EQ(regions.count(data.region), 1u) << data.region;
    if (!data.support.has_value()) continue;
    for (const NeedData& need : data.support->needs) {
      EXPECT_EQ(needs.count(need.need), 1u) << need.need;
    }
    for (const ReferralData& referral : data.support->referrals) {
      EXPECT_NE(GroupOf(referral.service), "") << referral.service;
      for (const auto& row : programme_.services()) {
        if (row.code() != referral.service) continue;
        EXPECT_EQ(row.providers(0), data_set_.cast.ReceiverOf(referral)->id);
      }
    }
  }
}

}  // namespace
}  // namespace referral::pilot
