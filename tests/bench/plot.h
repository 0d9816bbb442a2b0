// Results as a picture.
#ifndef REFERRAL_TESTS_BENCH_PLOT_H_
#define REFERRAL_TESTS_BENCH_PLOT_H_

#include <string>
#include <vector>

#include "tests/bench/schedule.h"

namespace referral::bench {

// A bar for each subject: its median, and its range as a line. Those that do
// the same stand together, ours in a colour of their own. Messages a second;
// where the load says how many there are, how long one takes. SVG, on a
// background of its own.
std::string PlotOf(const Schedule& schedule,
                   const std::vector<Result>& results);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PLOT_H_
