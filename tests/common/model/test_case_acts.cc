// Acts about a case and its people.
#include "absl/strings/str_cat.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing::acts {
namespace {

void Approve(v1::Override& decision) {
  decision.set_reason_code("EXTRAORDINARY");
  decision.set_approver("officer-2");
}

}  // namespace

v1::Act NewAct() {
  v1::Act act;
  act.set_officer("officer-1");
  *act.mutable_occurred_date() = Day(2020, 3, 2);
  return act;
}

v1::Act ArrivalAnnounced() {
  v1::Act act = NewAct();
  auto& announced = *act.mutable_arrival_announced();
  announced.set_programme_id("restart");
  *announced.mutable_arrival_date() = Day(2020, 3, 4);
  announced.set_return_country_code("DE");
  announced.set_people_count(2);
  return act;
}

v1::Act SelfReferral() {
  v1::Act act = ArrivalAnnounced();
  act.mutable_arrival_announced()->set_self_referral(true);
  return act;
}

v1::Act ReturneeInformed() {
  v1::Act act = NewAct();
  act.mutable_returnee_informed()->set_place_code("GYD");
  act.mutable_returnee_informed()->set_language_code("az");
  return act;
}

v1::Act Application(int people) {
  v1::Act act = NewAct();
  auto& application = *act.mutable_application_registered();
  application.set_programme_id("restart");
  for (int i = 1; i <= people; ++i) {
    v1::CasePerson& person = *application.add_people();
    person.set_person_id(absl::StrCat("p", i));
    person.set_sex(i % 2 == 1 ? v1::SEX_FEMALE : v1::SEX_MALE);
    person.set_age_group(i == 1 ? v1::AGE_GROUP_ADULT : v1::AGE_GROUP_MINOR);
    person.set_birth_country_code(i == 1 ? "AZ" : "DE");
  }
  v1::ReturnFacts& facts = *application.mutable_return_facts();
  facts.set_return_kind(v1::RETURN_KIND_READMISSION);
  facts.set_return_country_code("DE");
  *facts.mutable_return_date() = Day(2020, 2, 1);
  facts.set_citizen(true);
  application.set_region_code("baku");
  return act;
}

v1::Act ReviewStarted() {
  v1::Act act = NewAct();
  act.mutable_eligibility_review_started();
  return act;
}

v1::Act Eligible() {
  v1::Act act = NewAct();
  act.mutable_eligibility_decided()->set_eligible(true);
  return act;
}

v1::Act Rejected(v1::RejectionReason reason) {
  v1::Act act = NewAct();
  act.mutable_eligibility_decided()->add_rejection_reasons(reason);
  return act;
}

v1::Act Appeal() {
  v1::Act act = NewAct();
  act.mutable_appeal_lodged();
  return act;
}

v1::Act NeedsAssessed(absl::string_view need, bool continuing) {
  v1::Act act = NewAct();
  auto& assessed = *act.mutable_needs_assessed();
  v1::Need& first = *assessed.add_needs();
  first.set_person_id("p1");
  first.set_need_code(std::string(need));
  first.set_continuing(continuing);
  assessed.set_vulnerability_level(v1::VULNERABILITY_LEVEL_LOW);
  return act;
}

v1::Act PlanAgreed() {
  v1::Act act = NewAct();
  auto& plan = *act.mutable_plan_agreed();
  plan.add_strands(v1::STRAND_INDIVIDUAL_MENTORING);
  *plan.mutable_start_date() = Day(2020, 3, 9);
  plan.set_duration_months(6);
  plan.set_vulnerability_level(v1::VULNERABILITY_LEVEL_LOW);
  v1::PlannedService& service = *plan.add_services();
  service.set_service_code("medical.check");
  service.add_person_ids("p1");
  *service.mutable_budget() = Azn(20'000);
  return act;
}

v1::Act Extended(std::uint32_t months) {
  v1::Act act = NewAct();
  act.mutable_support_extended()->set_months(months);
  Approve(*act.mutable_support_extended()->mutable_approval());
  return act;
}

v1::Act Suspended() {
  v1::Act act = NewAct();
  act.mutable_case_suspended()->set_reason(
      v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  return act;
}

v1::Act Resumed() {
  v1::Act act = NewAct();
  act.mutable_case_resumed();
  return act;
}

v1::Act ClosingStarted() {
  v1::Act act = NewAct();
  act.mutable_closing_started();
  return act;
}

v1::Act Closed() {
  v1::Act act = NewAct();
  act.mutable_case_closed()->set_scope(v1::SCOPE_FULL);
  return act;
}

v1::Act ClosedWith(absl::string_view owner) {
  v1::Act act = Closed();
  auto& continuation = *act.mutable_case_closed()->mutable_continuation();
  continuation.set_owner(std::string(owner));
  *continuation.mutable_follow_up_date() = Day(2020, 12, 1);
  return act;
}

v1::Act FollowUp() {
  v1::Act act = NewAct();
  act.mutable_follow_up_recorded()->set_finding_code("STABLE");
  return act;
}

v1::Act HandedOver(absl::string_view owner) {
  v1::Act act = NewAct();
  auto& handed_over = *act.mutable_continuation_handed_over();
  handed_over.mutable_continuation()->set_owner(std::string(owner));
  *handed_over.mutable_continuation()->mutable_follow_up_date() =
      Day(2021, 3, 1);
  handed_over.set_reason_code("CLOSER_TO_HOME");
  return act;
}

v1::Act Archived() {
  v1::Act act = NewAct();
  act.mutable_case_archived();
  return act;
}

v1::Act Reopened() {
  v1::Act act = NewAct();
  act.mutable_case_reopened()->set_reason_code("NEW_NEED");
  return act;
}

v1::Act Joined(absl::string_view person) {
  v1::Act act = NewAct();
  v1::CasePerson& joined = *act.mutable_person_joined()->mutable_person();
  joined.set_person_id(std::string(person));
  joined.set_sex(v1::SEX_FEMALE);
  joined.set_age_group(v1::AGE_GROUP_ADULT);
  joined.set_birth_country_code("AZ");
  return act;
}

v1::Act Left(absl::string_view person) {
  v1::Act act = NewAct();
  act.mutable_person_left()->set_person_id(std::string(person));
  act.mutable_person_left()->set_reason(v1::LEAVE_REASON_MOVED_AWAY);
  return act;
}

v1::Act Consent(absl::string_view person) {
  v1::Act act = NewAct();
  auto& consent = *act.mutable_consent_given();
  consent.set_person_id(std::string(person));
  for (int i = v1::DataCategory_MIN + 1; i <= v1::DataCategory_MAX; ++i) {
    consent.add_categories(static_cast<v1::DataCategory>(i));
  }
  consent.set_language_code("az");
  consent.set_given_by(v1::CONSENT_GIVER_SELF);
  return act;
}

v1::Act Withdrawal(absl::string_view person) {
  v1::Act act = NewAct();
  act.mutable_consent_withdrawn()->set_person_id(std::string(person));
  return act;
}

v1::Act Renewal(absl::string_view person) {
  v1::Act act = NewAct();
  auto& renewed = *act.mutable_consent_renewed();
  renewed.set_person_id(std::string(person));
  renewed.set_language_code("az");
  renewed.set_given_by(v1::CONSENT_GIVER_SELF);
  return act;
}

v1::Act Emergency(absl::string_view person) {
  v1::Act act = NewAct();
  auto& opened = *act.mutable_emergency_overridden();
  opened.set_person_id(std::string(person));
  opened.add_categories(v1::DATA_CATEGORY_MEDICAL);
  opened.add_categories(v1::DATA_CATEGORY_IDENTITY);
  opened.add_recipients("health");
  *opened.mutable_expiry_date() = Day(2020, 3, 20);
  Approve(*opened.mutable_approval());
  return act;
}

v1::Act Protection(absl::string_view person) {
  v1::Act act = NewAct();
  auto& recorded = *act.mutable_protection_recorded();
  recorded.set_person_id(std::string(person));
  recorded.set_safe_contact(v1::SAFE_CONTACT_IN_PERSON_ONLY);
  return act;
}

v1::Act Complaint(absl::string_view complaint) {
  v1::Act act = NewAct();
  auto& lodged = *act.mutable_complaint_lodged();
  lodged.set_complaint_id(std::string(complaint));
  lodged.set_person_id("p1");
  lodged.set_subject(v1::COMPLAINT_SUBJECT_DELAY);
  lodged.set_addressee("ombudsman");
  return act;
}

v1::Act Answer(absl::string_view complaint) {
  v1::Act act = NewAct();
  auto& answered = *act.mutable_complaint_answered();
  answered.set_complaint_id(std::string(complaint));
  answered.set_answer(v1::COMPLAINT_ANSWER_UPHELD);
  return act;
}

v1::Act Destroyed(absl::string_view withdrawn_message,
                  absl::string_view person) {
  v1::Act act = NewAct();
  auto& destroyed = *act.mutable_parts_destroyed();
  destroyed.set_withdrawn_message_id(std::string(withdrawn_message));
  destroyed.set_person_id(std::string(person));
  destroyed.set_parts_count(2);
  return act;
}

v1::Act Information(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_information_added()->set_referral_id(std::string(referral));
  return act;
}

std::vector<v1::Act> EveryCaseAct() {
  return {ArrivalAnnounced(),
          ReturneeInformed(),
          Application(1),
          ReviewStarted(),
          Eligible(),
          Rejected(v1::REJECTION_REASON_OUT_OF_TIME),
          Appeal(),
          NeedsAssessed(),
          PlanAgreed(),
          Extended(1),
          Suspended(),
          Resumed(),
          ClosingStarted(),
          Closed(),
          FollowUp(),
          HandedOver("ngo"),
          Archived(),
          Reopened(),
          Joined("p2"),
          Left("p1"),
          Consent("p1"),
          Withdrawal("p1"),
          Destroyed(Id(9), "p1"),
          Information()};
}

}  // namespace referral::model::testing::acts
