// Messages as an institution makes them that speaks to the router itself.
#ifndef REFERRAL_TESTS_INTEGRATION_MESSAGES_H_
#define REFERRAL_TESTS_INTEGRATION_MESSAGES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/evidence/message.h"

namespace referral::testing {

// A new one each.
std::string NewUuid();
std::string NewCaseId(absl::string_view home = "AZ");

// An act in text format, by officer-07 on 17 February 2020 unless it says
// otherwise. Aborts if it cannot be parsed.
v1::Act ActOf(const std::string& text);

// A man from Germany who lives in Baku applies at sms, and is eligible.
inline constexpr char kApplied[] =
    "application_registered { programme_id: 'az-restart'"
    "  people { person_id: 'p1' sex: SEX_MALE age_group: AGE_GROUP_ADULT }"
    "  return_facts { return_kind: RETURN_KIND_READMISSION"
    "    return_country_code: 'DE' citizen: true"
    "    return_date { year: 2020 month: 2 day: 3 } }"
    "  region_code: 'baku' }";
inline constexpr char kReview[] = "eligibility_review_started {}";
inline constexpr char kEligible[] = "eligibility_decided { eligible: true }";

// A message of `sender` about `case_id`, under a new id.
evidence::BuildSpec Saying(const std::string& sender,
                           const std::string& case_id,
                           const std::vector<std::string>& acts);

// Serialised, signed by its sender or by `signer` in a tree of one. Aborts if
// it cannot be built.
std::string Built(const evidence::BuildSpec& spec,
                  const std::string& signer = "");
// Signs with the key of `agency`, under its key id.
std::string SignedBy(const std::string& agency, v1::SignedMessage message);

// `message` with `from` in its parts replaced by as many bytes `to`; with
// digests that fit, signed anew, or as they were.
enum class Digests { kMadeToFit, kAsTheyWere };
std::string Altered(const std::string& message, const std::string& from,
                    const std::string& to, Digests digests);

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_INTEGRATION_MESSAGES_H_
