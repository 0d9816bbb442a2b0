// labour: the agency service of the Ministry of Labour and Social Protection.
#ifndef REFERRAL_SERVICES_LABOUR_RUN_LABOUR_H_
#define REFERRAL_SERVICES_LABOUR_RUN_LABOUR_H_

#include "common/base/clock.h"

namespace referral::labour {

// As agency::RunAgency: serves until it is told to stop; the exit code.
int RunLabour(int argc, char** argv, const Clock& clock);

}  // namespace referral::labour

#endif  // REFERRAL_SERVICES_LABOUR_RUN_LABOUR_H_
