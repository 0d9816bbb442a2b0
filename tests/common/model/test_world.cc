// The programme and the agencies of the stories.
#include <cstdlib>

#include "absl/strings/str_format.h"
#include "google/protobuf/text_format.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing {
namespace {

constexpr char kProgramme[] = R"pb(
  id: "restart"
  title: "Restart"
  country_code: "AZ"
  currency_code: "AZN"
  lead: "sms"
  eligibility {
    citizens_only: true
    return_country_codes: [ "DE", "SE", "BG" ]
    return_kinds: [ RETURN_KIND_READMISSION, RETURN_KIND_FORCED ]
    months_to_apply: 6
    excludes_supported_elsewhere: true
  }
  services {
    code: "medical.check"
    providers: "health"
    report_group: "medical"
    categories: [ DATA_CATEGORY_IDENTITY, DATA_CATEGORY_MEDICAL ]
    response_working_days: 3
    completion_working_days: 15
    unit: "visit"
    away_lodging {
      service_code: "accommodation.temporary"
      per_person_minor_units: 20000
    }
  }
  services {
    code: "medical.psychosocial"
    providers: "health"
    report_group: "medical"
    categories: [ DATA_CATEGORY_IDENTITY, DATA_CATEGORY_PSYCHOSOCIAL ]
    response_working_days: 1
    completion_working_days: 90
    unit: "session"
  }
  services {
    code: "accommodation.temporary"
    providers: "ngo"
    report_group: "accommodation"
    categories: [ DATA_CATEGORY_IDENTITY, DATA_CATEGORY_FAMILY ]
    response_working_days: 1
    completion_working_days: 90
    unit: "night"
  }
  services {
    code: "education.school"
    providers: "education"
    report_group: "education"
    categories: [ DATA_CATEGORY_IDENTITY, DATA_CATEGORY_EDUCATION ]
    response_working_days: 5
    completion_working_days: 30
    unit: "placement"
  }
  services {
    code: "documents.passport"
    providers: [ "ngo", "police" ]
    report_group: "documents"
    categories: [ DATA_CATEGORY_IDENTITY, DATA_CATEGORY_DOCUMENTS ]
    response_working_days: 5
    completion_working_days: 30
    unit: "document"
  }
  report_groups { code: "education" by_age_group: true }
  report_groups { code: "accommodation" count_cases: true }
  report_groups { code: "medical" }
  report_groups { code: "documents" }
  budget { per_person_minor_units: 100000 }
  durations { level: VULNERABILITY_LEVEL_LOW min_months: 3 max_months: 6 }
  durations { level: VULNERABILITY_LEVEL_MEDIUM min_months: 3 max_months: 9 }
  durations { level: VULNERABILITY_LEVEL_HIGH min_months: 6 max_months: 12 }
  consent { duration_months: 24 }
  calendar {
    time_zone: "Asia/Baku"
    working_days: [ 1, 2, 3, 4, 5 ]
    holidays { year: 2020 month: 3 day: 20 }
  }
  pathways {
    need_code: "medical"
    service_codes: "medical.check"
    follow_up_months: 3
  }
  pathways {
    need_code: "schooling"
    service_codes: "education.school"
    follow_up_months: 3
  }
  language_codes: [ "az", "en" ]
  regions { code: "baku" title: "Baku" }
  regions { code: "ganja" title: "Ganja" }
  funding_sources { code: "eu" title: "European Union" }
  funding_sources { code: "state" title: "State budget" }
  in_kind_only: true
  complaints { addressees: "ombudsman" response_working_days: 5 }
  self_referral_agencies: "ngo"
)pb";

constexpr char kDeployment[] = R"pb(
  home: "AZ"
  trust_domain: "referral.az"
  agencies { id: "sms" role: AGENCY_ROLE_LEAD }
  agencies { id: "health" role: AGENCY_ROLE_PROVIDER }
  agencies { id: "education" role: AGENCY_ROLE_PROVIDER }
  agencies { id: "ngo" role: AGENCY_ROLE_PROVIDER }
  agencies { id: "police" role: AGENCY_ROLE_PROVIDER }
  agencies { id: "quiet" role: AGENCY_ROLE_PROVIDER may_not_refer: true }
  agencies { id: "border" role: AGENCY_ROLE_NOTIFIER }
  agencies { id: "ombudsman" role: AGENCY_ROLE_OVERSIGHT }
  agencies { id: "iom" role: AGENCY_ROLE_PARTNER }
)pb";

template <typename Message>
Message Parse(const char* text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    std::abort();
  }
  return message;
}

}  // namespace

config::v1::Programme TestProgramme() {
  static const auto* programme =
      new config::v1::Programme(Parse<config::v1::Programme>(kProgramme));
  return *programme;
}

config::v1::Deployment TestDeployment() {
  static const auto* deployment =
      new config::v1::Deployment(Parse<config::v1::Deployment>(kDeployment));
  return *deployment;
}

v1::Date Day(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

v1::Money Azn(std::int64_t minor_units) {
  v1::Money money;
  money.set_minor_units(minor_units);
  money.set_currency_code("AZN");
  return money;
}

std::string Id(std::uint64_t number) {
  return absl::StrFormat("00000000-0000-4000-8000-%012x", number);
}

v1::Section Note(absl::string_view person) {
  v1::Section section;
  section.set_person_id(std::string(person));
  section.mutable_note()->set_text("a note");
  return section;
}

v1::Section Medical(absl::string_view person) {
  v1::Section section;
  section.set_person_id(std::string(person));
  section.mutable_medical()->set_text("findings");
  return section;
}

v1::Section Correcting(absl::string_view message_id, v1::Section section) {
  section.set_supersedes_message_id(std::string(message_id));
  return section;
}

}  // namespace referral::model::testing
