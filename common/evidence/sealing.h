// What sealed parts, effects and rows are bound to: sealed for one place, they
// open in no other. Pure functions.
#ifndef REFERRAL_COMMON_EVIDENCE_SEALING_H_
#define REFERRAL_COMMON_EVIDENCE_SEALING_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace referral::evidence {

// A part and the effects of a record in the router's log.
std::string PartContext(absl::string_view case_id, absl::string_view message_id,
                        uint32_t index);
std::string EffectsContext(absl::string_view case_id,
                           absl::string_view message_id);

// A message in an outbox and a record that came through an inbox, at an
// agency.
std::string OutboxContext(absl::string_view case_id,
                          absl::string_view message_id);
std::string ReceivedContext(absl::string_view case_id, uint64_t sequence);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_SEALING_H_
