#include "common/model/packages.h"
#include "absl/algorithm/container.h"
#include "common/model/people.h"

namespace referral::model {
std::vector<const config::v1::Package*> PackagesFor(
    const config::v1::Programme& programme, v1::ReturnKind return_kind,
    const std::string& return_country_code, v1::AgeGroup age_group) {
  std::vector<const config::v1::Package*> packages;
  for (const config::v1::Package& package : programme.packages()) {
    const auto& countries = package.return_country_codes();
    if (absl::c_linear_search(package.return_kinds(), return_kind) &&
        absl::c_linear_search(
            countries.empty() ? programme.eligibility().return_country_codes()
                              : countries,
            return_country_code) &&
        (package.age_group() == v1::AGE_GROUP_UNSPECIFIED ||
         package.age_group() == age_group)) {
      packages.push_back(&package);
    }
  }
  return packages;
}

std::vector<PersonPackages> PackagesFor(const config::v1::Programme& programme,
                                        const storage::v1::CaseFile& file) {
  std::vector<PersonPackages> people;
  for (const storage::v1::Person& person : file.people()) {
    if (HasLeft(person)) continue;
    people.push_back({person.person().person_id(),
                      PackagesFor(programme, file.return_facts().return_kind(),
                                  file.return_facts().return_country_code(),
                                  person.person().age_group())});
  }
  return people;
}

}  // namespace referral::model
