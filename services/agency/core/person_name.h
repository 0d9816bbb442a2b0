// Who somebody is, in one way of writing: for recognising a person who returns
// again [21]. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_PERSON_NAME_H_
#define REFERRAL_SERVICES_AGENCY_CORE_PERSON_NAME_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::agency {

// `name`, valid UTF-8, without what differs from officer to officer:
//   * Unicode NFKC_Casefold: upper and lower case are one, and so are composed
//     and decomposed letters, full-width forms and the like; what is invisible
//     goes.
//   * I, İ, i and ı are one letter: their pairs of cases differ between Azeri
//     and other languages, and with them passports of one person.
//   * White space, of whatever kind, is one blank between words, and none at
//     the ends.
// Scripts are not brought together: a name in Cyrillic is another than in
// Latin letters.
std::string NormaliseName(absl::string_view name);

// Given name, family name and birth date in one text, the same for the same
// person. nullopt if one of them is missing or the date is none: a name alone
// would stand for too many people.
std::optional<std::string> IdentityText(const v1::IdentitySection& identity);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_PERSON_NAME_H_
