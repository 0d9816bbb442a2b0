#include "common/model/candidates.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/model/capacity.h"
#include "common/model/case_file.h"

namespace referral::model {
namespace {

v1::CapacityState StateOf(const Context& context, const Demand& demand,
                          absl::string_view agency) {
  if (context.capacity == nullptr) return v1::CAPACITY_STATE_UNSPECIFIED;
  const v1::Capacity* row =
      context.capacity->Find(demand.service.code(), demand.region_code, agency);
  return row == nullptr ? v1::CAPACITY_STATE_UNSPECIFIED : row->state();
}

// The lower, the sooner people are helped.
int RankOf(v1::CapacityState state) {
  switch (state) {
    case v1::CAPACITY_STATE_HAS_PLACES:
      return 0;
    case v1::CAPACITY_STATE_MUST_ASSESS:
      return 2;
    case v1::CAPACITY_STATE_WAITING_LIST:
      return 3;
    default:
      return 1;
  }
}

bool MayBeAsked(const Context& context, const Demand& demand,
                const std::string& agency) {
  const config::v1::Agency* found = context.directory.Find(agency);
  return found != nullptr && found->role() == v1::AGENCY_ROLE_PROVIDER &&
         ServesRegion(*found, demand.region_code) &&
         agency != demand.requester &&
         !absl::c_linear_search(demand.tried, agency);
}

}  // namespace

bool ServesRegion(const config::v1::Agency& agency,
                  absl::string_view region_code) {
  return agency.successor().empty() &&
         (agency.region_codes().empty() ||
          absl::c_linear_search(agency.region_codes(), region_code));
}

Candidates FindCandidates(const Context& context, const Demand& demand) {
  Candidates candidates;
  std::vector<std::pair<int, std::string>> ranked;
  for (const std::string& agency : demand.service.providers()) {
    if (!MayBeAsked(context, demand, agency)) continue;
    const v1::CapacityState state = StateOf(context, demand, agency);
    if (state == v1::CAPACITY_STATE_NONE) {
      ++candidates.full;
    } else {
      ranked.emplace_back(RankOf(state), agency);
    }
  }
  std::stable_sort(
      ranked.begin(), ranked.end(),
      [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [rank, agency] : ranked) {
    candidates.ranked.push_back(std::move(agency));
  }
  return candidates;
}

bool IsForAge(const config::v1::Service& service, v1::AgeGroup age_group) {
  return age_group == v1::AGE_GROUP_UNSPECIFIED ||
         service.age_groups().empty() ||
         absl::c_linear_search(service.age_groups(),
                               static_cast<int>(age_group));
}

absl::Status CheckAges(
    const ActInput& input, const config::v1::Service& service,
    const google::protobuf::RepeatedPtrField<std::string>& person_ids) {
  for (const std::string& id : person_ids) {
    const storage::v1::Person* person = FindPerson(input.file, id);
    if (person == nullptr || IsForAge(service, person->person().age_group())) {
      continue;
    }
    return input.Error(
        Reason::kNotOffered,
        absl::StrCat(service.code(), " is not offered for the age of person ",
                     id),
        "person_ids");
  }
  return absl::OkStatus();
}

}  // namespace referral::model
