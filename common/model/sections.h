// Sections that come with a message. The rules never read what they say, only
// whom they are about.
#ifndef REFERRAL_COMMON_MODEL_SECTIONS_H_
#define REFERRAL_COMMON_MODEL_SECTIONS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/model/decide.h"

namespace referral::model {

// Category of a section; DATA_CATEGORY_UNSPECIFIED if it says nothing.
v1::DataCategory CategoryOf(const v1::Section& section);

// Sections are about people of the case, those that the message itself brings
// included; a provider's about people whom it serves or refers. The last act
// of the message need not be applied to `file`; `role` is the sender's. What
// an agency wrote it corrects itself, or the lead does; what of the earlier
// message a correction is about, its person and category say, so that one of
// what is not there corrects nothing.
// Errors: UNKNOWN_PERSON, ROLE_NOT_ALLOWED, INVALID_FIELD (no content, corrects
//         a message that the case does not have, too many corrections, or
//         information was announced and none is there).
absl::Status CheckSections(const storage::v1::CaseFile& file,
                           const Incoming& message, v1::AgencyRole role);

// Names in `effects` what the sections of `message` correct, each once, and
// not what was corrected before.
void AddSuperseded(const storage::v1::CaseFile& file, const Incoming& message,
                   v1::Effects& effects);
void ApplySuperseded(storage::v1::CaseFile& file, const v1::Effects& effects);

// Whether a later section has corrected that of the person and category in the
// message.
bool IsSuperseded(const storage::v1::CaseFile& file,
                  absl::string_view message_id, const v1::Section& section);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_SECTIONS_H_
