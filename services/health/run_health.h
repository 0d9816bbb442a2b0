// health: the agency service of the Ministry of Health.
#ifndef REFERRAL_SERVICES_HEALTH_RUN_HEALTH_H_
#define REFERRAL_SERVICES_HEALTH_RUN_HEALTH_H_

#include "common/base/clock.h"

namespace referral::health {

// As agency::RunAgency: serves until it is told to stop; the exit code.
int RunHealth(int argc, char** argv, const Clock& clock);

}  // namespace referral::health

#endif  // REFERRAL_SERVICES_HEALTH_RUN_HEALTH_H_
