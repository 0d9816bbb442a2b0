#include "common/model/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "common/model/case_file.h"
#include "common/model/complaints.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

bool HasApplied(const CaseFile& file) {
  return file.status() != v1::CASE_STATUS_UNSPECIFIED &&
         file.status() != v1::CASE_STATUS_ANNOUNCED;
}

// Was eligible, and closed: what comes after closing included.
bool IsSupported(const CaseFile& file) {
  return file.supported() && (file.status() == v1::CASE_STATUS_CLOSED ||
                              file.status() == v1::CASE_STATUS_FOLLOW_UP ||
                              file.status() == v1::CASE_STATUS_ARCHIVED);
}

void Count(std::uint32_t people, v1::Report::Count& count) {
  count.set_people(count.people() + people);
  count.set_cases(count.cases() + 1);
}

// By sex and age; whoever lacks one, or is neither male nor female, is not
// guessed at but counted as not recorded [6].
void CountPerson(const v1::CasePerson& person, v1::Report::People& people) {
  const bool adult = person.age_group() == v1::AGE_GROUP_ADULT;
  const bool minor = person.age_group() == v1::AGE_GROUP_MINOR;
  const bool male = person.sex() == v1::SEX_MALE;
  const bool female = person.sex() == v1::SEX_FEMALE;
  if (male && adult) {
    people.set_men(people.men() + 1);
  } else if (female && adult) {
    people.set_women(people.women() + 1);
  } else if (male && minor) {
    people.set_boys(people.boys() + 1);
  } else if (female && minor) {
    people.set_girls(people.girls() + 1);
  } else {
    people.set_not_recorded(people.not_recorded() + 1);
  }
}

// What one group of services did.
struct GroupTally {
  std::uint32_t people = 0;
  std::uint32_t minors = 0;
  std::uint32_t adults = 0;
  std::uint32_t age_not_recorded = 0;
  std::uint32_t cases = 0;
};

// The people whom completed referrals served, by group, each once [5].
using Served = std::map<std::string, std::set<std::string>>;

Served ServedPeople(const CaseFile& file) {
  Served served;
  for (const CaseReferral& referral : file.referrals()) {
    if (referral.status() != v1::REFERRAL_STATUS_COMPLETED) continue;
    served[referral.report_group()].insert(referral.person_ids().begin(),
                                           referral.person_ids().end());
  }
  return served;
}

void CountComplaints(const CaseFile& file, v1::Report& report) {
  const auto& complaints = file.complaints();
  const auto unanswered =
      std::count_if(complaints.begin(), complaints.end(), IsUnanswered);
  report.set_complaints(report.complaints() +
                        static_cast<std::uint32_t>(complaints.size()));
  report.set_complaints_unanswered(report.complaints_unanswered() +
                                   static_cast<std::uint32_t>(unanswered));
}

void CountGroup(const CaseFile& file, const std::set<std::string>& people,
                GroupTally& tally) {
  ++tally.cases;
  for (const std::string& id : people) {
    ++tally.people;
    const storage::v1::Person* person = FindPerson(file, id);
    const v1::AgeGroup age = person == nullptr ? v1::AGE_GROUP_UNSPECIFIED
                                               : person->person().age_group();
    if (age == v1::AGE_GROUP_MINOR) {
      ++tally.minors;
    } else if (age == v1::AGE_GROUP_ADULT) {
      ++tally.adults;
    } else {
      ++tally.age_not_recorded;
    }
  }
}

void AddGroup(const config::v1::ReportGroup& group, const GroupTally& tally,
              v1::Report& report) {
  v1::Report::ServiceGroup& line = *report.add_services();
  line.set_code(group.code());
  line.set_people(tally.people);
  if (group.by_age_group()) {
    line.set_minors(tally.minors);
    line.set_adults(tally.adults);
    line.set_age_not_recorded(tally.age_not_recorded);
  }
  if (group.count_cases()) line.set_cases(tally.cases);
  report.set_service_people_total(report.service_people_total() + tally.people);
}

}  // namespace

std::uint32_t BasisPointsHalfEven(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return 0;
  constexpr std::uint64_t kWhole = 10'000;
  std::uint64_t quotient = part * kWhole / whole;
  const std::uint64_t remainder = part * kWhole % whole;
  const std::uint64_t rest = whole - remainder;
  if (remainder > rest || (remainder == rest && quotient % 2 == 1)) ++quotient;
  return static_cast<std::uint32_t>(quotient);
}

struct ReportBuilder::Tally {
  config::v1::Programme programme;
  v1::Report report;  // the counts so far
  std::map<std::string, std::uint32_t> born_abroad;
  std::map<std::string, GroupTally> groups;
};

ReportBuilder::ReportBuilder(const Programme& programme)
    : tally_(std::make_unique<Tally>()) {
  tally_->programme = programme.config();
  tally_->report.set_programme_id(programme.config().id());
}

ReportBuilder::~ReportBuilder() = default;

void ReportBuilder::Add(const CaseFile& file) {
  if (file.programme_id() != tally_->programme.id()) return;
  v1::Report& report = tally_->report;
  CountComplaints(file, report);
  report.set_emergencies(report.emergencies() +
                         static_cast<std::uint32_t>(file.emergencies_size()));
  // Announced ones too: they asked, whatever came of it [27].
  if (file.self_referred()) {
    report.set_self_referred_cases(report.self_referred_cases() + 1);
  }
  if (!HasApplied(file)) {
    Count(file.announced_people_count(), *report.mutable_announced());
    return;
  }
  const auto people = static_cast<std::uint32_t>(file.people_size());
  Count(people, *report.mutable_applied());
  report.set_returned_again_people(
      report.returned_again_people() +
      static_cast<std::uint32_t>(PeopleReturnedAgain(file)));
  if (IsSupported(file)) {
    Count(people, *report.mutable_supported());
    for (const storage::v1::Person& person : file.people()) {
      CountPerson(person.person(), *report.mutable_supported_people());
      const std::string& born = person.person().birth_country_code();
      if (!born.empty() && born != tally_->programme.country_code()) {
        ++tally_->born_abroad[born];  // [4]
      }
    }
  } else if (file.status() == v1::CASE_STATUS_REJECTED) {
    Count(people, *report.mutable_rejected());
    for (const storage::v1::Person& person : file.people()) {
      CountPerson(person.person(), *report.mutable_rejected_people());
    }
  } else {
    Count(people, *report.mutable_pending());
  }
  std::set<std::string> distinct;
  for (const auto& [group, served] : ServedPeople(file)) {
    CountGroup(file, served, tally_->groups[group]);
    distinct.insert(served.begin(), served.end());
  }
  report.set_distinct_people_served(
      report.distinct_people_served() +
      static_cast<std::uint32_t>(distinct.size()));
}

v1::Report ReportBuilder::Finish() const {
  v1::Report report = tally_->report;
  const std::uint32_t applied = report.applied().cases();
  for (v1::Report::Count* count :
       {report.mutable_supported(), report.mutable_rejected()}) {
    count->set_case_share_basis_points(
        BasisPointsHalfEven(count->cases(), applied));
  }
  std::vector<std::pair<std::string, std::uint32_t>> abroad(
      tally_->born_abroad.begin(), tally_->born_abroad.end());
  std::stable_sort(
      abroad.begin(), abroad.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [country, people] : abroad) {
    v1::Report::BornAbroad& line = *report.add_born_abroad();
    line.set_country_code(country);
    line.set_people(people);
  }
  std::map<std::string, GroupTally> rest = tally_->groups;
  for (const config::v1::ReportGroup& group :
       tally_->programme.report_groups()) {
    AddGroup(group, rest[group.code()], report);
    rest.erase(group.code());
  }
  // Groups that only an earlier version of the programme had.
  for (const auto& [code, tally] : rest) {
    config::v1::ReportGroup group;
    group.set_code(code);
    AddGroup(group, tally, report);
  }
  return report;
}

}  // namespace referral::model
