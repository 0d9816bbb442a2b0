// Who receives which service: the vocabulary of the five agency services, as
// far as the pilot uses it. Constants, thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_SERVICES_H_
#define REFERRAL_DEPLOY_PILOT_SERVICES_H_

#include <string>

namespace referral::pilot {

// The agencies the driver speaks for.
enum class Agency { kSms, kHealth, kEducation, kLabour, kNgo };

inline constexpr Agency kAgencies[] = {Agency::kSms, Agency::kHealth,
                                       Agency::kEducation, Agency::kLabour,
                                       Agency::kNgo};
inline constexpr int kAgencyCount = 5;

// Agency id of the deployment.
const char* AgencyId(Agency agency);

// The call that completes a referral.
enum class Completion {
  kJobPlacement,
  kVocationalTraining,
  kSmallBusiness,
  kSchoolPlacement,
  kCertificateRecognition,
  kAdultEducation,
  kMentoring,
  kDocuments,
  kAccommodation,
  kMedicalCheck,
  kTreatment,
  kPsychosocialCare,
  kDisabilityDetermination,
  kDisabilityCard,
  kAllowance,
};

struct ServiceRow {
  const char* code;
  Agency agency;
  Completion completion;
};

// The row of `code`, null for a service the driver does not know.
const ServiceRow* FindService(const std::string& code);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_SERVICES_H_
