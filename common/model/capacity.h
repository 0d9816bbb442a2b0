// What providers say of their places [33].
#ifndef REFERRAL_COMMON_MODEL_CAPACITY_H_
#define REFERRAL_COMMON_MODEL_CAPACITY_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/model/programmes.h"
#include "google/protobuf/repeated_field.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::model {

// Sorted by service, region and agency; one row of each.
using CapacityRows = google::protobuf::RepeatedPtrField<v1::Capacity>;

// One snapshot. Immutable; a lookup costs a binary search.
class CapacityBook {
 public:
  CapacityBook() = default;
  // `rows` as PutCapacity left them.
  explicit CapacityBook(CapacityRows rows) : rows_(std::move(rows)) {}

  // nullptr if `agency` has said nothing of this service in this region.
  const v1::Capacity* Find(absl::string_view service, absl::string_view region,
                           absl::string_view agency) const;
  // Every row of a service, by region and agency; an empty `region` stands for
  // all of them.
  absl::Span<const v1::Capacity* const> Of(absl::string_view service,
                                           absl::string_view region) const;

 private:
  CapacityRows rows_;
};

// Takes what `act` says into `rows`, in place of what its agency said before of
// the same service and region.
void PutCapacity(const v1::CapacityPublished& act, absl::Time published_time,
                 CapacityRows& rows);

// Whether `rows` has room for what of `acts` is new. Errors: INVALID_FIELD,
// beyond kMaxCapacities.
absl::Status CheckRoomForCapacities(const CapacityRows& rows,
                                    absl::Span<const v1::Act> acts);

// Whether `agency` may publish `rows`: 1 to kMaxCapacitiesPerCall, none twice,
// each of a service that lists it as a provider and of a region of the same
// programme. Fields that the router fills in are not looked at. Errors:
// INVALID_FIELD, UNKNOWN_SERVICE, each naming "capacities[i].field".
absl::Status CheckCapacities(const CapacityRows& rows, absl::string_view agency,
                             const ProgrammeBook& programmes);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CAPACITY_H_
