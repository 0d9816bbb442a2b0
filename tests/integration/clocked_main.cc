// The installed programs with a clock that a test moves:
//
//   clocked PROGRAM CLOCK_FILE [flags of PROGRAM]
//
// PROGRAM is "router" or the binary of an agency service.
#include <cstdio>
#include <string_view>

#include "common/base/clock.h"
#include "services/education/run_education.h"
#include "services/health/run_health.h"
#include "services/labour/run_labour.h"
#include "services/ngo/run_ngo.h"
#include "services/router/run_router.h"
#include "services/sms_intake/run_sms_intake.h"
#include "tests/support/file_clock.h"

namespace {

struct Program {
  std::string_view name;
  int (*run)(int argc, char** argv, const referral::Clock& clock);
};

constexpr Program kPrograms[] = {
    {"router", referral::router::RunRouter},
    {"sms-intake", referral::sms_intake::RunSmsIntake},
    {"health", referral::health::RunHealth},
    {"education", referral::education::RunEducation},
    {"labour", referral::labour::RunLabour},
    {"ngo", referral::ngo::RunNgo},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Program& program : kPrograms) {
    if (argc < 3 || program.name != argv[1]) continue;
    const referral::testing::FileClock clock(argv[2]);
    return program.run(argc - 2, argv + 2, clock);
  }
  std::fprintf(stderr, "usage: clocked PROGRAM CLOCK_FILE [flags]\n");
  return 2;
}
