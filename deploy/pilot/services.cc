#include "deploy/pilot/services.h"

namespace referral::pilot {
namespace {

constexpr ServiceRow kServices[] = {
    {"employment.job-placement", Vocabulary::kLabour,
     Completion::kJobPlacement},
    {"employment.vocational-training", Vocabulary::kLabour,
     Completion::kVocationalTraining},
    {"employment.small-business", Vocabulary::kLabour,
     Completion::kSmallBusiness},
    {"education.school-placement", Vocabulary::kEducation,
     Completion::kSchoolPlacement},
    {"education.certificate-recognition", Vocabulary::kEducation,
     Completion::kCertificateRecognition},
    {"education.adult", Vocabulary::kEducation, Completion::kAdultEducation},
    {"mentoring.individual", Vocabulary::kNgo, Completion::kMentoring},
    {"mentoring.documents", Vocabulary::kNgo, Completion::kDocuments},
    {"accommodation.temporary", Vocabulary::kNgo, Completion::kAccommodation},
    {"psychosocial.support", Vocabulary::kNgo,
     Completion::kPsychosocialSupport},
    {"community.support", Vocabulary::kNgo, Completion::kCommunitySupport},
    {"finance.access", Vocabulary::kNgo, Completion::kFinancialService},
    {"medical.check", Vocabulary::kHealth, Completion::kMedicalCheck},
    {"medical.treatment", Vocabulary::kHealth, Completion::kTreatment},
    {"medical.psychosocial", Vocabulary::kHealth,
     Completion::kPsychosocialCare},
    {"disability.determination", Vocabulary::kHealth,
     Completion::kDisabilityDetermination},
    {"disability.card", Vocabulary::kLabour, Completion::kDisabilityCard},
    {"allowance.social", Vocabulary::kLabour, Completion::kAllowance},
};

}  // namespace

const ServiceRow* FindService(const std::string& code) {
  for (const ServiceRow& row : kServices) {
    if (code == row.code) return &row;
  }
  return nullptr;
}

}  // namespace referral::pilot
