#include "common/config/programme.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/catalogue.h"
#include "common/config/checks.h"
#include "common/config/complaint_policy.h"
#include "common/config/packages.h"
#include "common/config/pathways.h"
#include "common/config/text_file.h"

namespace referral::config {
namespace {

using ::referral::config::v1::Calendar;
using ::referral::config::v1::Deployment;
using ::referral::config::v1::Eligibility;
using ::referral::config::v1::Programme;
using ::referral::config::v1::SupportDuration;

constexpr uint32_t kMaxMonths = 120;
constexpr int64_t kMaxPerPerson = 1'000'000'000'000;
// Fewest people in a row of the needs export; 0 stands for the default.
constexpr uint32_t kLeastExportCount = 2;
constexpr uint32_t kMostExportCount = 100;

absl::Status CheckLead(const Place& place, const std::string& lead,
                       const Deployment& deployment) {
  for (const auto& agency : deployment.agencies()) {
    if (agency.id() != lead) continue;
    if (agency.role() == ::referral::v1::AGENCY_ROLE_LEAD) {
      return absl::OkStatus();
    }
    return place.Error(
        absl::StrCat("the agency \"", lead, "\" has not the role of a lead"));
  }
  return place.Error(
      absl::StrCat("unknown agency \"", absl::CHexEscape(lead), "\" as lead"));
}

absl::Status CheckEligibility(const Place& place, const Eligibility& rules) {
  std::set<std::string> countries;
  RETURN_IF_ERROR(CheckNotEmpty(place.At("return_country_codes"),
                                "country of return",
                                rules.return_country_codes_size()));
  for (int i = 0; i < rules.return_country_codes_size(); ++i) {
    const Place at = place.At("return_country_codes", i);
    RETURN_IF_ERROR(CheckCountry(at, rules.return_country_codes(i)));
    RETURN_IF_ERROR(
        CheckNew(at, "country", rules.return_country_codes(i), countries));
  }
  RETURN_IF_ERROR(CheckNotEmpty(place.At("return_kinds"), "kind of return",
                                rules.return_kinds_size()));
  std::set<std::string> kinds;
  for (int i = 0; i < rules.return_kinds_size(); ++i) {
    const Place at = place.At("return_kinds", i);
    const auto kind =
        static_cast<::referral::v1::ReturnKind>(rules.return_kinds(i));
    const std::string& name = ::referral::v1::ReturnKind_Name(kind);
    if (kind == ::referral::v1::RETURN_KIND_UNSPECIFIED || name.empty()) {
      return at.Error("unknown kind of return");
    }
    RETURN_IF_ERROR(CheckNew(at, "kind of return", name, kinds));
  }
  if (rules.months_to_apply() > kMaxMonths) {
    return place.At("months_to_apply")
        .Error(absl::StrCat("at most ", kMaxMonths, " months to apply"));
  }
  return absl::OkStatus();
}

absl::Status CheckDurations(const Place& top, const Programme& programme) {
  using ::referral::v1::VulnerabilityLevel;
  std::set<int> levels;
  for (int i = 0; i < programme.durations_size(); ++i) {
    const SupportDuration& duration = programme.durations(i);
    const Place at = top.At("durations", i);
    if (duration.level() == ::referral::v1::VULNERABILITY_LEVEL_UNSPECIFIED ||
        !::referral::v1::VulnerabilityLevel_IsValid(duration.level())) {
      return at.At("level").Error("unknown vulnerability level");
    }
    if (!levels.insert(duration.level()).second) {
      return at.At("level").Error("duplicate vulnerability level");
    }
    if (duration.min_months() == 0 ||
        duration.max_months() < duration.min_months() ||
        duration.max_months() > kMaxMonths) {
      return at.Error(
          absl::StrCat("months must be 1 <= min <= max <= ", kMaxMonths));
    }
  }
  const auto* type = ::referral::v1::VulnerabilityLevel_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    const int level = type->value(i)->number();
    if (level == 0 || levels.count(level) != 0) continue;
    return top.At("durations")
        .Error(absl::StrCat("no duration for ", type->value(i)->name()));
  }
  return absl::OkStatus();
}

// "Asia/Baku", "UTC": names of the IANA database begin with a capital letter.
// The library would also take a path, or this machine's own zone.
bool IsZoneName(const std::string& name) {
  return !name.empty() && absl::ascii_isupper(name[0]) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '+' ||
                  c == '-';
         });
}

absl::Status CheckCalendar(const Place& place, const Calendar& calendar) {
  absl::TimeZone zone;
  if (!IsZoneName(calendar.time_zone()) ||
      !absl::LoadTimeZone(calendar.time_zone(), &zone)) {
    return place.At("time_zone")
        .Error(absl::StrCat("unknown time zone \"",
                            absl::CHexEscape(calendar.time_zone()), "\""));
  }
  RETURN_IF_ERROR(CheckNotEmpty(place.At("working_days"), "working day",
                                calendar.working_days_size()));
  std::set<std::string> days;
  for (int i = 0; i < calendar.working_days_size(); ++i) {
    const Place at = place.At("working_days", i);
    const uint32_t day = calendar.working_days(i);
    if (day < 1 || day > 7) {
      return at.Error(absl::StrCat("no day of the week ", day,
                                   "; 1 is Monday, 7 is Sunday"));
    }
    RETURN_IF_ERROR(CheckNew(at, "working day", absl::StrCat(day), days));
  }
  for (int i = 0; i < calendar.holidays_size(); ++i) {
    RETURN_IF_ERROR(CheckDate(place.At("holidays", i), calendar.holidays(i)));
  }
  return absl::OkStatus();
}

absl::Status CheckBudget(const Place& top, const Programme& programme) {
  const int64_t amount = programme.budget().per_person_minor_units();
  if (amount <= 0 || amount > kMaxPerPerson) {
    return top.At("budget")
        .At("per_person_minor_units")
        .Error(absl::StrCat("the threshold per person must be 1 to ",
                            kMaxPerPerson, " minor units"));
  }
  const uint32_t months = programme.consent().duration_months();
  if (months == 0 || months > kMaxMonths) {
    return top.At("consent")
        .At("duration_months")
        .Error(
            absl::StrCat("a consent must last 1 to ", kMaxMonths, " months"));
  }
  return absl::OkStatus();
}

absl::Status CheckLists(const Place& top, const Programme& programme) {
  std::set<std::string> seen;
  RETURN_IF_ERROR(CheckNotEmpty(top.At("language_codes"), "language",
                                programme.language_codes_size()));
  for (int i = 0; i < programme.language_codes_size(); ++i) {
    const Place at = top.At("language_codes", i);
    RETURN_IF_ERROR(CheckLanguage(at, programme.language_codes(i)));
    RETURN_IF_ERROR(
        CheckNew(at, "language", programme.language_codes(i), seen));
  }
  seen.clear();
  RETURN_IF_ERROR(
      CheckNotEmpty(top.At("regions"), "region", programme.regions_size()));
  for (int i = 0; i < programme.regions_size(); ++i) {
    const Place at = top.At("regions", i);
    const auto& region = programme.regions(i);
    RETURN_IF_ERROR(
        CheckCode(at.At("code"), "region code", region.code(), "-"));
    RETURN_IF_ERROR(CheckNew(at.At("code"), "region", region.code(), seen));
    RETURN_IF_ERROR(
        CheckTitle(at.At("title"), "the region's title", region.title()));
  }
  seen.clear();
  RETURN_IF_ERROR(CheckNotEmpty(top.At("funding_sources"), "funding source",
                                programme.funding_sources_size()));
  for (int i = 0; i < programme.funding_sources_size(); ++i) {
    const Place at = top.At("funding_sources", i);
    const auto& source = programme.funding_sources(i);
    RETURN_IF_ERROR(
        CheckCode(at.At("code"), "funding source code", source.code(), "_-"));
    RETURN_IF_ERROR(
        CheckNew(at.At("code"), "funding source", source.code(), seen));
    RETURN_IF_ERROR(CheckTitle(at.At("title"), "the funding source's title",
                               source.title()));
    if (!source.has_end_date()) continue;
    RETURN_IF_ERROR(CheckDate(at.At("end_date"), source.end_date()));
  }
  return absl::OkStatus();
}

// Whoever is told when nobody answers can act on it.
absl::Status CheckSilence(const Place& place,
                          const ::referral::config::v1::SilencePolicy& silence,
                          const Known& known) {
  const std::string& agency = silence.escalation_agency();
  if (agency.empty()) return absl::OkStatus();
  const Place at = place.At("escalation_agency");
  RETURN_IF_ERROR(CheckKnown(at, "agency", agency, known.agencies));
  if (known.providers.count(agency) != 0) return absl::OkStatus();
  return at.Error(
      absl::StrCat("the agency \"", agency, "\" is neither provider nor lead"));
}

// Where people refer themselves: providers, as the lead takes applications
// anyway [27].
absl::Status CheckSelfReferralAgencies(const Place& top,
                                       const Programme& programme,
                                       const Known& known) {
  std::set<std::string> seen;
  for (int i = 0; i < programme.self_referral_agencies_size(); ++i) {
    const Place at = top.At("self_referral_agencies", i);
    const std::string& id = programme.self_referral_agencies(i);
    RETURN_IF_ERROR(CheckKnown(at, "agency", id, known.agencies));
    if (known.providers.count(id) == 0 || id == programme.lead()) {
      return at.Error(absl::StrCat("the agency \"", id, "\" is no provider"));
    }
    RETURN_IF_ERROR(CheckNew(at, "agency", id, seen));
  }
  return absl::OkStatus();
}

// With rows of one person counts would name people [20].
absl::Status CheckSmallestCount(const Place& place, uint32_t count) {
  if (count == 0 || (count >= kLeastExportCount && count <= kMostExportCount)) {
    return absl::OkStatus();
  }
  return place.Error(absl::StrCat(count, " is not in ", kLeastExportCount,
                                  " to ", kMostExportCount));
}

absl::Status CheckProgramme(const Place& top, const Programme& programme,
                            const Deployment& deployment) {
  RETURN_IF_ERROR(CheckCode(top.At("id"), "programme id", programme.id(), "-"));
  if (programme.id() == "deployment") {
    return top.At("id").Error("\"deployment\" names the deployment's own file");
  }
  RETURN_IF_ERROR(
      CheckTitle(top.At("title"), "the programme's title", programme.title()));
  RETURN_IF_ERROR(
      CheckCountry(top.At("country_code"), programme.country_code()));
  RETURN_IF_ERROR(
      CheckCurrency(top.At("currency_code"), programme.currency_code()));
  RETURN_IF_ERROR(CheckLead(top.At("lead"), programme.lead(), deployment));
  RETURN_IF_ERROR(
      CheckEligibility(top.At("eligibility"), programme.eligibility()));
  Known known = AgenciesOf(deployment);
  RETURN_IF_ERROR(CheckCatalogue(top, programme, known));
  RETURN_IF_ERROR(CheckSilence(top.At("silence"), programme.silence(), known));
  RETURN_IF_ERROR(CheckBudget(top, programme));
  RETURN_IF_ERROR(CheckDurations(top, programme));
  RETURN_IF_ERROR(CheckCalendar(top.At("calendar"), programme.calendar()));
  RETURN_IF_ERROR(CheckPathways(top, programme, known.services));
  RETURN_IF_ERROR(CheckComplaintPolicy(top, programme, deployment));
  RETURN_IF_ERROR(CheckSelfReferralAgencies(top, programme, known));
  RETURN_IF_ERROR(CheckPackages(top, programme));
  RETURN_IF_ERROR(CheckSmallestCount(top.At("smallest_export_count"),
                                     programme.smallest_export_count()));
  return CheckLists(top, programme);
}

}  // namespace

absl::StatusOr<LoadedProgramme> ParseProgramme(const std::string& path,
                                               const std::string& text,
                                               const Deployment& deployment) {
  LoadedProgramme loaded{{}, path, text, ""};
  google::protobuf::TextFormat::ParseInfoTree tree;
  RETURN_IF_ERROR(ParseConfigText(path, text, loaded.programme, tree));
  RETURN_IF_ERROR(CheckProgramme(Place(path, loaded.programme, tree),
                                 loaded.programme, deployment));
  loaded.canonical = CanonicalText(loaded.programme);
  return loaded;
}

absl::StatusOr<LoadedProgramme> LoadProgramme(const std::string& path,
                                              const Deployment& deployment) {
  ASSIGN_OR_RETURN(const std::string text, ReadConfigFile(path));
  return ParseProgramme(path, text, deployment);
}

absl::StatusOr<std::vector<LoadedProgramme>> LoadProgrammes(
    const std::vector<std::string>& paths, const Deployment& deployment) {
  std::vector<LoadedProgramme> programmes;
  std::set<std::string> ids;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(LoadedProgramme loaded, LoadProgramme(path, deployment));
    if (!ids.insert(loaded.programme.id()).second) {
      return MakeError(Reason::kConfigInvalid,
                       absl::StrCat("the programme \"", loaded.programme.id(),
                                    "\" is in another file too"),
                       absl::StrCat(path, ":1"));
    }
    programmes.push_back(std::move(loaded));
  }
  return programmes;
}

}  // namespace referral::config
