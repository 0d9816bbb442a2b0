#include "services/router/core/erased_case.h"

#include <optional>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/model/erasure.h"

namespace referral::router {

absl::StatusOr<bool> IsOfErasedCase(const Ledger& ledger,
                                    absl::string_view case_id,
                                    const absl::Status& opened) {
  if (opened.ok()) return false;
  if (!HasReason(opened, Reason::kKeyMissing)) return opened;
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   ledger.ReadCaseFile(case_id));
  if (file.has_value() && model::IsErased(*file)) return true;
  return opened;
}

}  // namespace referral::router
