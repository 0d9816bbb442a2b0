// Reading beside the store's thread what that thread may be sealing anew.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_READ_AGAIN_H_
#define REFERRAL_SERVICES_AGENCY_STORE_READ_AGAIN_H_

#include "common/base/errors.h"

namespace referral::agency {

// What `read` gives. Where a key was renewed between reading a row and opening
// it, the row is read again: by then it is there, sealed with the new key. A
// key is renewed once for a withdrawn consent, so that a few tries are many.
template <typename Read>
auto ReadAgainIfRenewed(Read read) {
  auto result = read();
  for (int i = 0; i < 3 && HasReason(result.status(), Reason::kKeyMissing);
       ++i) {
    result = read();
  }
  return result;
}

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_READ_AGAIN_H_
