// Addresses of the form host:port.
#ifndef REFERRAL_COMMON_RPC_ADDRESS_H_
#define REFERRAL_COMMON_RPC_ADDRESS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace referral::rpc {

struct Address {
  std::string host;  // without brackets
  uint16_t port = 0;
  // host:port, IPv6 in brackets.
  std::string ToString() const;
  // 127.0.0.0/8, ::1 or localhost: never leaves this machine.
  bool IsLoopback() const;
};

// Errors: INVALID_FIELD.
absl::StatusOr<Address> ParseAddress(absl::string_view text);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_ADDRESS_H_
