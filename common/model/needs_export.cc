#include "common/model/needs_export.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/limits.h"
#include "common/model/consent.h"
#include "common/model/dates.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;

// What people of a row have in common, besides their need.
struct Traits {
  std::string region;
  std::string country;
  v1::Sex sex;
  v1::AgeGroup age;

  bool operator<(const Traits& other) const {
    return std::tie(region, country, sex, age) <
           std::tie(other.region, other.country, other.sex, other.age);
  }
};

struct Member {
  std::uint32_t person;  // counted through all cases
  bool continuing;
};

using Rows = std::map<Traits, std::vector<Member>>;

// What is given up to put small rows together, in this order.
using Coarsen = void (*)(Traits&);
constexpr Coarsen kSteps[] = {
    [](Traits& traits) { traits.country.clear(); },
    [](Traits& traits) { traits.region.clear(); },
    [](Traits& traits) { traits.sex = v1::SEX_UNSPECIFIED; },
    [](Traits& traits) { traits.age = v1::AGE_GROUP_UNSPECIFIED; },
};

void Append(const std::vector<Member>& members, std::vector<Member>& to) {
  to.insert(to.end(), members.begin(), members.end());
}

// Moves the rows that are large enough to `shown` and returns the others.
Rows KeepLarge(Rows rows, std::size_t smallest, Rows& shown) {
  Rows small;
  for (auto& [traits, members] : rows) {
    if (members.size() >= smallest) {
      // One whose sex or age was not recorded may look like one without.
      Append(members, shown[traits]);
    } else {
      small.emplace(traits, std::move(members));
    }
  }
  return small;
}

// The rows of one need as they may be shown; `left_out` gets the rest.
Rows Anonymise(Rows rows, std::size_t smallest, std::vector<Member>& left_out) {
  Rows shown;
  rows = KeepLarge(std::move(rows), smallest, shown);
  for (const Coarsen coarsen : kSteps) {
    Rows coarser;
    for (const auto& [traits, members] : rows) {
      Traits common = traits;
      coarsen(common);
      Append(members, coarser[common]);
    }
    rows = KeepLarge(std::move(coarser), smallest, shown);
  }
  for (const auto& [traits, members] : rows) Append(members, left_out);
  return shown;
}

std::uint32_t Continuing(const std::vector<Member>& members,
                         std::size_t smallest) {
  const auto count = static_cast<std::size_t>(
      std::count_if(members.begin(), members.end(),
                    [](const Member& member) { return member.continuing; }));
  const std::size_t others = members.size() - count;
  const bool tells_of_few =
      count < smallest || (0 < others && others < smallest);
  return tells_of_few ? 0 : static_cast<std::uint32_t>(count);
}

// How many people, each once, to a multiple of `smallest` below.
std::uint32_t RoundedDown(const std::set<std::uint32_t>& people,
                          std::size_t smallest) {
  return static_cast<std::uint32_t>(people.size() - people.size() % smallest);
}

}  // namespace

std::uint32_t SmallestExportCount(const Programme& programme) {
  const std::uint32_t count = programme.config().smallest_export_count();
  return count == 0 ? kDefaultSmallestExportCount : std::max(count, 2u);
}

bool AgreedToStudy(const storage::v1::Person& person, absl::CivilDay day) {
  return std::any_of(person.consents().begin(), person.consents().end(),
                     [&](const storage::v1::Consent& consent) {
                       return !consent.emergency() &&
                              HasPurpose(consent, v1::CONSENT_PURPOSE_STUDY) &&
                              ToCivilDay(consent.given_date()) <= day &&
                              day <= ToCivilDay(consent.expiry_date());
                     });
}

struct NeedsExporter::Tally {
  std::string programme_id;
  std::uint32_t smallest = 0;
  absl::CivilDay day;
  std::uint32_t people = 0;
  std::map<std::string, Rows> needs;  // by need code
};

NeedsExporter::NeedsExporter(const Programme& programme, absl::CivilDay day)
    : tally_(std::make_unique<Tally>()) {
  tally_->programme_id = programme.config().id();
  tally_->smallest = SmallestExportCount(programme);
  tally_->day = day;
}

NeedsExporter::~NeedsExporter() = default;

void NeedsExporter::Add(const CaseFile& file) {
  if (file.programme_id() != tally_->programme_id) return;
  for (const storage::v1::Person& person : file.people()) {
    if (!AgreedToStudy(person, tally_->day)) continue;
    const std::uint32_t number = tally_->people++;
    const Traits traits{file.region_code(),
                        file.return_facts().return_country_code(),
                        person.person().sex(), person.person().age_group()};
    std::map<std::string, bool> needs;  // whether it continues
    for (const v1::Need& need : file.needs()) {
      if (need.person_id() != person.person().person_id()) continue;
      needs[need.need_code()] |= need.continuing();
    }
    for (const auto& [code, continuing] : needs) {
      tally_->needs[code][traits].push_back({number, continuing});
    }
  }
}

v1::NeedsExport NeedsExporter::Finish() const {
  const std::size_t smallest = tally_->smallest;
  v1::NeedsExport result;
  result.set_programme_id(tally_->programme_id);
  result.set_smallest_count(tally_->smallest);
  std::set<std::uint32_t> counted;
  std::set<std::uint32_t> suppressed;
  for (const auto& [code, rows] : tally_->needs) {
    std::vector<Member> left_out;
    for (const auto& [traits, members] : Anonymise(rows, smallest, left_out)) {
      v1::NeedsExport::Row& row = *result.add_rows();
      row.set_need_code(code);
      row.set_region_code(traits.region);
      row.set_return_country_code(traits.country);
      row.set_sex(traits.sex);
      row.set_age_group(traits.age);
      row.set_people(static_cast<std::uint32_t>(members.size()));
      row.set_continuing(Continuing(members, smallest));
      for (const Member& member : members) counted.insert(member.person);
    }
    for (const Member& member : left_out) suppressed.insert(member.person);
  }
  result.set_people_counted(RoundedDown(counted, smallest));
  result.set_suppressed_people(RoundedDown(suppressed, smallest));
  return result;
}

}  // namespace referral::model
