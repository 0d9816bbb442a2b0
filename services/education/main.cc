#include "common/base/clock.h"
#include "services/education/run_education.h"

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::education::RunEducation(argc, argv, clock);
}
