#include "tests/integration/pilot_cases.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>

#include "tests/integration/system.h"

namespace referral::testing {
namespace {

constexpr const char* kPersonalKeys[] = {"name", "family_name", "birth_date",
                                         "phone"};

// Every text of `json` but those under "people".
void CollectOthers(const Json& json, std::set<std::string>& texts) {
  if (json.is_string()) texts.insert(json.get<std::string>());
  if (!json.is_structured()) return;
  for (const auto& [key, value] : json.items()) {
    if (key != "people") CollectOthers(value, texts);
  }
}

void CollectPerson(const Json& person, std::set<std::string>& texts) {
  for (const char* key : kPersonalKeys) {
    if (person.contains(key)) texts.insert(person[key].get<std::string>());
  }
  if (!person.contains("sections")) return;
  for (const auto& section : person["sections"]) {
    texts.insert(section.get<std::string>());
  }
}

// Part of a word: a letter of any script, or a digit.
bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

bool HoldsWord(const std::string& haystack, const std::string& text) {
  for (size_t at = haystack.find(text); at != std::string::npos;
       at = haystack.find(text, at + 1)) {
    const size_t end = at + text.size();
    if (at > 0 && IsWordByte(haystack[at - 1]) && IsWordByte(text.front())) {
      continue;
    }
    if (end < haystack.size() && IsWordByte(haystack[end]) &&
        IsWordByte(text.back())) {
      continue;
    }
    return true;
  }
  return false;
}

// `text` as JSON in ASCII would write it, without the quotes.
std::string InAscii(const std::string& text) {
  const std::string quoted = Json(text).dump(-1, ' ', true);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string ShippedCases() { return SourcePath("deploy/pilot/restart.jsonl"); }

std::vector<Json> LoadCases() {
  std::vector<Json> cases;
  std::ifstream in(ShippedCases());
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') cases.push_back(Json::parse(line));
  }
  return cases;
}

std::vector<Json> LoadCases(const std::vector<std::string>& names) {
  const std::vector<Json> all = LoadCases();
  std::vector<Json> cases;
  for (const std::string& name : names) {
    std::copy_if(all.begin(), all.end(), std::back_inserter(cases),
                 [&](const Json& row) { return row["case"] == name; });
  }
  return cases;
}

void WriteCases(const std::vector<Json>& cases, const std::string& path) {
  std::ofstream out(path, std::ios::trunc);
  for (const Json& row : cases) out << row.dump() << '\n';
}

std::vector<std::string> PersonalTexts(const std::vector<Json>& cases) {
  std::set<std::string> personal;
  std::set<std::string> others;
  for (const Json& row : cases) {
    CollectOthers(row, others);
    for (const Json& person : row["people"]) CollectPerson(person, personal);
  }
  std::vector<std::string> texts;
  std::set_difference(personal.begin(), personal.end(), others.begin(),
                      others.end(), std::back_inserter(texts));
  return texts;
}

std::vector<std::string> TextsFoundIn(const std::string& haystack,
                                      const std::vector<std::string>& texts) {
  std::vector<std::string> found;
  std::copy_if(texts.begin(), texts.end(), std::back_inserter(found),
               [&](const std::string& text) {
                 return HoldsWord(haystack, text) ||
                        HoldsWord(haystack, InAscii(text));
               });
  return found;
}

}  // namespace referral::testing
