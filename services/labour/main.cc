#include "common/base/clock.h"
#include "services/labour/run_labour.h"

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::labour::RunLabour(argc, argv, clock);
}
