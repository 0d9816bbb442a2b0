#include "deploy/pilot/services.h"

namespace referral::pilot {
namespace {

constexpr ServiceRow kServices[] = {
    {"employment.job-placement", Agency::kLabour, Completion::kJobPlacement},
    {"employment.vocational-training", Agency::kLabour,
     Completion::kVocationalTraining},
    {"employment.small-business", Agency::kLabour, Completion::kSmallBusiness},
    {"education.school-placement", Agency::kEducation,
     Completion::kSchoolPlacement},
    {"education.certificate-recognition", Agency::kEducation,
     Completion::kCertificateRecognition},
    {"education.adult", Agency::kEducation, Completion::kAdultEducation},
    {"mentoring.individual", Agency::kNgo, Completion::kMentoring},
    {"mentoring.documents", Agency::kNgo, Completion::kDocuments},
    {"accommodation.temporary", Agency::kNgo, Completion::kAccommodation},
    {"medical.check", Agency::kHealth, Completion::kMedicalCheck},
    {"medical.treatment", Agency::kHealth, Completion::kTreatment},
    {"medical.psychosocial", Agency::kHealth, Completion::kPsychosocialCare},
    {"disability.determination", Agency::kHealth,
     Completion::kDisabilityDetermination},
    {"disability.card", Agency::kLabour, Completion::kDisabilityCard},
    {"allowance.social", Agency::kLabour, Completion::kAllowance},
};

}  // namespace

const char* AgencyId(Agency agency) {
  switch (agency) {
    case Agency::kSms:
      return "sms";
    case Agency::kHealth:
      return "health";
    case Agency::kEducation:
      return "education";
    case Agency::kLabour:
      return "labour";
    case Agency::kNgo:
      return "ngo";
  }
  return "";
}

const ServiceRow* FindService(const std::string& code) {
  for (const ServiceRow& row : kServices) {
    if (code == row.code) return &row;
  }
  return nullptr;
}

}  // namespace referral::pilot
