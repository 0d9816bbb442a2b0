// Sections that come with a message. The rules never read what they say, only
// whom they are about.
#ifndef REFERRAL_COMMON_MODEL_SECTIONS_H_
#define REFERRAL_COMMON_MODEL_SECTIONS_H_

#include "absl/status/status.h"
#include "common/model/decide.h"

namespace referral::model {

// Category of a section; DATA_CATEGORY_UNSPECIFIED if it says nothing.
v1::DataCategory CategoryOf(const v1::Section& section);

// Sections are about people of the case, those that the message itself brings
// included; a provider's about people whom it serves or refers. The last act
// of the message need not be applied to `file`; `role` is the sender's.
// Errors: UNKNOWN_PERSON, ROLE_NOT_ALLOWED, INVALID_FIELD (no content, corrects
//         a message that the case does not have, or information was announced
//         and none is there).
absl::Status CheckSections(const storage::v1::CaseFile& file,
                           const Incoming& message, v1::AgencyRole role);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_SECTIONS_H_
