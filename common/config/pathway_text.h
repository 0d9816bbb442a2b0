// The pathways of a programme, for people: needs, the services that meet them,
// their providers, and who looks after people later [26]. Pure, thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_PATHWAY_TEXT_H_
#define REFERRAL_COMMON_CONFIG_PATHWAY_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::config {

// The pathways that are reached from `need`, itself first; all of the
// programme if it is empty. Pointers into `programme`.
// Errors: NOT_FOUND  the programme has no such need
absl::StatusOr<std::vector<const v1::Pathway*>> PathwaysFrom(
    const v1::Programme& programme, absl::string_view need);

// A block for each of them. Errors: as PathwaysFrom.
absl::StatusOr<std::string> PathwayText(const v1::Programme& programme,
                                        absl::string_view need);

// The same as a graph in the language of Graphviz. Errors: as PathwaysFrom.
absl::StatusOr<std::string> PathwayDot(const v1::Programme& programme,
                                       absl::string_view need);

// Providers of the services of `pathway`, in order, each once.
std::vector<std::string> ProvidersOf(const v1::Programme& programme,
                                     const v1::Pathway& pathway);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_PATHWAY_TEXT_H_
