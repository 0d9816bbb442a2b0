// Every clock of a case, as its file has it. Pure functions.
#ifndef REFERRAL_COMMON_MODEL_CLOCKS_H_
#define REFERRAL_COMMON_MODEL_CLOCKS_H_

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/referral/storage/v1/case_file.pb.h"

namespace referral::model {

// A clock that is set. Views last as long as the file.
struct SetClock {
  v1::Clock clock;
  absl::string_view subject_id;
  absl::Time due;
  absl::string_view agency;  // who should act
  // If not, it stands still: held, or of a case that has ended and may be
  // opened again.
  bool running;
};

// Visits the clocks that are set in `file`, whether or not they have run out.
void VisitClocks(const storage::v1::CaseFile& file,
                 absl::FunctionRef<void(const SetClock&)> visit);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CLOCKS_H_
