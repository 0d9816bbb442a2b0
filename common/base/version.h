#ifndef REFERRAL_COMMON_BASE_VERSION_H_
#define REFERRAL_COMMON_BASE_VERSION_H_

namespace referral {

// Version of the software, as the build has it: "0.1.0".
extern const char kVersion[];

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_VERSION_H_
