// Lines of a data set that are right, for tests to spoil.
#ifndef REFERRAL_TESTS_DEPLOY_PILOT_LINES_H_
#define REFERRAL_TESTS_DEPLOY_PILOT_LINES_H_

#include "absl/time/civil_time.h"
#include "deploy/pilot/cast.h"

namespace referral::testing {

// A day after everything in the lines below.
inline const absl::CivilDay kToday(2022, 5, 4);

// The agencies of the lines below.
inline pilot::Cast TestCast() {
  using pilot::Vocabulary;
  return pilot::Cast::Make({{"sms", Vocabulary::kSmsIntake, ""},
                            {"health", Vocabulary::kHealth, ""},
                            {"education", Vocabulary::kEducation, ""},
                            {"labour", Vocabulary::kLabour, ""},
                            {"ngo", Vocabulary::kNgo, ""}})
      .value();
}

inline constexpr char kSupportedLine[] =
    R"({"case":"R-001","return":{"kind":"readmission","country":"DE",)"
    R"("date":"2020-01-10"},"announced":"2020-01-08","citizen":true,)"
    R"("supported_elsewhere":false,"informed":{"date":"2020-01-10",)"
    R"("place":"GYD","language":"az"},"applied":"2020-01-13",)"
    R"("region":"ganja","officer":"sms-officer-01","people":[)"
    R"({"id":"p1","name":"Aytən","family_name":"Şükürova","sex":"female",)"
    R"("age_group":"adult","birth_date":"1988-03-01","born_in":"AZ",)"
    R"("relation":"head","phone":"+994005551234"},)"
    R"({"id":"p2","name":"Рәшад","family_name":"Шүкүров","sex":"male",)"
    R"("age_group":"child","birth_date":"2012-07-01","born_in":"DE",)"
    R"("relation":"child","sections":{"medical":"Epilepsiya."}}],)"
    R"("decision":{"eligible":true,"date":"2020-01-16"},)"
    R"("consent":{"date":"2020-01-13","categories":["identity","medical"]},)"
    R"("assessed":"2020-01-17","needs":[{"person":"p2",)"
    R"("need":"medical-treatment","continuing":true}],)"
    R"("plan":{"date":"2020-01-20","vulnerability":"high","months":9},)"
    R"("referrals":[{"id":"r1","service":"accommodation.temporary",)"
    R"("people":["p1","p2"],"requested":"2020-01-20",)"
    R"("cost":{"minor_units":30000,"currency":"AZN"},)"
    R"("events":[{"kind":"declined","date":"2020-01-21",)"
    R"("reason":"provider-full"}]},)"
    R"({"id":"r2","service":"medical.check","people":["p1","p2"],)"
    R"("bundle":"b1","requested":"2020-01-22","accepted":"2020-01-23",)"
    R"("started":"2020-01-23","completed":"2020-01-24",)"
    R"("acknowledged":"2020-01-25",)"
    R"("cost":{"minor_units":9000,"currency":"AZN"},"quantity":2,)"
    R"("unit":"visit","scope":"full"},)"
    R"({"id":"r3","service":"accommodation.temporary",)"
    R"("people":["p1","p2"],"bundle":"b1","replaces":"r1",)"
    R"("requested":"2020-01-22","accepted":"2020-01-22",)"
    R"("started":"2020-01-24","completed":"2020-06-20",)"
    R"("acknowledged":"2020-06-22",)"
    R"("cost":{"minor_units":90000,"currency":"AZN"},"quantity":148,)"
    R"("unit":"night","scope":"partial",)"
    R"("delivered_cost":{"minor_units":80000,"currency":"AZN"},)"
    R"("treated_in":"baku","lodging":"relatives","events":[)"
    R"({"kind":"no-show","date":"2020-01-24","rescheduled":"2020-01-27"},)"
    R"({"kind":"hold","date":"2020-03-24","until":"2020-06-01",)"
    R"("reason":"movement-restrictions"},)"
    R"({"kind":"resume","date":"2020-06-01"}]}],)"
    R"("extension":{"date":"2020-09-30","months":2,)"
    R"("reason":"COVID_MOVEMENT_RESTRICTIONS","approver":"sms-head-1"},)"
    R"("continuation":{"owner":"health","follow_up":"2021-03-01"},)"
    R"("closed":{"date":"2020-12-01","scope":"partial"}})";

inline constexpr char kRejectedLine[] =
    R"({"case":"R-002","return":{"kind":"voluntary","country":"SE",)"
    R"("date":"2020-01-10"},"announced":"2020-01-08","citizen":false,)"
    R"("supported_elsewhere":false,"informed":{"date":"2020-01-10",)"
    R"("place":"GYD","language":"ru"},"applied":"2020-01-13",)"
    R"("region":"baku","officer":"sms-officer-02","people":[)"
    R"({"id":"p1","name":"Фуад","family_name":"Керимов",)"
    R"("relation":"head"}],"decision":{"eligible":false,)"
    R"("reasons":["neither-readmitted-nor-deported","not-a-citizen"],)"
    R"("date":"2020-01-16"}})";

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_DEPLOY_PILOT_LINES_H_
