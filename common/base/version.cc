#include "common/base/version.h"

namespace referral {

const char kVersion[] = REFERRAL_VERSION;

}  // namespace referral
