#include "common/model/act_input.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/model/lifecycle.h"

namespace referral::model {

std::string ActInput::At(absl::string_view field) const {
  const std::string place = absl::StrCat("acts[", index, "].", ActName(act));
  return field.empty() ? place : absl::StrCat(place, ".", field);
}

absl::Status ActInput::Error(Reason reason, absl::string_view what,
                             absl::string_view field) const {
  return MakeError(reason, what, At(field));
}

absl::Status ActInput::Located(absl::Status status) const {
  status.SetPayload(kWherePayload, absl::Cord(At()));
  return status;
}

}  // namespace referral::model
