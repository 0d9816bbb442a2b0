#include "services/agency/rpc/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/limits.h"

namespace referral::agency {

std::string MakePageToken(absl::string_view list, absl::string_view key) {
  if (key.empty()) return "";
  return absl::WebSafeBase64Escape(absl::StrCat(list, ":", key));
}

absl::StatusOr<std::string> ParsePageToken(absl::string_view list,
                                           absl::string_view token) {
  if (token.empty()) return std::string();
  std::string text;
  if (absl::WebSafeBase64Unescape(token, &text)) {
    absl::string_view key = text;
    if (absl::ConsumePrefix(&key, absl::StrCat(list, ":")) && !key.empty()) {
      return std::string(key);
    }
  }
  return MakeError(Reason::kInvalidField, "no token of this list",
                   "page_token");
}

absl::StatusOr<size_t> ParsePageSize(uint32_t page_size) {
  if (page_size == 0) return kDefaultListPage;
  if (page_size <= kMaxListPage) return page_size;
  return MakeError(Reason::kInvalidField,
                   absl::StrCat("1 to ", kMaxListPage, " rows are a page"),
                   "page_size");
}

}  // namespace referral::agency
