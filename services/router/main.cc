#include "common/base/clock.h"
#include "services/router/run_router.h"

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::router::RunRouter(argc, argv, clock);
}
