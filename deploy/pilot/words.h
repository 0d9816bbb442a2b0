// Words of the data set and what they stand for. Constants.
#ifndef REFERRAL_DEPLOY_PILOT_WORDS_H_
#define REFERRAL_DEPLOY_PILOT_WORDS_H_

#include <string>

#include "deploy/pilot/json_reader.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::pilot {

inline constexpr Word<v1::ReturnKind> kReturnWords[] = {
    {"readmission", v1::RETURN_KIND_READMISSION},
    {"forced", v1::RETURN_KIND_FORCED},
    {"voluntary", v1::RETURN_KIND_VOLUNTARY},
    {"other", v1::RETURN_KIND_OTHER},
};

// domain.md 8.
inline constexpr Word<v1::RejectionReason> kRejectionWords[] = {
    {"neither-readmitted-nor-deported",
     v1::REJECTION_REASON_NEITHER_READMITTED_NOR_DEPORTED},
    {"supported-elsewhere", v1::REJECTION_REASON_ALREADY_SUPPORTED},
    {"out-of-time", v1::REJECTION_REASON_OUT_OF_TIME},
    {"not-a-citizen", v1::REJECTION_REASON_NOT_A_CITIZEN},
};

inline constexpr Word<v1::Sex> kSexWords[] = {
    {"male", v1::SEX_MALE},
    {"female", v1::SEX_FEMALE},
};

inline constexpr Word<v1::AgeGroup> kAgeWords[] = {
    {"adult", v1::AGE_GROUP_ADULT},
    {"child", v1::AGE_GROUP_MINOR},
};

inline const Word<std::string> kRelationWords[] = {
    {"head", "head"},
    {"spouse", "spouse"},
    {"child", "child"},
    {"member", "member"},
};

// What a consent may cover.
inline constexpr Word<v1::DataCategory> kCategoryWords[] = {
    {"identity", v1::DATA_CATEGORY_IDENTITY},
    {"contact", v1::DATA_CATEGORY_CONTACT},
    {"family", v1::DATA_CATEGORY_FAMILY},
    {"return", v1::DATA_CATEGORY_RETURN},
    {"medical", v1::DATA_CATEGORY_MEDICAL},
    {"psychosocial", v1::DATA_CATEGORY_PSYCHOSOCIAL},
    {"education", v1::DATA_CATEGORY_EDUCATION},
    {"employment", v1::DATA_CATEGORY_EMPLOYMENT},
    {"finance", v1::DATA_CATEGORY_FINANCE},
    {"documents", v1::DATA_CATEGORY_DOCUMENTS},
};

// Sections that a person may have in the file; the others are made of keys.
inline constexpr Word<v1::DataCategory> kSectionWords[] = {
    {"medical", v1::DATA_CATEGORY_MEDICAL},
    {"psychosocial", v1::DATA_CATEGORY_PSYCHOSOCIAL},
    {"education", v1::DATA_CATEGORY_EDUCATION},
    {"employment", v1::DATA_CATEGORY_EMPLOYMENT},
    {"documents", v1::DATA_CATEGORY_DOCUMENTS},
};

inline constexpr Word<v1::VulnerabilityLevel> kLevelWords[] = {
    {"low", v1::VULNERABILITY_LEVEL_LOW},
    {"medium", v1::VULNERABILITY_LEVEL_MEDIUM},
    {"high", v1::VULNERABILITY_LEVEL_HIGH},
};

inline constexpr Word<v1::Scope> kScopeWords[] = {
    {"full", v1::SCOPE_FULL},
    {"partial", v1::SCOPE_PARTIAL},
};

inline constexpr Word<v1::SupportForm> kFormWords[] = {
    {"in-kind", v1::SUPPORT_FORM_IN_KIND},
    {"cash", v1::SUPPORT_FORM_CASH},
};

inline constexpr Word<v1::HoldReason> kHoldWords[] = {
    {"movement-restrictions", v1::HOLD_REASON_MOVEMENT_RESTRICTION},
    {"waiting-for-client", v1::HOLD_REASON_WAITING_FOR_CLIENT},
    {"waiting-for-documents", v1::HOLD_REASON_WAITING_FOR_DOCUMENTS},
    {"no-capacity", v1::HOLD_REASON_NO_CAPACITY},
    {"health", v1::HOLD_REASON_HEALTH},
};

// All lie with the provider: the referral is replaced by another (domain.md
// 32).
inline constexpr Word<v1::DeclineReason> kDeclineWords[] = {
    {"provider-full", v1::DECLINE_REASON_PROVIDER_FULL},
    {"provider-no-funds", v1::DECLINE_REASON_PROVIDER_NO_FUNDS},
    {"wrong-service", v1::DECLINE_REASON_WRONG_SERVICE},
    {"provider-unavailable", v1::DECLINE_REASON_PROVIDER_UNAVAILABLE},
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_WORDS_H_
