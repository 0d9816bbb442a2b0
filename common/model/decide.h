// The rules: what a message does to a case, as pure functions. No clock, no
// disk, no network, no logger.
#ifndef REFERRAL_COMMON_MODEL_DECIDE_H_
#define REFERRAL_COMMON_MODEL_DECIDE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/model/directory.h"
#include "common/model/programmes.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::model {

class CapacityBook;

// A UUID that follows from `name` alone; see crypto::NamedUuid.
using NamedUuid = std::string (*)(absl::string_view name);

// What a decision may look at besides the case: one snapshot a round.
struct Context {
  absl::Time now;
  const ProgrammeBook& programmes;
  const Directory& directory;
  NamedUuid named_uuid;
  const CapacityBook* capacity = nullptr;  // null: nobody has said anything
};

// A message of the case that a section of another one corrects.
struct CorrectedMessage {
  std::string message_id;
  std::vector<std::string> senders;  // of all that have this id; not empty
};

// A message as the gate let it through. Views must outlive the call.
struct Incoming {
  absl::string_view case_id;
  absl::string_view sender;
  absl::string_view message_id;
  absl::Span<const v1::Act> acts;
  absl::Span<const v1::Section> sections;
  // Of the router itself; `sender` is its home code then.
  bool own = false;
  // What of the case's messages the sections say they correct.
  absl::Span<const CorrectedMessage> corrected = {};
};

// Whether `message` may happen to `file` now, and what follows from it. All
// acts of a message or none: a later act sees the effect of an earlier one.
// A case that does not exist yet has last_sequence 0; only an announcement or
// an application opens one. Errors name the act: "acts[1].referral_requested".
// Errors: any rule's reason of common/base/errors.h; nothing is changed.
absl::StatusOr<v1::Effects> Decide(const storage::v1::CaseFile& file,
                                   const Incoming& message,
                                   const Context& context);

// A recorded message, as Apply needs it.
struct Recorded {
  absl::string_view case_id;
  absl::string_view sender;
  absl::string_view message_id;
  absl::string_view record_digest;  // 32 bytes
  std::uint64_t sequence = 0;
  absl::Time recorded_time;
  absl::Span<const v1::Act> acts;
  const v1::Effects& effects;
};

// Brings `file` up to and including `record`. Needs neither programme nor
// clock: applying the records of a case in order to an empty file gives the
// same file, for ever. `record` must be the next one (sequence =
// last_sequence + 1) and must have come from Decide.
void Apply(storage::v1::CaseFile& file, const Recorded& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_DECIDE_H_
