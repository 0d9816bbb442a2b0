// Small configuration files that are right, for tests to spoil.
#ifndef REFERRAL_TESTS_COMMON_CONFIG_TEXTS_H_
#define REFERRAL_TESTS_COMMON_CONFIG_TEXTS_H_

#include <string>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace referral::testing {

inline constexpr char kDeployment[] = R"(home: "AZ"
trust_domain: "referral.az"
agencies { id: "sms" name: "Migration" role: AGENCY_ROLE_LEAD }
agencies { id: "health" name: "Health" role: AGENCY_ROLE_PROVIDER }
agencies {
  id: "border"
  name: "Border"
  role: AGENCY_ROLE_NOTIFIER
  signing_keys {
    key_id: "k1"
    public_key_hex: "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    valid_from { year: 2021 month: 1 day: 1 }
    valid_until { year: 2022 month: 1 day: 1 }
  }
}
delivery { max_attempts: 8 first_delay_ms: 100 longest_delay_ms: 1000 }
)";

inline constexpr char kProgramme[] = R"(id: "az-test"
title: "Test"
country_code: "AZ"
currency_code: "AZN"
lead: "sms"
eligibility {
  return_country_codes: ["DE", "SE"]
  return_kinds: [RETURN_KIND_READMISSION]
}
report_groups { code: "medical" }
services {
  code: "medical.check"
  title: "Check"
  providers: "health"
  report_group: "medical"
  categories: [DATA_CATEGORY_MEDICAL]
  response_working_days: 3
  completion_working_days: 10
  unit: "visit"
}
budget { per_person_minor_units: 200000 }
durations { level: VULNERABILITY_LEVEL_LOW min_months: 3 max_months: 6 }
durations { level: VULNERABILITY_LEVEL_MEDIUM min_months: 3 max_months: 9 }
durations { level: VULNERABILITY_LEVEL_HIGH min_months: 3 max_months: 12 }
consent { duration_months: 24 }
calendar {
  time_zone: "Asia/Baku"
  working_days: [1, 2, 3, 4, 5]
}
pathways { need_code: "check" service_codes: "medical.check" next_need_codes: "care" }
pathways { need_code: "care" service_codes: "medical.check" next_need_codes: "home" }
pathways { need_code: "home" service_codes: "medical.check" follow_up_months: 3 }
language_codes: "az"
regions { code: "baku" title: "Baku" }
funding_sources { code: "eu" title: "EU" }
self_referral_agencies: "health"
packages {
  code: "eu-adult"
  title: "Package"
  return_kinds: [RETURN_KIND_READMISSION]
  return_country_codes: "DE"
  form: SUPPORT_FORM_CASH
  amount { minor_units: 61500 currency_code: "EUR" }
}
)";

// One way to spoil a file, and what is said about it.
struct Spoiled {
  const char* name;
  const char* from;  // occurs in the file; every occurrence is replaced
  const char* to;
  const char* where;   // file:line
  const char* reason;  // part of the message
};

inline std::string Spoil(const char* text, const Spoiled& spoiled) {
  std::string result = text;
  EXPECT_NE(result.find(spoiled.from), std::string::npos) << spoiled.name;
  return absl::StrReplaceAll(result, {{spoiled.from, spoiled.to}});
}

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_COMMON_CONFIG_TEXTS_H_
