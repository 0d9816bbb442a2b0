// ngo: the service of a non-governmental organisation, one process each;
// --agency says which.
#ifndef REFERRAL_SERVICES_NGO_RUN_NGO_H_
#define REFERRAL_SERVICES_NGO_RUN_NGO_H_

#include "common/base/clock.h"

namespace referral::ngo {

// As agency::RunAgency: serves until it is told to stop; the exit code.
int RunNgo(int argc, char** argv, const Clock& clock);

}  // namespace referral::ngo

#endif  // REFERRAL_SERVICES_NGO_RUN_NGO_H_
