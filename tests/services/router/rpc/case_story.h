// A case with referrals, told in acts of the lead.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_RPC_CASE_STORY_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_RPC_CASE_STORY_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/act.pb.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {

inline v1::Act ActFrom(const std::string& text) {
  v1::Act act;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &act));
  act.set_officer("officer-1");
  act.mutable_occurred_date()->set_year(2019);
  act.mutable_occurred_date()->set_month(2);
  act.mutable_occurred_date()->set_day(1);
  return act;
}

inline v1::Act RequestReferral(std::uint32_t number) {
  return ActFrom(absl::StrCat(
      "referral_requested { referral_id: '", MessageId(number),
      "' service_code: 'medical.check' person_ids: 'p1' region_code: 'baku' "
      "budget { minor_units: 100 currency_code: 'AZN' } }"));
}

// From the announcement to an agreed plan.
inline std::vector<v1::Act> PlannedCase() {
  return {
      Announce(),
      ActFrom("application_registered { programme_id: 'restart' "
              "people { person_id: 'p1' sex: SEX_FEMALE "
              "age_group: AGE_GROUP_ADULT } region_code: 'baku' "
              "return_facts { return_kind: RETURN_KIND_READMISSION "
              "return_country_code: 'DE' citizen: true "
              "return_date { year: 2019 month: 1 day: 20 } } }"),
      ActFrom("consent_given { person_id: 'p1' "
              "categories: DATA_CATEGORY_IDENTITY language_code: 'az' "
              "expiry_date { year: 2019 month: 12 day: 31 } "
              "given_by: CONSENT_GIVER_SELF }"),
      ActFrom("eligibility_review_started {}"),
      ActFrom("eligibility_decided { eligible: true }"),
      ActFrom("plan_agreed { strands: STRAND_INDIVIDUAL_MENTORING "
              "start_date { year: 2019 month: 2 day: 1 } duration_months: 6 "
              "vulnerability_level: VULNERABILITY_LEVEL_LOW "
              "services { service_code: 'medical.check' person_ids: 'p1' "
              "budget { minor_units: 300 currency_code: 'AZN' } } }"),
  };
}

// Tells the whole case of that number, with `referrals` referrals to health.
inline void TellCase(TestRouter& router, std::uint32_t number,
                     std::uint32_t referrals) {
  std::uint32_t id = number * 1000;
  std::vector<v1::Act> acts = PlannedCase();
  for (std::uint32_t i = 0; i < referrals; ++i) {
    acts.push_back(RequestReferral(number * 1000 + 500 + i));
  }
  for (const v1::Act& act : acts) {
    SCOPED_TRACE(act.ShortDebugString());
    ASSERT_OK(router.Submit(
        "sms", Message("sms", CaseId(number), MessageId(++id), act)));
  }
}

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_RPC_CASE_STORY_H_
