#include "services/router/rpc/paging.h"

#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"

namespace referral::router {

using storage::v1::CaseFile;

absl::StatusOr<int> PageSize(std::uint32_t asked) {
  if (asked > kMaxListPage) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("a page has 1 to ", kMaxListPage, " rows"),
                     "page_size");
  }
  return static_cast<int>(asked == 0 ? kDefaultListPage : asked);
}

absl::Status BadPageToken() {
  return MakeError(Reason::kInvalidField, "not a token of an earlier page",
                   "page_token");
}

std::string TokenOf(const PlaceInCase& place) {
  return absl::StrCat(place.case_id, ".", place.index);
}

absl::StatusOr<PlaceInCase> ParsePlace(const std::string& token) {
  PlaceInCase place;
  if (token.empty()) return place;
  const std::vector<std::string> pieces = absl::StrSplit(token, '.');
  if (pieces.size() != 2 || !CheckCaseId(pieces[0]).ok() ||
      !absl::SimpleAtoi(pieces[1], &place.index) || place.index < 0) {
    return BadPageToken();
  }
  place.case_id = pieces[0];
  return place;
}

absl::Status VisitAfter(
    const Ledger& ledger, const PlaceInCase& after,
    const std::function<bool(const CaseFile&, int first)>& visit) {
  if (!after.case_id.empty()) {
    ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                     ledger.ReadCaseFile(after.case_id));
    if (file.has_value() && !visit(*file, after.index + 1)) {
      return absl::OkStatus();
    }
  }
  return ledger.VisitCaseFiles(
      after.case_id, [&](const CaseFile& file) { return visit(file, 0); });
}

}  // namespace referral::router
