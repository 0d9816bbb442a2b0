// Whom the router may ask for a service, and in which order [33].
#ifndef REFERRAL_COMMON_MODEL_CANDIDATES_H_
#define REFERRAL_COMMON_MODEL_CANDIDATES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/model/act_input.h"
#include "google/protobuf/repeated_field.h"

namespace referral::model {

// A service that somebody wants somewhere.
struct Demand {
  const config::v1::Service& service;
  absl::string_view region_code;
  absl::string_view requester;
  // Receivers that were asked before.
  std::vector<absl::string_view> tried;
};

struct Candidates {
  // By what they say of their places (has places, says nothing, must assess
  // first, waiting list), then in the programme's order.
  std::vector<std::string> ranked;
  // Further ones that say that they have none.
  int full = 0;
};

// Providers of the service that are in the directory as such, have not left,
// serve the region, do not ask themselves and were not tried.
Candidates FindCandidates(const Context& context, const Demand& demand);

// Whether `agency` serves `region_code` and has not left.
bool ServesRegion(const config::v1::Agency& agency,
                  absl::string_view region_code);

// Whether `service` is for people of this age; an age that is not recorded
// is fine [6].
bool IsForAge(const config::v1::Service& service, v1::AgeGroup age_group);

// Whether the service is for everybody it is asked for. Errors: NOT_OFFERED.
absl::Status CheckAges(
    const ActInput& input, const config::v1::Service& service,
    const google::protobuf::RepeatedPtrField<std::string>& person_ids);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CANDIDATES_H_
