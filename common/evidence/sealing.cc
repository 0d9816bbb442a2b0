#include "common/evidence/sealing.h"

#include "absl/strings/str_cat.h"

namespace referral::evidence {

// Ids hold no blanks: two places never have the same context.

std::string PartContext(absl::string_view case_id, absl::string_view message_id,
                        uint32_t index) {
  return absl::StrCat("referral.v1.part ", case_id, " ", message_id, " ",
                      index);
}

std::string EffectsContext(absl::string_view case_id,
                           absl::string_view message_id) {
  return absl::StrCat("referral.v1.effects ", case_id, " ", message_id);
}

std::string OutboxContext(absl::string_view case_id,
                          absl::string_view message_id) {
  return absl::StrCat("referral.v1.outbox ", case_id, " ", message_id);
}

std::string ReceivedContext(absl::string_view case_id, uint64_t sequence) {
  return absl::StrCat("referral.v1.received ", case_id, " ", sequence);
}

}  // namespace referral::evidence
