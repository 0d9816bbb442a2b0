// A small deployment, and calls as officers of it would make them.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_SAMPLES_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_SAMPLES_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/ids.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/desk_drafts.h"
#include "services/agency/core/draft.h"
#include "tests/services/agency/support/keys.h"

namespace referral::agency {

inline constexpr char kTreatment[] = "medical.treatment";
inline constexpr char kSchool[] = "education.school-placement";

// The nth UUID, case id and so on of a test.
inline std::string Uuid(int n) {
  return absl::StrFormat("0f8fad5b-d9cb-469f-a165-%012x", n);
}
inline std::string ReferralId(int n) {
  return absl::StrFormat("7c9e6679-7425-40de-944b-%012x", n);
}
inline std::string SomeCase(uint8_t seed = 7) {
  std::array<uint8_t, kCaseIdRandomBytes> random;
  random.fill(seed);
  return MintCaseId("AZ", random);
}

inline config::v1::Deployment SomeDeployment() {
  config::v1::Deployment deployment;
  deployment.set_home("AZ");
  deployment.set_trust_domain("referral.az");
  for (const char* id : {"sms", "health", "education"}) {
    auto& agency = *deployment.add_agencies();
    agency.set_id(id);
    agency.set_name(id);
    agency.set_role(std::string(id) == "sms" ? v1::AGENCY_ROLE_LEAD
                                             : v1::AGENCY_ROLE_PROVIDER);
    ListKey(SigningKeyOf(id), kKeyId, *agency.add_signing_keys());
  }
  ListKey(SigningKeyOf("router"), kKeyId,
          *deployment.add_router_signing_keys());
  return deployment;
}

inline config::v1::Programme SomeProgramme() {
  config::v1::Programme programme;
  programme.set_id("az-restart");
  programme.set_lead("sms");
  programme.set_currency_code("AZN");
  programme.mutable_calendar()->set_time_zone("Asia/Baku");
  auto& treatment = *programme.add_services();
  treatment.set_code(kTreatment);
  treatment.add_providers("health");
  auto& school = *programme.add_services();
  school.set_code(kSchool);
  school.add_providers("education");
  return programme;
}

inline Catalogue CatalogueOf(const std::string& self) {
  return Catalogue(self, SomeDeployment(), {SomeProgramme()});
}

inline v1::Date DateOf(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

inline v1::CallHeader CallOf(int message,
                             const std::string& case_id = SomeCase()) {
  v1::CallHeader call;
  call.set_message_id(Uuid(message));
  call.set_case_id(case_id);
  call.set_officer("off-17");
  *call.mutable_occurred_date() = DateOf(2019, 3, 1);
  return call;
}

inline v1::ReferralRequested TreatmentRequest(int referral) {
  v1::ReferralRequested request;
  request.set_referral_id(ReferralId(referral));
  request.set_service_code(kTreatment);
  request.add_person_ids("p1");
  request.set_region_code("baku");
  request.mutable_budget()->set_minor_units(5000);
  request.mutable_budget()->set_currency_code("AZN");
  return request;
}

inline v1::Section NoteOf(const std::string& person, const std::string& text) {
  v1::Section section;
  section.set_person_id(person);
  section.mutable_note()->set_text(text);
  return section;
}

// The lead asks for treatment.
inline v1::ReferOnwardRequest ReferRequest(
    int message, int referral, const std::string& case_id = SomeCase()) {
  v1::ReferOnwardRequest request;
  *request.mutable_call() = CallOf(message, case_id);
  *request.mutable_referral() = TreatmentRequest(referral);
  return request;
}

inline v1::AcceptReferralRequest AcceptRequest(
    int message, int referral, const std::string& case_id = SomeCase()) {
  v1::AcceptReferralRequest request;
  *request.mutable_call() = CallOf(message, case_id);
  request.set_referral_id(ReferralId(referral));
  return request;
}

inline v1::StartServiceRequest StartRequest(
    int message, int referral, const std::string& case_id = SomeCase()) {
  v1::StartServiceRequest request;
  *request.mutable_call() = CallOf(message, case_id);
  request.set_referral_id(ReferralId(referral));
  return request;
}

inline v1::CompleteReferralRequest CompleteRequest(
    int message, int referral, const std::string& case_id = SomeCase()) {
  v1::CompleteReferralRequest request;
  *request.mutable_call() = CallOf(message, case_id);
  request.set_referral_id(ReferralId(referral));
  auto& delivery = *request.mutable_delivery();
  delivery.set_outcome(v1::OUTCOME_NEED_MET);
  delivery.set_quantity(1);
  delivery.mutable_cost()->set_currency_code("AZN");
  delivery.set_scope(v1::SCOPE_FULL);
  return request;
}

// A message about nothing in the worklist, for any case.
inline v1::AddInformationRequest NoteRequest(
    int message, const std::string& case_id = SomeCase(),
    const std::string& text = "seen") {
  v1::AddInformationRequest request;
  *request.mutable_call() = CallOf(message, case_id);
  *request.add_sections() = NoteOf("p1", text);
  return request;
}

// Opens a case; the service mints its id.
inline Draft AnnouncementDraft(int message) {
  v1::CallHeader call = CallOf(message, "");
  Draft draft = NewDraft(call, call);
  draft.opens_case = true;
  auto& arrival = *AddAct(draft).mutable_arrival_announced();
  arrival.set_programme_id("az-restart");
  *arrival.mutable_arrival_date() = DateOf(2019, 3, 4);
  arrival.set_return_country_code("DE");
  arrival.set_people_count(2);
  return draft;
}

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_SAMPLES_H_
