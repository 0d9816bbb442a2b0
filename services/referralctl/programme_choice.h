#ifndef REFERRAL_SERVICES_REFERRALCTL_PROGRAMME_CHOICE_H_
#define REFERRAL_SERVICES_REFERRALCTL_PROGRAMME_CHOICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

// The programme that `named` says; if it is empty, the one in force where there
// is only one. Errors: UNKNOWN_PROGRAMME  there are several: it lists them;
// those of GetStatus.
absl::StatusOr<std::string> ProgrammeOr(const Session& session,
                                        const std::string& named);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_PROGRAMME_CHOICE_H_
