#include "common/base/clock.h"
#include "services/ngo/run_ngo.h"

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::ngo::RunNgo(argc, argv, clock);
}
