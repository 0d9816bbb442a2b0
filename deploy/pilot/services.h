// The vocabularies of the agency services, as far as the pilot uses them.
// Constants, thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_SERVICES_H_
#define REFERRAL_DEPLOY_PILOT_SERVICES_H_

#include <string>

#include "deploy/pilot/json_reader.h"

namespace referral::pilot {

// What a service understands besides the desk.
enum class Vocabulary { kSmsIntake, kHealth, kEducation, kLabour, kNgo };

// The program that has it.
inline constexpr Word<Vocabulary> kPrograms[] = {
    {"sms-intake", Vocabulary::kSmsIntake},
    {"health", Vocabulary::kHealth},
    {"education", Vocabulary::kEducation},
    {"labour", Vocabulary::kLabour},
    {"ngo", Vocabulary::kNgo},
};

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
  kPsychosocialSupport,
  kCommunitySupport,
  kFinancialService,
  kMedicalCheck,
  kTreatment,
  kPsychosocialCare,
  kDisabilityDetermination,
  kDisabilityCard,
  kAllowance,
};

struct ServiceRow {
  const char* code;
  Vocabulary vocabulary;
  Completion completion;
};

// The row of `code`, null for a service the driver does not know.
const ServiceRow* FindService(const std::string& code);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_SERVICES_H_
