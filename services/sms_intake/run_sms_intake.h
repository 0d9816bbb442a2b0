// sms-intake: the agency service of the State Migration Service.
#ifndef REFERRAL_SERVICES_SMS_INTAKE_RUN_SMS_INTAKE_H_
#define REFERRAL_SERVICES_SMS_INTAKE_RUN_SMS_INTAKE_H_

#include "common/base/clock.h"

namespace referral::sms_intake {

// As agency::RunAgency: serves until it is told to stop; the exit code.
int RunSmsIntake(int argc, char** argv, const Clock& clock);

}  // namespace referral::sms_intake

#endif  // REFERRAL_SERVICES_SMS_INTAKE_RUN_SMS_INTAKE_H_
