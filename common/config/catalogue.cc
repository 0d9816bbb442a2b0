#include "common/config/catalogue.h"

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/config/checks.h"

namespace referral::config {
namespace {

using ::referral::config::v1::Deployment;
using ::referral::config::v1::Programme;
using ::referral::config::v1::Service;

// Ten years of them. Rules count day by day, and what is due must have a date.
constexpr uint32_t kMaxWorkingDays = 2'600;

absl::Status CheckProviders(const Place& place, const Service& service,
                            const Known& known) {
  if (service.providers_size() == 0) {
    return place.Error(
        absl::StrCat("the service \"", service.code(), "\" has no provider"));
  }
  std::set<std::string> seen;
  for (int i = 0; i < service.providers_size(); ++i) {
    const Place at = place.At("providers", i);
    const std::string& id = service.providers(i);
    RETURN_IF_ERROR(CheckKnown(at, "agency", id, known.agencies));
    if (known.providers.count(id) == 0) {
      return at.Error(
          absl::StrCat("the agency \"", id, "\" is neither provider nor lead"));
    }
    RETURN_IF_ERROR(CheckNew(at, "provider", id, seen));
  }
  return absl::OkStatus();
}

absl::Status CheckCategories(const Place& place, const Service& service) {
  RETURN_IF_ERROR(CheckNotEmpty(place.At("categories"), "data category",
                                service.categories_size()));
  std::set<std::string> seen;
  for (int i = 0; i < service.categories_size(); ++i) {
    const Place at = place.At("categories", i);
    const auto category =
        static_cast<::referral::v1::DataCategory>(service.categories(i));
    const std::string& name = ::referral::v1::DataCategory_Name(category);
    if (category == ::referral::v1::DATA_CATEGORY_UNSPECIFIED || name.empty()) {
      return at.Error("unknown data category");
    }
    RETURN_IF_ERROR(CheckNew(at, "data category", name, seen));
  }
  return absl::OkStatus();
}

absl::Status CheckAgeGroups(const Place& place, const Service& service) {
  std::set<std::string> seen;
  for (int i = 0; i < service.age_groups_size(); ++i) {
    const Place at = place.At("age_groups", i);
    const auto age =
        static_cast<::referral::v1::AgeGroup>(service.age_groups(i));
    const std::string& name = ::referral::v1::AgeGroup_Name(age);
    if (age == ::referral::v1::AGE_GROUP_UNSPECIFIED || name.empty()) {
      return at.Error("unknown age group");
    }
    RETURN_IF_ERROR(CheckNew(at, "age group", name, seen));
  }
  return absl::OkStatus();
}

// Faster clocks, one for each priority [17].
absl::Status CheckPriorityClocks(const Place& place, const Service& service) {
  std::set<std::string> seen;
  for (int i = 0; i < service.priority_clocks_size(); ++i) {
    const Place at = place.At("priority_clocks", i);
    const auto& clock = service.priority_clocks(i);
    const std::string& name = ::referral::v1::Priority_Name(clock.priority());
    if (clock.priority() == ::referral::v1::PRIORITY_UNSPECIFIED ||
        name.empty()) {
      return at.Error("unknown priority");
    }
    RETURN_IF_ERROR(CheckNew(at, "priority", name, seen));
    if (clock.response_working_days() == 0 ||
        clock.response_working_days() > service.response_working_days()) {
      return at.Error(
          absl::StrCat("the response time must be 1 to the "
                       "service's own ",
                       service.response_working_days(), " working days"));
    }
    if (clock.completion_working_days() < clock.response_working_days() ||
        clock.completion_working_days() > service.completion_working_days()) {
      return at.Error(
          absl::StrCat("the completion time must be the response "
                       "time to the service's own ",
                       service.completion_working_days(), " working days"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckService(const Place& place, const Service& service,
                          Known& known) {
  RETURN_IF_ERROR(
      CheckCode(place.At("code"), "service code", service.code(), ".-"));
  RETURN_IF_ERROR(
      CheckNew(place.At("code"), "service", service.code(), known.services));
  RETURN_IF_ERROR(
      CheckTitle(place.At("title"), "the service's title", service.title()));
  RETURN_IF_ERROR(CheckProviders(place, service, known));
  RETURN_IF_ERROR(CheckKnown(place.At("report_group"), "report group",
                             service.report_group(), known.report_groups));
  RETURN_IF_ERROR(CheckCategories(place, service));
  RETURN_IF_ERROR(CheckAgeGroups(place, service));
  if (service.response_working_days() == 0) {
    return place.At("response_working_days")
        .Error(absl::StrCat("the service \"", service.code(),
                            "\" has no response time"));
  }
  if (service.completion_working_days() < service.response_working_days()) {
    return place.At("completion_working_days")
        .Error(absl::StrCat("the service \"", service.code(),
                            "\" is due before its decision is"));
  }
  if (service.completion_working_days() > kMaxWorkingDays) {
    return place.At("completion_working_days")
        .Error(absl::StrCat("at most ", kMaxWorkingDays, " working days"));
  }
  RETURN_IF_ERROR(CheckPriorityClocks(place, service));
  return CheckCode(place.At("unit"), "unit", service.unit(), "-_");
}

// The lodging of treatment away from home is a service of its own [16].
absl::Status CheckAwayLodging(const Place& place, const Service& service,
                              const Known& known) {
  if (!service.has_away_lodging()) return absl::OkStatus();
  const auto& lodging = service.away_lodging();
  RETURN_IF_ERROR(CheckKnown(place.At("service_code"), "service",
                             lodging.service_code(), known.services));
  if (lodging.service_code() == service.code()) {
    return place.At("service_code")
        .Error(absl::StrCat("the service \"", service.code(),
                            "\" is its own lodging"));
  }
  if (lodging.per_person_minor_units() < 0 ||
      lodging.per_person_minor_units() > kMaxAmountMinorUnits) {
    return place.At("per_person_minor_units")
        .Error(absl::StrCat("the budget per person must be 0 to ",
                            kMaxAmountMinorUnits, " minor units"));
  }
  return absl::OkStatus();
}

}  // namespace

Known AgenciesOf(const Deployment& deployment) {
  Known known;
  for (const auto& agency : deployment.agencies()) {
    known.agencies.insert(agency.id());
    if (agency.role() == ::referral::v1::AGENCY_ROLE_PROVIDER ||
        agency.role() == ::referral::v1::AGENCY_ROLE_LEAD) {
      known.providers.insert(agency.id());
    }
  }
  return known;
}

absl::Status CheckCatalogue(const Place& top, const Programme& programme,
                            Known& known) {
  RETURN_IF_ERROR(CheckNotEmpty(top.At("report_groups"), "report group",
                                programme.report_groups_size()));
  for (int i = 0; i < programme.report_groups_size(); ++i) {
    const Place at = top.At("report_groups", i).At("code");
    const std::string& code = programme.report_groups(i).code();
    RETURN_IF_ERROR(CheckCode(at, "report group code", code, "_"));
    RETURN_IF_ERROR(CheckNew(at, "report group", code, known.report_groups));
  }
  RETURN_IF_ERROR(
      CheckNotEmpty(top.At("services"), "service", programme.services_size()));
  for (int i = 0; i < programme.services_size(); ++i) {
    RETURN_IF_ERROR(
        CheckService(top.At("services", i), programme.services(i), known));
  }
  for (int i = 0; i < programme.services_size(); ++i) {
    RETURN_IF_ERROR(CheckAwayLodging(top.At("services", i).At("away_lodging"),
                                     programme.services(i), known));
  }
  return absl::OkStatus();
}

}  // namespace referral::config
