// Data sets for referral-pilot, made from the shipped one.
#ifndef REFERRAL_TESTS_INTEGRATION_PILOT_CASES_H_
#define REFERRAL_TESTS_INTEGRATION_PILOT_CASES_H_

#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace referral::testing {

using Json = nlohmann::json;

// deploy/pilot/restart.jsonl.
std::string ShippedCases();

// Its cases, in order; or those named, in the order of the names.
std::vector<Json> LoadCases();
std::vector<Json> LoadCases(const std::vector<std::string>& names);

// Writes a data set.
void WriteCases(const std::vector<Json>& cases, const std::string& path);

// Everything personal that a case says: names, birth dates, phone numbers,
// texts of sections. Without dates on which something else happened in one of
// the cases, which a list may show.
std::vector<std::string> PersonalTexts(const std::vector<Json>& cases);

// Those of `texts` that `haystack` holds as words of their own, as they are or
// as JSON writes them in ASCII.
std::vector<std::string> TextsFoundIn(const std::string& haystack,
                                      const std::vector<std::string>& texts);

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_INTEGRATION_PILOT_CASES_H_
