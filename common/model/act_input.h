// What the rules of every topic get to look at.
#ifndef REFERRAL_COMMON_MODEL_ACT_INPUT_H_
#define REFERRAL_COMMON_MODEL_ACT_INPUT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "common/model/decide.h"
#include "common/model/directory.h"
#include "common/model/programmes.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"

namespace referral::model {

// One act under decision. Each topic's Check takes it, refuses the act or
// fills in its effects; each topic's Apply needs the effects alone.
struct ActInput {
  // As the earlier acts of the message left it.
  const storage::v1::CaseFile& file;
  const v1::Act& act;
  int index;  // of the act in its message
  absl::string_view case_id;
  absl::string_view sender;
  // That of the case; for an opening act the newest of the programme named.
  const Programme& programme;
  const Context& context;
  // Today and the day the act happened, in the programme's time zone.
  absl::CivilDay today;
  absl::CivilDay occurred;

  // Where in the message: "acts[1].plan_agreed.start_date".
  std::string At(absl::string_view field = "") const;
  // An error of the catalogue at that place.
  absl::Status Error(Reason reason, absl::string_view what,
                     absl::string_view field = "") const;
  // `status`, an error that knows only its act's name, at that place.
  absl::Status Located(absl::Status status) const;
};

// What Apply knows of a record besides act and effects.
struct ActRecord {
  absl::string_view sender;
  absl::string_view message_id;
  std::uint64_t sequence;
  absl::Time recorded_time;
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_ACT_INPUT_H_
