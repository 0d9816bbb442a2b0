// education: the agency service of the Ministry of Education.
#ifndef REFERRAL_SERVICES_EDUCATION_RUN_EDUCATION_H_
#define REFERRAL_SERVICES_EDUCATION_RUN_EDUCATION_H_

#include "common/base/clock.h"

namespace referral::education {

// As agency::RunAgency: serves until it is told to stop; the exit code.
int RunEducation(int argc, char** argv, const Clock& clock);

}  // namespace referral::education

#endif  // REFERRAL_SERVICES_EDUCATION_RUN_EDUCATION_H_
