#include "common/model/needs_export.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using storage::v1::CaseFile;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kToday(2021, 6, 1);

// A case of one person, who agreed to be counted, with one need.
struct Somebody {
  std::string need = "medical";
  std::string region = "baku";
  std::string country = "DE";
  v1::Sex sex = v1::SEX_FEMALE;
  v1::AgeGroup age = v1::AGE_GROUP_ADULT;
  bool continuing = false;
};

storage::v1::Consent StudyConsent() {
  storage::v1::Consent consent;
  consent.add_categories(v1::DATA_CATEGORY_MEDICAL);
  consent.add_purposes(v1::CONSENT_PURPOSE_SERVICE);
  consent.add_purposes(v1::CONSENT_PURPOSE_STUDY);
  *consent.mutable_given_date() = Day(2020, 3, 2);
  *consent.mutable_expiry_date() = Day(2022, 3, 2);
  return consent;
}

void AddNeed(CaseFile& file, const std::string& person, const std::string& code,
             bool continuing = false) {
  v1::Need& need = *file.add_needs();
  need.set_person_id(person);
  need.set_need_code(code);
  need.set_continuing(continuing);
}

CaseFile CaseOf(const Somebody& who) {
  CaseFile file;
  file.set_programme_id("restart");
  file.set_status(v1::CASE_STATUS_ACTIVE);
  file.set_region_code(who.region);
  file.mutable_return_facts()->set_return_country_code(who.country);
  storage::v1::Person& person = *file.add_people();
  person.mutable_person()->set_person_id("p1");
  person.mutable_person()->set_sex(who.sex);
  person.mutable_person()->set_age_group(who.age);
  *person.add_consents() = StudyConsent();
  if (!who.need.empty()) AddNeed(file, "p1", who.need, who.continuing);
  return file;
}

v1::NeedsExport Export(const std::vector<CaseFile>& files,
                       std::uint32_t smallest = 3) {
  config::v1::Programme programme = TestProgramme();
  programme.set_smallest_export_count(smallest);
  NeedsExporter exporter(Programme(programme, 1), kToday);
  for (const CaseFile& file : files) exporter.Add(file);
  return exporter.Finish();
}

// As many cases of each as said.
std::vector<CaseFile> Cases(
    const std::vector<std::pair<int, Somebody>>& groups) {
  std::vector<CaseFile> files;
  for (const auto& [count, who] : groups) {
    for (int i = 0; i < count; ++i) files.push_back(CaseOf(who));
  }
  return files;
}

// "medical baku DE female adult: 3", one for each row.
std::vector<std::string> RowsOf(const v1::NeedsExport& exported) {
  std::vector<std::string> rows;
  for (const v1::NeedsExport::Row& row : exported.rows()) {
    const auto text = [](const std::string& value) {
      return value.empty() ? "*" : value;
    };
    rows.push_back(absl::StrCat(row.need_code(), " ", text(row.region_code()),
                                " ", text(row.return_country_code()), " ",
                                row.sex() == v1::SEX_FEMALE ? "f"
                                : row.sex() == v1::SEX_MALE ? "m"
                                                            : "*",
                                " ",
                                row.age_group() == v1::AGE_GROUP_ADULT ? "adult"
                                : row.age_group() == v1::AGE_GROUP_MINOR
                                    ? "minor"
                                    : "*",
                                ": ", row.people()));
  }
  return rows;
}

using Lines = std::vector<std::string>;

TEST(NeedsExportTest, ShowsGroupsThatAreLargeEnough) {  // [20]
  const v1::NeedsExport exported = Export(
      Cases({{3, {}}, {4, {.need = "schooling", .age = v1::AGE_GROUP_MINOR}}}));
  EXPECT_EQ(RowsOf(exported), (Lines{"medical baku DE f adult: 3",
                                     "schooling baku DE f minor: 4"}));
  EXPECT_EQ(exported.programme_id(), "restart");
  EXPECT_EQ(exported.smallest_count(), 3u);
  EXPECT_EQ(exported.people_counted(), 6u) << "7, rounded down";
  EXPECT_EQ(exported.suppressed_people(), 0u);
}

TEST(NeedsExportTest, PutsSmallGroupsTogetherStepByStep) {
  const struct {
    const char* name;
    Somebody other;
    Lines want;
  } kTable[] = {
      {"by country", {.country = "SE"}, {"medical baku * f adult: 4"}},
      {"by region",
       {.region = "ganja", .country = "SE"},
       {"medical * * f adult: 4"}},
      {"by sex",
       {.region = "ganja", .country = "SE", .sex = v1::SEX_MALE},
       {"medical * * * adult: 4"}},
      {"by age",
       {.region = "ganja",
        .country = "SE",
        .sex = v1::SEX_MALE,
        .age = v1::AGE_GROUP_MINOR},
       {"medical * * * *: 4"}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(RowsOf(Export(Cases({{2, {}}, {2, row.other}}))), row.want);
  }
}

TEST(NeedsExportTest, LargeGroupsKeepTheirColumnsWhileSmallOnesLoseThem) {
  EXPECT_EQ(RowsOf(Export(Cases(
                {{5, {}}, {2, {.country = "SE"}}, {1, {.country = "BG"}}}))),
            (Lines{"medical baku * f adult: 3", "medical baku DE f adult: 5"}));
}

TEST(NeedsExportTest, LeavesOutWhatIsTooSmallStill) {
  const v1::NeedsExport exported = Export(
      Cases({{3, {}}, {2, {.country = "SE"}}, {2, {.need = "schooling"}}}));
  EXPECT_EQ(RowsOf(exported), (Lines{"medical baku DE f adult: 3"}));
  EXPECT_EQ(exported.people_counted(), 3u);
  EXPECT_EQ(exported.suppressed_people(), 3u) << "4, rounded down";
}

TEST(NeedsExportTest, FewWhoAreLeftOutLookLikeNobody) {
  for (const int few : {0, 1, 2}) {
    const v1::NeedsExport exported =
        Export(Cases({{3, {}}, {few, {.country = "SE"}}}));
    EXPECT_EQ(exported.suppressed_people(), 0u);
    EXPECT_EQ(exported.people_counted(), 3u);
    EXPECT_EQ(RowsOf(exported), (Lines{"medical baku DE f adult: 3"}));
  }
}

TEST(NeedsExportTest, ContinuingNeedsShowOnlyWhereNeitherSideIsFew) {  // [18]
  const struct {
    int continuing, others;
    std::uint32_t want;
  } kTable[] = {{0, 3, 0}, {2, 3, 0}, {3, 2, 0}, {3, 3, 3}, {3, 0, 3}};
  for (const auto& row : kTable) {
    SCOPED_TRACE(absl::StrCat(row.continuing, " of ", row.others));
    const v1::NeedsExport exported = Export(
        Cases({{row.continuing, {.continuing = true}}, {row.others, {}}}));
    ASSERT_THAT(exported.rows(), SizeIs(1));
    EXPECT_EQ(exported.rows(0).continuing(), row.want);
  }
}

TEST(NeedsExportTest, APersonCountsOnceForEachNeed) {
  std::vector<CaseFile> files = Cases({{3, {}}});
  for (CaseFile& file : files) {
    AddNeed(file, "p1", "medical", /*continuing=*/true);  // told twice
    AddNeed(file, "p1", "schooling");
  }
  const v1::NeedsExport exported = Export(files);
  EXPECT_EQ(RowsOf(exported), (Lines{"medical baku DE f adult: 3",
                                     "schooling baku DE f adult: 3"}));
  EXPECT_EQ(exported.rows(0).continuing(), 3u);
  EXPECT_EQ(exported.people_counted(), 3u);
}

TEST(NeedsExportTest, CountsOnlyWhoAgreedToBeCounted) {  // [27]
  struct Case {
    const char* name;
    void (*change)(storage::v1::Consent&);
    bool agreed;
  };
  const Case kCases[] = {
      {"as it is", [](storage::v1::Consent&) {}, true},
      {"to be served alone",
       [](storage::v1::Consent& c) {
         c.clear_purposes();
         c.add_purposes(v1::CONSENT_PURPOSE_SERVICE);
       },
       false},
      {"to the default", [](storage::v1::Consent& c) { c.clear_purposes(); },
       false},
      {"until yesterday",
       [](storage::v1::Consent& c) {
         *c.mutable_expiry_date() = Day(2021, 5, 31);
       },
       false},
      {"until today",
       [](storage::v1::Consent& c) {
         *c.mutable_expiry_date() = Day(2021, 6, 1);
       },
       true},
      {"from tomorrow on",
       [](storage::v1::Consent& c) {
         *c.mutable_given_date() = Day(2021, 6, 2);
       },
       false},
      {"opened in an emergency",
       [](storage::v1::Consent& c) { c.set_emergency(true); }, false},
  };
  for (const Case& row : kCases) {
    SCOPED_TRACE(row.name);
    std::vector<CaseFile> files = Cases({{3, {}}});
    for (CaseFile& file : files) {
      row.change(*file.mutable_people(0)->mutable_consents(0));
    }
    EXPECT_THAT(RowsOf(Export(files)), SizeIs(row.agreed ? 1 : 0));
  }
}

TEST(NeedsExportTest, CountsItsOwnProgrammeAndThoseWhoLeft) {
  std::vector<CaseFile> files = Cases({{4, {}}});
  *files[0].mutable_people(0)->mutable_left_date() = Day(2020, 9, 1);
  files[1].set_programme_id("other");
  EXPECT_EQ(RowsOf(Export(files)), (Lines{"medical baku DE f adult: 3"}));
}

TEST(NeedsExportTest, TheProgrammeSaysHowManyAreFew) {
  config::v1::Programme programme = TestProgramme();
  EXPECT_EQ(SmallestExportCount(Programme(programme, 1)),
            kDefaultSmallestExportCount);
  programme.set_smallest_export_count(1);
  EXPECT_EQ(SmallestExportCount(Programme(programme, 1)), 2u);
  programme.set_smallest_export_count(12);
  EXPECT_EQ(SmallestExportCount(Programme(programme, 1)), 12u);
  EXPECT_THAT(RowsOf(Export(Cases({{4, {}}}), 5)), IsEmpty());
  EXPECT_THAT(RowsOf(Export(Cases({{5, {}}}), 5)), SizeIs(1));
}

// ---- Whoever the people are.

std::vector<CaseFile> RandomCases(std::mt19937_64& random) {
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
  };
  std::vector<CaseFile> files;
  const int cases = below(120);
  for (int i = 0; i < cases; ++i) {
    Somebody who;
    who.need = absl::StrCat("need-", below(3));
    who.region = absl::StrCat("region-", below(3));
    who.country = below(4) == 0 ? "SE" : "DE";
    who.sex = static_cast<v1::Sex>(below(3));
    who.age = static_cast<v1::AgeGroup>(below(3));
    who.continuing = below(3) == 0;
    files.push_back(CaseOf(who));
    if (below(3) == 0) AddNeed(files.back(), "p1", "need-0");
  }
  return files;
}

std::map<std::string, std::uint32_t> PeopleByNeed(
    const std::vector<CaseFile>& files) {
  std::map<std::string, std::uint32_t> people;
  for (const CaseFile& file : files) {
    std::set<std::string> codes;
    for (const v1::Need& need : file.needs()) codes.insert(need.need_code());
    for (const std::string& code : codes) ++people[code];
  }
  return people;
}

void ExpectNobodyToRecognise(const std::vector<CaseFile>& files,
                             std::uint32_t smallest) {
  const v1::NeedsExport exported = Export(files, smallest);
  std::map<std::string, std::uint32_t> shown;
  std::set<std::tuple<std::string, std::string, std::string, int, int>> keys;
  for (const v1::NeedsExport::Row& row : exported.rows()) {
    EXPECT_GE(row.people(), smallest) << row.ShortDebugString();
    const std::uint32_t others = row.people() - row.continuing();
    EXPECT_TRUE(row.continuing() == 0 || (row.continuing() >= smallest &&
                                          (others == 0 || others >= smallest)))
        << row.ShortDebugString();
    EXPECT_TRUE(keys.emplace(row.need_code(), row.region_code(),
                             row.return_country_code(), row.sex(),
                             row.age_group())
                    .second)
        << "a row twice";
    shown[row.need_code()] += row.people();
  }
  EXPECT_EQ(exported.people_counted() % smallest, 0u);
  EXPECT_EQ(exported.suppressed_people() % smallest, 0u);
  // Of a need fewer than k are left out, and nobody is counted twice in it.
  for (const auto& [need, people] : PeopleByNeed(files)) {
    EXPECT_LE(shown[need], people);
    EXPECT_LT(people - shown[need], smallest) << need;
  }
}

TEST(NeedsExportTest, NoRowOrTotalTellsOfFewerThanK) {
  std::mt19937_64 random(20);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t smallest = 2 + static_cast<std::uint32_t>(round % 6);
    SCOPED_TRACE(absl::StrCat("round ", round));
    ExpectNobodyToRecognise(RandomCases(random), smallest);
    if (HasFailure()) return;
  }
}

// What is shown does not depend on who is left out: then no difference of what
// is shown can tell.
TEST(NeedsExportTest, WhoIsLeftOutChangesNoFigureButTheRoundedOne) {
  std::mt19937_64 random(21);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t smallest = 2 + static_cast<std::uint32_t>(round % 5);
    const std::vector<CaseFile> files = RandomCases(random);
    const v1::NeedsExport without = Export(files, smallest);
    std::vector<CaseFile> with = files;
    for (std::uint32_t few = 1; few < smallest; ++few) {
      with.push_back(CaseOf({.need = "rare", .continuing = few % 2 == 0}));
      v1::NeedsExport all = Export(with, smallest);
      EXPECT_LE(all.suppressed_people() - without.suppressed_people(),
                smallest);
      all.set_suppressed_people(without.suppressed_people());
      EXPECT_EQ(all.ShortDebugString(), without.ShortDebugString());
    }
  }
}

}  // namespace
}  // namespace referral::model
