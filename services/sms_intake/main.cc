#include "common/base/clock.h"
#include "services/sms_intake/run_sms_intake.h"

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::sms_intake::RunSmsIntake(argc, argv, clock);
}
