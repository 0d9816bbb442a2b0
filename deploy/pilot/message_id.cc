#include "deploy/pilot/message_id.h"

#include "absl/strings/str_cat.h"
#include "common/base/key_codec.h"
#include "common/crypto/digest.h"

namespace referral::pilot {

std::string DerivedUuid(absl::string_view programme, absl::string_view line,
                        absl::string_view name) {
  // Lengths first: no two triples run together to the same bytes.
  const crypto::Digest digest = crypto::Blake2b256(
      "referral-pilot-id", {EncodeU64(programme.size()), programme,
                            EncodeU64(line.size()), line, name});
  std::string hex = crypto::ToHex(digest).substr(0, 32);
  hex[12] = '8';                      // version: custom
  hex[16] = "89ab"[digest[8] & 0x3];  // variant
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace referral::pilot
