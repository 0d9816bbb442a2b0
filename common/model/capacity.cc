#include "common/model/capacity.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using Key = std::tuple<absl::string_view, absl::string_view, absl::string_view>;

// Of a row, or of an act that becomes one.
template <typename Row>
Key KeyOf(const Row& row) {
  return {row.service_code(), row.region_code(), row.agency()};
}

// Index of the first row whose key is not before `key`.
int LowerBound(const CapacityRows& rows, const Key& key) {
  const auto found = std::lower_bound(
      rows.begin(), rows.end(), key,
      [](const v1::Capacity& row, const Key& k) { return KeyOf(row) < k; });
  return static_cast<int>(found - rows.begin());
}

bool Has(const CapacityRows& rows, int index, const Key& key) {
  return index < rows.size() && KeyOf(rows[index]) == key;
}

std::string At(int index, absl::string_view field) {
  return absl::StrCat("capacities[", index, "].", field);
}

absl::Status CheckState(const v1::Capacity& row, int index) {
  if (row.state() == v1::CAPACITY_STATE_UNSPECIFIED ||
      !v1::CapacityState_IsValid(row.state())) {
    return MakeError(Reason::kInvalidField, "state is required",
                     At(index, "state"));
  }
  if (row.places() > 0 && row.state() != v1::CAPACITY_STATE_HAS_PLACES) {
    return MakeError(Reason::kInvalidField,
                     "only a provider that has places says how many",
                     At(index, "places"));
  }
  if (row.places() > kMaxPlaces) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("more than ", kMaxPlaces, " places"),
                     At(index, "places"));
  }
  return absl::OkStatus();
}

// Any version will do: a case keeps the one it was opened under [14].
absl::Status CheckPlace(const v1::Capacity& row, int index,
                        absl::string_view agency,
                        const ProgrammeBook& programmes) {
  const auto provides = [&](const Programme& programme) {
    const config::v1::Service* service =
        programme.FindService(row.service_code());
    return service != nullptr &&
           absl::c_linear_search(service->providers(), agency);
  };
  if (!programmes.Any(provides)) {
    return MakeError(Reason::kUnknownService,
                     "no programme has such a service of this provider",
                     At(index, "service_code"));
  }
  if (!programmes.Any([&](const Programme& programme) {
        return provides(programme) &&
               programme.FindRegion(row.region_code()) != nullptr;
      })) {
    return MakeError(Reason::kInvalidField,
                     "the service's programme has no such region",
                     At(index, "region_code"));
  }
  return absl::OkStatus();
}

}  // namespace

const v1::Capacity* CapacityBook::Find(absl::string_view service,
                                       absl::string_view region,
                                       absl::string_view agency) const {
  const Key key(service, region, agency);
  const int index = LowerBound(rows_, key);
  return Has(rows_, index, key) ? &rows_[index] : nullptr;
}

absl::Span<const v1::Capacity* const> CapacityBook::Of(
    absl::string_view service, absl::string_view region) const {
  const int first = LowerBound(rows_, {service, region, ""});
  int last = first;
  while (last < rows_.size() && rows_[last].service_code() == service &&
         (region.empty() || rows_[last].region_code() == region)) {
    ++last;
  }
  return {rows_.data() + first, static_cast<size_t>(last - first)};
}

void PutCapacity(const v1::CapacityPublished& act, absl::Time published_time,
                 CapacityRows& rows) {
  const int index = LowerBound(rows, KeyOf(act));
  if (!Has(rows, index, KeyOf(act))) {
    v1::Capacity& added = *rows.Add();
    added.set_agency(act.agency());
    added.set_service_code(act.service_code());
    added.set_region_code(act.region_code());
    std::rotate(rows.pointer_begin() + index, rows.pointer_end() - 1,
                rows.pointer_end());
  }
  v1::Capacity& row = rows[index];
  row.set_state(act.state());
  row.set_places(act.places());
  SetTime(published_time, *row.mutable_published_time());
}

absl::Status CheckRoomForCapacities(const CapacityRows& rows,
                                    absl::Span<const v1::Act> acts) {
  size_t total = static_cast<size_t>(rows.size());
  for (const v1::Act& act : acts) {
    if (!act.has_capacity_published()) continue;
    const Key key = KeyOf(act.capacity_published());
    if (!Has(rows, LowerBound(rows, key), key)) ++total;
  }
  if (total <= kMaxCapacities) return absl::OkStatus();
  return MakeError(Reason::kInvalidField,
                   absl::StrCat("the router keeps at most ", kMaxCapacities,
                                " rows of capacity"),
                   "capacities");
}

absl::Status CheckCapacities(const CapacityRows& rows, absl::string_view agency,
                             const ProgrammeBook& programmes) {
  if (rows.empty() || rows.size() > static_cast<int>(kMaxCapacitiesPerCall)) {
    return MakeError(
        Reason::kInvalidField,
        absl::StrCat("a call has 1 to ", kMaxCapacitiesPerCall, " rows"),
        "capacities");
  }
  std::set<std::pair<absl::string_view, absl::string_view>> seen;
  for (int i = 0; i < rows.size(); ++i) {
    RETURN_IF_ERROR(CheckState(rows[i], i));
    RETURN_IF_ERROR(CheckPlace(rows[i], i, agency, programmes));
    if (!seen.emplace(rows[i].service_code(), rows[i].region_code()).second) {
      return MakeError(Reason::kInvalidField,
                       "an earlier row has the same service and region",
                       At(i, "service_code"));
    }
  }
  return absl::OkStatus();
}

}  // namespace referral::model
