#include "deploy/pilot/read_cases.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "deploy/pilot/check_case.h"
#include "deploy/pilot/json_reader.h"
#include "deploy/pilot/read_referral.h"
#include "deploy/pilot/words.h"

namespace referral::pilot {
namespace {

using Json = nlohmann::json;

constexpr int64_t kMaxMonths = 60;

std::string Element(absl::string_view list, size_t index) {
  return absl::StrCat(list, "[", index, "]");
}

void ReadSections(const Json& object, const std::string& path,
                  PersonData& person, LineErrors& errors) {
  ObjectReader in(object, path, errors);
  for (const auto& word : kSectionWords) {
    const std::string text = in.TextOr(word.text);
    if (!text.empty()) person.sections.push_back({word.value, text});
  }
}

PersonData ReadPerson(const Json& object, const std::string& path,
                      LineErrors& errors) {
  ObjectReader in(object, path, errors);
  PersonData person;
  person.id = in.Text("id");
  person.name = in.Text("name");
  person.family_name = in.Text("family_name");
  person.relation = in.Choice<std::string>("relation", kRelationWords);
  person.phone = in.TextOr("phone");
  if (in.Has("sex") || in.Has("age_group") || in.Has("birth_date") ||
      in.Has("born_in")) {
    person.sex = in.Choice<v1::Sex>("sex", kSexWords);
    person.age = in.Choice<v1::AgeGroup>("age_group", kAgeWords);
    person.birth_date = in.Date("birth_date");
    person.born_in = in.Text("born_in");
  }
  person.earlier_case = in.TextOr("earlier_case");
  in.Note("sections");
  if (in.Has("sections")) {
    ReadSections(in.Object("sections"), in.PathOf("sections"), person, errors);
  }
  return person;
}

NeedData ReadNeed(const Json& object, const std::string& path,
                  LineErrors& errors) {
  ObjectReader in(object, path, errors);
  return {in.Text("person"), in.Text("need"), in.Flag("continuing")};
}

void ReadPlan(const Json& object, SupportData& support, LineErrors& errors) {
  ObjectReader in(object, "plan", errors);
  support.planned = in.Date("date");
  support.vulnerability =
      in.Choice<v1::VulnerabilityLevel>("vulnerability", kLevelWords);
  support.months = static_cast<uint32_t>(in.Number("months", 1, kMaxMonths));
}

void ReadConsent(const Json& object, SupportData& support, LineErrors& errors) {
  ObjectReader in(object, "consent", errors);
  support.consent_date = in.Date("date");
  support.categories =
      in.Choices<v1::DataCategory>("categories", kCategoryWords);
}

ExtensionData ReadExtension(const Json& object, LineErrors& errors) {
  ObjectReader in(object, "extension", errors);
  ExtensionData extension;
  extension.date = in.Date("date");
  extension.months = static_cast<uint32_t>(in.Number("months", 1, kMaxMonths));
  extension.approval = {in.Text("reason"), in.Text("approver")};
  return extension;
}

ContinuationData ReadContinuation(const Json& object, LineErrors& errors) {
  ObjectReader in(object, "continuation", errors);
  return {in.Text("owner"), in.Date("follow_up")};
}

void ReadClosed(const Json& object, SupportData& support, LineErrors& errors) {
  ObjectReader in(object, "closed", errors);
  support.closed = in.Date("date");
  support.scope = in.Choice<v1::Scope>("scope", kScopeWords);
}

SupportData ReadSupport(ObjectReader& in, LineErrors& errors) {
  SupportData support;
  ReadConsent(in.Object("consent"), support, errors);
  support.assessed = in.Date("assessed");
  size_t index = 0;
  for (const Json& need : in.List("needs")) {
    support.needs.push_back(ReadNeed(need, Element("needs", index++), errors));
  }
  ReadPlan(in.Object("plan"), support, errors);
  index = 0;
  for (const Json& referral : in.List("referrals")) {
    support.referrals.push_back(
        ReadReferral(referral, Element("referrals", index++), errors));
  }
  in.Note("extension");
  if (in.Has("extension")) {
    support.extension = ReadExtension(in.Object("extension"), errors);
  }
  in.Note("continuation");
  if (in.Has("continuation")) {
    support.continuation = ReadContinuation(in.Object("continuation"), errors);
  }
  ReadClosed(in.Object("closed"), support, errors);
  return support;
}

void ReadReturn(const Json& object, CaseData& data, LineErrors& errors) {
  ObjectReader in(object, "return", errors);
  data.return_kind = in.Choice<v1::ReturnKind>("kind", kReturnWords);
  data.return_country = in.Text("country");
  data.returned = in.Date("date");
}

void ReadInformed(const Json& object, CaseData& data, LineErrors& errors) {
  ObjectReader in(object, "informed", errors);
  data.informed = in.Date("date");
  data.informed_place = in.Text("place");
  data.language = in.Text("language");
}

void ReadDecision(const Json& object, CaseData& data, LineErrors& errors) {
  ObjectReader in(object, "decision", errors);
  data.eligible = in.Flag("eligible");
  data.decided = in.Date("date");
  if (data.eligible) return;
  data.rejections = in.Choices<v1::RejectionReason>("reasons", kRejectionWords);
}

void ReadLine(const Json& object, CaseData& data, LineErrors& errors) {
  ObjectReader in(object, "", errors);
  data.name = in.Text("case");
  ReadReturn(in.Object("return"), data, errors);
  data.announced = in.Date("announced");
  data.self_referred_at = in.TextOr("self_referred_at");
  data.citizen = in.Flag("citizen");
  data.supported_elsewhere = in.Flag("supported_elsewhere");
  ReadInformed(in.Object("informed"), data, errors);
  data.applied = in.Date("applied");
  data.region = in.Text("region");
  data.officer = in.Text("officer");
  in.Note("household");
  size_t index = 0;
  for (const Json& person : in.List("people")) {
    data.people.push_back(
        ReadPerson(person, Element("people", index++), errors));
  }
  ReadDecision(in.Object("decision"), data, errors);
  if (data.eligible) data.support = ReadSupport(in, errors);
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) {
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)),
                     std::istreambuf_iterator<char>());
    if (file.is_open() && !file.bad()) return text;
  }
  return MakeError(Reason::kInvalidArgumentFile, "the data set cannot be read",
                   path);
}

}  // namespace

const PersonData* FindPerson(const std::vector<PersonData>& people,
                             const std::string& id) {
  const auto it =
      std::find_if(people.begin(), people.end(),
                   [&](const PersonData& person) { return person.id == id; });
  return it == people.end() ? nullptr : &*it;
}

absl::StatusOr<CaseData> ReadCase(const std::string& line,
                                  const std::string& where, Day today) {
  LineErrors errors(where);
  if (line.size() > kMaxPilotLineBytes) {
    errors.Add(
        absl::StrCat("the line is longer than ", kMaxPilotLineBytes, " bytes"));
    return errors.status();
  }
  if (!IsValidUtf8(line)) {
    errors.Add("the line is not valid UTF-8");
    return errors.status();
  }
  const std::optional<Json> object = ParseObject(line, errors);
  if (!object.has_value()) return errors.status();
  CaseData data;
  data.where = where;
  data.line = line;
  ReadLine(*object, data, errors);
  if (errors.ok()) CheckCase(data, today, errors);
  if (!errors.ok()) return errors.status();
  return data;
}

absl::StatusOr<std::vector<CaseData>> ReadCases(const std::string& text,
                                                const std::string& path,
                                                Day today) {
  std::vector<CaseData> cases;
  std::map<std::string, std::string> seen;  // case name -> file:line
  int number = 0;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    std::string line = text.substr(start, end - start);
    start = end + 1;
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    const std::string where = absl::StrCat(path, ":", number);
    ASSIGN_OR_RETURN(CaseData data, ReadCase(line, where, today));
    const auto [it, fresh] = seen.emplace(data.name, where);
    if (!fresh) {
      return MakeError(
          Reason::kBadPilotLine,
          absl::StrCat("the case name stands at ", it->second, " already"),
          where);
    }
    for (const PersonData& person : data.people) {
      const std::string& earlier = person.earlier_case;
      if (earlier.empty() ||
          (earlier != data.name && seen.count(earlier) != 0)) {
        continue;
      }
      return MakeError(Reason::kBadPilotLine,
                       "earlier_case names no case of a line above", where);
    }
    cases.push_back(std::move(data));
  }
  if (!cases.empty()) return cases;
  return MakeError(Reason::kBadPilotLine, "the data set has no case",
                   absl::StrCat(path, ":", std::max(number, 1)));
}

absl::StatusOr<std::vector<CaseData>> ReadCaseFile(const std::string& path,
                                                   Day today) {
  ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  return ReadCases(text, path, today);
}

}  // namespace referral::pilot
