#include "common/base/clock.h"
#include "services/health/run_health.h"

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::health::RunHealth(argc, argv, clock);
}
