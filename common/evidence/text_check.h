// Checks every string of a serialised message before it is parsed.
#ifndef REFERRAL_COMMON_EVIDENCE_TEXT_CHECK_H_
#define REFERRAL_COMMON_EVIDENCE_TEXT_CHECK_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace referral::evidence {

// Walks `bytes`, a serialised message of `type`, into every sub-message. OK
// when every string is strict UTF-8 of at most kMaxTextBytes without control
// characters (newline and tab are allowed in fields named "text"), and every
// field is one that `type` knows. Reads the wire itself because the generated
// parser refuses bad UTF-8 without saying where, and because a field of a newer
// version, on which its sender relies, must not be ignored in silence.
// Errors: INVALID_UTF8, INVALID_FIELD, MALFORMED_MESSAGE; where = the path of
// the field below `where`, which is asked only then, never its content.
absl::Status CheckText(const google::protobuf::Descriptor& type,
                       absl::string_view bytes,
                       absl::FunctionRef<std::string()> where);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_TEXT_CHECK_H_
