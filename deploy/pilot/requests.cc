#include "deploy/pilot/requests.h"

#include <algorithm>
#include <set>
#include <utility>

namespace referral::pilot {
namespace {

// The sections of a person that are made of keys of the line.
template <typename Request>
void AddPersonSections(const CaseData& data, const PersonData& person,
                       Request& request) {
  const auto add = [&]() -> v1::Section& {
    v1::Section& section = *request.add_sections();
    section.set_person_id(person.id);
    return section;
  };
  v1::IdentitySection& identity = *add().mutable_identity();
  identity.set_given_name(person.name);
  identity.set_family_name(person.family_name);
  if (person.birth_date.has_value()) {
    *identity.mutable_birth_date() = ToDate(*person.birth_date);
  }
  if (!person.phone.empty()) {
    v1::ContactSection& contact = *add().mutable_contact();
    contact.set_phone(person.phone);
    contact.set_preferred_language_code(data.language);
  }
  add().mutable_family()->set_relation(person.relation);
}

void SetText(const SectionText& text, v1::Section& section) {
  switch (text.category) {
    case v1::DATA_CATEGORY_MEDICAL:
      section.mutable_medical()->set_text(text.text);
      break;
    case v1::DATA_CATEGORY_PSYCHOSOCIAL:
      section.mutable_psychosocial()->set_text(text.text);
      break;
    case v1::DATA_CATEGORY_EDUCATION:
      section.mutable_education()->set_text(text.text);
      break;
    case v1::DATA_CATEGORY_EMPLOYMENT:
      section.mutable_employment()->set_text(text.text);
      break;
    case v1::DATA_CATEGORY_DOCUMENTS:
      section.mutable_documents()->set_document_type("personal documents");
      section.mutable_documents()->set_text(text.text);
      break;
    default:
      section.mutable_note()->set_text(text.text);
      break;
  }
}

v1::ArrivalAnnounced ArrivalOf(const CaseContext& context) {
  v1::ArrivalAnnounced arrival;
  arrival.set_programme_id(context.programme);
  *arrival.mutable_arrival_date() = ToDate(context.data.returned);
  arrival.set_return_country_code(context.data.return_country);
  arrival.set_people_count(static_cast<uint32_t>(context.data.people.size()));
  return arrival;
}

v1::Override ToOverride(const Approval& approval) {
  v1::Override result;
  result.set_reason_code(approval.reason);
  result.set_approver(approval.approver);
  return result;
}

}  // namespace

v1::Date ToDate(Day day) {
  v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

v1::Money ToMoney(const Amount& amount) {
  v1::Money money;
  money.set_minor_units(amount.minor_units);
  money.set_currency_code(amount.currency);
  return money;
}

v1::CallHeader CallOf(const CaseContext& context, const Step& step) {
  v1::CallHeader call;
  call.set_message_id(context.MessageId(step));
  call.set_case_id(context.case_id);
  // Each agency gives ids of its own; the case's officer works for the lead.
  call.set_officer(step.agency == context.cast.lead()
                       ? context.data.officer
                       : step.agency + "-officer-01");
  *call.mutable_occurred_date() = ToDate(step.date);
  return call;
}

v1::AnnounceArrivalRequest AnnounceArrival(const CaseContext& context) {
  v1::AnnounceArrivalRequest request;
  *request.mutable_arrival() = ArrivalOf(context);
  return request;
}

v1::AnnounceSelfReferralRequest AnnounceSelfReferral(
    const CaseContext& context) {
  v1::AnnounceSelfReferralRequest request;
  *request.mutable_arrival() = ArrivalOf(context);
  return request;
}

v1::InformAtAirportRequest InformAtAirport(const CaseContext& context) {
  v1::InformAtAirportRequest request;
  v1::ReturneeInformed& information = *request.mutable_information();
  information.set_place_code(context.data.informed_place);
  information.set_language_code(context.data.language);
  return request;
}

v1::RegisterApplicationRequest RegisterApplication(const CaseContext& context) {
  const CaseData& data = context.data;
  v1::RegisterApplicationRequest request;
  v1::ApplicationRegistered& application = *request.mutable_application();
  application.set_programme_id(context.programme);
  application.set_region_code(data.region);
  v1::ReturnFacts& facts = *application.mutable_return_facts();
  facts.set_return_kind(data.return_kind);
  facts.set_return_country_code(data.return_country);
  *facts.mutable_return_date() = ToDate(data.returned);
  facts.set_citizen(data.citizen);
  facts.set_supported_elsewhere(data.supported_elsewhere);
  for (const PersonData& person : data.people) {
    v1::CasePerson& row = *application.add_people();
    row.set_person_id(person.id);
    row.set_sex(person.sex);
    row.set_age_group(person.age);
    row.set_birth_country_code(person.born_in);
    const auto earlier = context.earlier_case_ids.find(person.earlier_case);
    if (earlier != context.earlier_case_ids.end()) {
      row.set_earlier_case_id(earlier->second);
    }
    AddPersonSections(data, person, request);
  }
  return request;
}

v1::RecordConsentRequest RecordConsent(const CaseContext& context) {
  v1::RecordConsentRequest request;
  for (const PersonData& person : context.data.people) {
    v1::ConsentGiven& consent = *request.add_consents();
    consent.set_person_id(person.id);
    for (const v1::DataCategory category : context.data.support->categories) {
      consent.add_categories(category);
    }
    consent.set_language_code(context.data.language);
    consent.set_given_by(person.age == v1::AGE_GROUP_MINOR
                             ? v1::CONSENT_GIVER_CAREGIVER
                             : v1::CONSENT_GIVER_SELF);
  }
  return request;
}

v1::DecideEligibilityRequest DecideEligibility(const CaseContext& context) {
  v1::DecideEligibilityRequest request;
  v1::EligibilityDecided& decision = *request.mutable_decision();
  decision.set_eligible(context.data.eligible);
  for (const v1::RejectionReason reason : context.data.rejections) {
    decision.add_rejection_reasons(reason);
  }
  return request;
}

v1::AssessNeedsRequest AssessNeeds(const CaseContext& context) {
  const SupportData& support = *context.data.support;
  v1::AssessNeedsRequest request;
  v1::NeedsAssessed& assessment = *request.mutable_assessment();
  assessment.set_vulnerability_level(support.vulnerability);
  for (const NeedData& need : support.needs) {
    v1::Need& row = *assessment.add_needs();
    row.set_person_id(need.person);
    row.set_need_code(need.need);
    row.set_continuing(need.continuing);
  }
  for (const PersonData& person : context.data.people) {
    for (const SectionText& text : person.sections) {
      v1::Section& section = *request.add_sections();
      section.set_person_id(person.id);
      SetText(text, section);
    }
  }
  return request;
}

v1::AgreePlanRequest AgreePlan(const CaseContext& context) {
  const SupportData& support = *context.data.support;
  v1::AgreePlanRequest request;
  v1::PlanAgreed& plan = *request.mutable_plan();
  // Mentoring for everyone, case by case for the vulnerable [10].
  plan.add_strands(v1::STRAND_INDIVIDUAL_MENTORING);
  if (support.vulnerability != v1::VULNERABILITY_LEVEL_LOW) {
    plan.add_strands(v1::STRAND_CASE_BY_CASE);
  }
  *plan.mutable_start_date() = ToDate(support.planned);
  plan.set_duration_months(support.months);
  plan.set_vulnerability_level(support.vulnerability);
  for (const ReferralData& referral : support.referrals) {
    if (referral.declined) continue;  // the one that replaces it is planned
    v1::PlannedService& service = *plan.add_services();
    service.set_service_code(referral.service);
    service.mutable_person_ids()->Add(referral.people.begin(),
                                      referral.people.end());
    *service.mutable_budget() = ToMoney(referral.cost);
    service.set_form(referral.form);
    if (referral.override_.has_value() && !plan.has_budget_override()) {
      *plan.mutable_budget_override() = ToOverride(*referral.override_);
    }
  }
  return request;
}

v1::ExtendPlanRequest ExtendPlan(const CaseContext& context) {
  const ExtensionData& extension = *context.data.support->extension;
  v1::ExtendPlanRequest request;
  request.mutable_extension()->set_months(extension.months);
  *request.mutable_extension()->mutable_approval() =
      ToOverride(extension.approval);
  return request;
}

v1::ReferRequest Refer(const CaseContext& context, const Step& step) {
  v1::ReferRequest request;
  for (const size_t index : step.referrals) {
    const ReferralData& referral = context.data.support->referrals[index];
    v1::ReferralRequested& row = *request.add_referrals();
    row.set_referral_id(context.ReferralId(referral.id));
    row.set_service_code(referral.service);
    row.mutable_person_ids()->Add(referral.people.begin(),
                                  referral.people.end());
    row.set_region_code(referral.treated_in.empty() ? context.data.region
                                                    : referral.treated_in);
    *row.mutable_budget() = ToMoney(referral.cost);
    row.set_form(referral.form);
    row.set_receiver(referral.provider);
    if (!referral.replaces.empty()) {
      row.set_replaces_referral_id(context.ReferralId(referral.replaces));
    }
    if (referral.override_.has_value()) {
      *row.mutable_budget_override() = ToOverride(*referral.override_);
    }
  }
  return request;
}

v1::ClosePlanRequest ClosePlan(const CaseContext& context) {
  const SupportData& support = *context.data.support;
  v1::ClosePlanRequest request;
  v1::CaseClosed& closing = *request.mutable_closing();
  closing.set_scope(support.scope);
  if (support.continuation.has_value()) {
    closing.mutable_continuation()->set_owner(support.continuation->owner);
    *closing.mutable_continuation()->mutable_follow_up_date() =
        ToDate(support.continuation->follow_up);
  }
  return request;
}

v1::Delivery DeliveryOf(const ReferralData& referral) {
  v1::Delivery delivery;
  delivery.set_quantity(referral.quantity);
  *delivery.mutable_cost() = ToMoney(referral.delivered);
  delivery.set_scope(referral.scope);
  return delivery;
}

}  // namespace referral::pilot
