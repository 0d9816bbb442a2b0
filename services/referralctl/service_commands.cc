#include "services/referralctl/service_commands.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/config/pathway_text.h"
#include "nlohmann/json.hpp"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/format.h"
#include "services/referralctl/programme_choice.h"
#include "services/referralctl/programme_source.h"

namespace referral::referralctl {
namespace {

using RouterStub = v1::RouterService::Stub;
using config::v1::Programme;

Cell PlacesCell(const v1::Capacity& row) {
  switch (row.state()) {
    case v1::CAPACITY_STATE_HAS_PLACES:
      return {row.places() == 0 ? "has places"
                                : absl::StrCat(Count(row.places()), " places"),
              Tone::kGood};
    case v1::CAPACITY_STATE_NONE:
      return {"none", Tone::kBad};
    default:
      return {Words(v1::CapacityState_Name(row.state()), "CAPACITY_STATE_"),
              Tone::kWarn};
  }
}

// The rows of one provider of one service.
void AddRows(const v1::LookUpServicesResponse::Offer& offer,
             const std::string& provider,
             std::vector<std::vector<Cell>>& rows) {
  const std::vector<Cell> begin = {{offer.service_code()},
                                   {provider},
                                   {Count(offer.response_working_days())}};
  bool says_something = false;
  for (const v1::Capacity& capacity : offer.capacities()) {
    if (capacity.agency() != provider) continue;
    std::vector<Cell>& row = rows.emplace_back(begin);
    row.push_back({capacity.region_code()});
    row.push_back(PlacesCell(capacity));
    row.push_back({Moment(capacity.published_time()), Tone::kDim});
    says_something = true;
  }
  if (says_something) return;
  std::vector<Cell>& row = rows.emplace_back(begin);
  row.insert(row.end(), 3, {std::string(kAbsent), Tone::kDim});
}

// The newest that the router recorded.
absl::StatusOr<Programme> Ask(const Session& session,
                              const std::string& named) {
  ASSIGN_OR_RETURN(const std::string id, ProgrammeOr(session, named));
  ASSIGN_OR_RETURN(const v1::ConfigFile file, FetchConfig(session, id, 0));
  return ParseProgramme(id, file.text());
}

absl::Status PrintPathways(const Programme& programme,
                           const PathwayQuestion& question) {
  ASSIGN_OR_RETURN(const std::string text,
                   question.dot
                       ? config::PathwayDot(programme, question.need)
                       : config::PathwayText(programme, question.need));
  Print(text);
  return absl::OkStatus();
}

}  // namespace

std::string ServiceTable(const v1::LookUpServicesResponse& offers,
                         const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& offer : offers.offers()) {
    for (const std::string& provider : offer.providers()) {
      AddRows(offer, provider, rows);
    }
  }
  return RenderTable({{"SERVICE"},
                      {"PROVIDER"},
                      {"DAYS", true},
                      {"REGION"},
                      {"PLACES"},
                      {"SINCE", false, Fit::kOptional}},
                     rows, style);
}

std::string PathwayTable(const Programme& programme, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  const auto text = [](const auto& list) {
    return list.empty() ? std::string(kAbsent) : absl::StrJoin(list, ", ");
  };
  for (const config::v1::Pathway& pathway : programme.pathways()) {
    rows.push_back({{pathway.need_code()},
                    {text(pathway.service_codes())},
                    {text(config::ProvidersOf(programme, pathway))},
                    {text(pathway.next_need_codes())},
                    {pathway.follow_up_months() == 0
                         ? std::string(kAbsent)
                         : absl::StrCat(pathway.follow_up_months())}});
  }
  return RenderTable({{"NEED"},
                      {"SERVICES", false, Fit::kCut},
                      {"PROVIDERS", false, Fit::kCut},
                      {"MAY LEAD TO", false, Fit::kCut},
                      {"MONTHS", true}},
                     rows, style);
}

std::string PathwaysJson(const Programme& programme) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const config::v1::Pathway& pathway : programme.pathways()) {
    rows.push_back({{"need", pathway.need_code()},
                    {"services", pathway.service_codes()},
                    {"providers", config::ProvidersOf(programme, pathway)},
                    {"next_needs", pathway.next_need_codes()},
                    {"follow_up_months", pathway.follow_up_months()}});
  }
  return absl::StrCat(Json({{"pathways", rows}}).dump(2), "\n");
}

absl::Status ListServices(const Session& session, const ServiceFilter& filter) {
  RouterStub stub(session.channel());
  v1::LookUpServicesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_programme_id(),
                   ProgrammeOr(session, filter.programme));
  request.set_need_code(filter.need);
  request.set_region_code(filter.region);
  request.set_language_code(filter.language);
  if (!filter.age.empty()) {
    ASSIGN_OR_RETURN(const v1::AgeGroup age,
                     ParseEnum<v1::AgeGroup>(filter.age, "--age", "AGE_GROUP_",
                                             &v1::AgeGroup_Parse));
    request.set_age_group(age);
  }
  ASSIGN_OR_RETURN(const v1::LookUpServicesResponse offers,
                   Call(session, stub, &RouterStub::LookUpServices, request));
  if (session.settings().json) {
    PrintJson(offers);
  } else {
    Print(ServiceTable(offers, session.style()));
  }
  return absl::OkStatus();
}

absl::Status ListPathways(const Session& session,
                          const PathwayQuestion& question) {
  ASSIGN_OR_RETURN(const Programme programme, Ask(session, question.programme));
  Print(question.json ? PathwaysJson(programme)
                      : PathwayTable(programme, session.style()));
  return absl::OkStatus();
}

absl::Status ShowPathways(const Session& session,
                          const PathwayQuestion& question) {
  ASSIGN_OR_RETURN(const Programme programme, Ask(session, question.programme));
  return PrintPathways(programme, question);
}

absl::Status ListPathwaysOfFile(const PathwayQuestion& question) {
  ASSIGN_OR_RETURN(const Programme programme, ReadProgramme(question.file));
  Print(question.json ? PathwaysJson(programme)
                      : PathwayTable(programme, StyleOfStdout()));
  return absl::OkStatus();
}

absl::Status ShowPathwaysOfFile(const PathwayQuestion& question) {
  ASSIGN_OR_RETURN(const Programme programme, ReadProgramme(question.file));
  return PrintPathways(programme, question);
}

}  // namespace referral::referralctl
