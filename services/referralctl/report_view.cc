#include "services/referralctl/report_view.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kNotRecorded[] = "not recorded";

bool AnyRecorded(const v1::Report::People& people) {
  return people.men() + people.women() + people.boys() + people.girls() > 0;
}

Json PeopleJson(const v1::Report::People& people) {
  if (!AnyRecorded(people) && people.not_recorded() > 0) return kNotRecorded;
  Json json = {{"men", people.men()},
               {"women", people.women()},
               {"boys", people.boys()},
               {"girls", people.girls()}};
  if (people.not_recorded() > 0) json["not_recorded"] = people.not_recorded();
  return json;
}

Json CountJson(const v1::Report::Count& count, bool percent) {
  Json json = {{"people", count.people()}, {"cases", count.cases()}};
  if (percent) json["percent"] = Percent(count.case_share_basis_points());
  return json;
}

Json GroupJson(const v1::Report::ServiceGroup& group) {
  Json json = {{"people", group.people()}};
  if (group.has_minors()) json["minors"] = group.minors();
  if (group.has_adults()) json["adults"] = group.adults();
  if (group.has_cases()) json["cases"] = group.cases();
  if (group.age_not_recorded() > 0) {
    json["not_recorded"] = group.age_not_recorded();
  }
  return json;
}

// "1 boy", "2 boys".
std::string Counted(unsigned number, absl::string_view one,
                    absl::string_view many) {
  return absl::StrCat(number, " ", number == 1 ? one : many);
}

std::string PeopleText(const v1::Report::People& people) {
  if (!AnyRecorded(people)) {
    return people.not_recorded() > 0 ? kNotRecorded : "none";
  }
  std::string text =
      absl::StrCat(Counted(people.men(), "man", "men"), ", ",
                   Counted(people.women(), "woman", "women"), ", ",
                   Counted(people.boys(), "boy", "boys"), ", ",
                   Counted(people.girls(), "girl", "girls"));
  if (people.not_recorded() > 0) {
    absl::StrAppend(&text, ", ", people.not_recorded(), " ", kNotRecorded);
  }
  return text;
}

std::string GroupNote(const v1::Report::ServiceGroup& group) {
  std::vector<std::string> notes;
  if (group.has_minors()) {
    notes.push_back(Counted(group.minors(), "minor", "minors"));
  }
  if (group.has_adults()) {
    notes.push_back(Counted(group.adults(), "adult", "adults"));
  }
  if (group.has_cases()) {
    notes.push_back(Counted(group.cases(), "case", "cases"));
  }
  if (group.age_not_recorded() > 0) {
    notes.push_back(
        Counted(group.age_not_recorded(), kNotRecorded, kNotRecorded));
  }
  return absl::StrJoin(notes, ", ");
}

Json TimesJson(const v1::Report::ResponseTimes& times) {
  Json json = {
      {"agency", times.agency()},       {"service", times.service_code()},
      {"referrals", times.referrals()}, {"answered", times.answered()},
      {"waiting", times.waiting()},     {"overdue", times.overdue()}};
  if (times.has_median_duration()) {
    json["median_seconds"] = times.median_duration().seconds();
    json["p90_seconds"] = times.p90_duration().seconds();
  }
  json["in_time_percent"] = Percent(times.in_time_basis_points());
  json["completed"] = times.completed();
  json["completed_late"] = times.completed_late();
  return json;
}

std::string TimeText(bool has, const google::protobuf::Duration& duration) {
  return has ? Length(absl::Seconds(duration.seconds())) : std::string(kAbsent);
}

// Answers that count as such: a mere receipt does not [29].
std::string TimesText(const v1::Report& report, const Style& style) {
  if (report.response_times().empty()) return "";
  std::vector<std::vector<Cell>> rows;
  for (const auto& times : report.response_times()) {
    const bool judged = times.answered() + times.overdue() > 0;
    rows.push_back(
        {{times.agency()},
         {times.service_code()},
         {Count(times.answered())},
         {Count(times.waiting())},
         {Count(times.overdue()),
          times.overdue() == 0 ? Tone::kDim : Tone::kBad},
         {TimeText(times.has_median_duration(), times.median_duration())},
         {TimeText(times.has_p90_duration(), times.p90_duration())},
         {judged ? absl::StrCat(Percent(times.in_time_basis_points()), " %")
                 : std::string(kAbsent)},
         {Count(times.completed_late()),
          times.completed_late() == 0 ? Tone::kDim : Tone::kWarn}});
  }
  return absl::StrCat("\n", RenderTable({{"ANSWERS"},
                                         {"SERVICE", false, Fit::kCut},
                                         {"GIVEN", true},
                                         {"WAITING", true},
                                         {"OVERDUE", true},
                                         {"MEDIAN", true},
                                         {"P90", true},
                                         {"IN TIME", true},
                                         {"ENDED LATE", true, Fit::kOptional}},
                                        rows, style));
}

std::vector<Cell> CountRow(absl::string_view name,
                           const v1::Report::Count& count, bool percent) {
  return {
      {std::string(name)},
      {Count(count.people())},
      {Count(count.cases())},
      {percent ? absl::StrCat(Percent(count.case_share_basis_points()), " %")
               : ""}};
}

// What is said only where there is any.
std::string RareText(const v1::Report& report) {
  std::string out;
  const auto add = [&out](absl::string_view what, std::uint32_t count,
                          const std::string& text) {
    if (count > 0) absl::StrAppend(&out, what, text, "\n");
  };
  add("on their own ", report.self_referred_cases(),
      Counted(report.self_referred_cases(), "case", "cases"));
  add("came again   ", report.returned_again_people(),
      Counted(report.returned_again_people(), "person", "people"));
  add("complaints   ", report.complaints(),
      absl::StrCat(report.complaints(), ", ", report.complaints_unanswered(),
                   " unanswered"));
  add("emergencies  ", report.emergencies(),
      absl::StrCat(report.emergencies()));
  add("erased       ", report.erased_cases(),
      absl::StrCat(Counted(report.erased_cases(), "case", "cases"),
                   ", counted nowhere else"));
  return out;
}

}  // namespace

std::string Percent(unsigned basis_points) {
  return absl::StrFormat("%d.%02d", basis_points / 100, basis_points % 100);
}

std::string ReportJson(const v1::Report& report) {
  Json json;
  json["programme"] = report.programme_id();
  json["applied"] = CountJson(report.applied(), false);
  json["supported"] = CountJson(report.supported(), true);
  json["rejected"] = CountJson(report.rejected(), true);
  json["pending"] = CountJson(report.pending(), false);
  json["supported_people"] = PeopleJson(report.supported_people());
  json["rejected_people"] = PeopleJson(report.rejected_people());
  json["born_abroad"] = Json::object();
  for (const auto& born : report.born_abroad()) {
    json["born_abroad"][born.country_code()] = born.people();
  }
  if (report.self_referred_cases() > 0) {
    json["self_referred_cases"] = report.self_referred_cases();
  }
  if (report.returned_again_people() > 0) {
    json["returned_again_people"] = report.returned_again_people();
  }
  if (report.erased_cases() > 0) json["erased_cases"] = report.erased_cases();
  json["services"] = Json::object();
  for (const auto& group : report.services()) {
    json["services"][group.code()] = GroupJson(group);
  }
  json["service_people_total"] = report.service_people_total();
  json["distinct_people_served"] = report.distinct_people_served();
  if (report.complaints() > 0) {
    json["complaints"] = {{"lodged", report.complaints()},
                          {"unanswered", report.complaints_unanswered()}};
  }
  if (report.emergencies() > 0) json["emergencies"] = report.emergencies();
  for (const auto& times : report.response_times()) {
    json["response_times"].push_back(TimesJson(times));
  }
  return json.dump();
}

std::string ReportText(const v1::Report& report, const Style& style) {
  std::string out =
      absl::StrCat("Programme ", report.programme_id(), ", as of ",
                   Moment(report.as_of_time()), ", position ",
                   Count(report.as_of_position()), "\n\n");
  absl::StrAppend(
      &out,
      RenderTable({{"APPLICATIONS"},
                   {"PEOPLE", true},
                   {"CASES", true},
                   {"OF CASES", true}},
                  {CountRow("applied", report.applied(), false),
                   CountRow("supported and closed", report.supported(), true),
                   CountRow("rejected", report.rejected(), true),
                   CountRow("pending", report.pending(), false)},
                  style));
  absl::StrAppend(&out, "\nsupported    ",
                  PeopleText(report.supported_people()), "\n");
  absl::StrAppend(&out, "rejected     ", PeopleText(report.rejected_people()),
                  "\n");
  std::string born;
  for (const auto& row : report.born_abroad()) {
    absl::StrAppend(&born, born.empty() ? "" : ", ", row.people(), " in ",
                    row.country_code());
  }
  absl::StrAppend(&out, "born abroad  ", born.empty() ? "none" : born, "\n");
  absl::StrAppend(&out, RareText(report), "\n");
  std::vector<std::vector<Cell>> rows;
  for (const auto& group : report.services()) {
    rows.push_back({{Words(group.code(), "")},
                    {Count(group.people())},
                    {GroupNote(group), Tone::kDim}});
  }
  rows.push_back({{"all services", Tone::kDim},
                  {Count(report.service_people_total())},
                  {"counts overlap", Tone::kDim}});
  rows.push_back({{"distinct people", Tone::kDim},
                  {Count(report.distinct_people_served())}});
  absl::StrAppend(
      &out,
      RenderTable({{"SERVICES"}, {"PEOPLE SERVED", true}, {""}}, rows, style));
  absl::StrAppend(&out, TimesText(report, style));
  return out;
}

}  // namespace referral::referralctl
