#include "common/rpc/address.h"

#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::rpc {

std::string Address::ToString() const {
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

bool Address::IsLoopback() const {
  if (host == "localhost" || host == "::1") return true;
  // 127.0.0.0/8 in figures: a host name that only begins so may be anywhere.
  return absl::StartsWith(host, "127.") &&
         host.find_first_not_of("0123456789.") == std::string::npos;
}

absl::StatusOr<Address> ParseAddress(absl::string_view text) {
  const auto invalid = [text] {
    return MakeError(Reason::kInvalidField, "it is no host:port", text);
  };
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return invalid();
  absl::string_view host = text.substr(0, colon);
  const absl::string_view port = text.substr(colon + 1);
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  } else if (absl::StrContains(host, ':')) {
    return invalid();  // IPv6 without brackets: where does the port begin?
  }
  uint32_t number = 0;
  if (host.empty() || !absl::SimpleAtoi(port, &number) ||
      number > std::numeric_limits<uint16_t>::max()) {
    return invalid();
  }
  return Address{std::string(host), static_cast<uint16_t>(number)};
}

}  // namespace referral::rpc
