#include "common/crypto/named_uuid.h"

#include "common/base/ids.h"
#include "common/crypto/digest.h"

namespace referral::crypto {

std::string NamedUuid(absl::string_view name) {
  return UuidV8(Blake2b256("referral.v1.uuid", name));
}

}  // namespace referral::crypto
