// How programs that take their memory from mimalloc keep it.
#include <mimalloc.h>

namespace referral {
namespace {

// What is free stays with the program for some seconds: under load it is used
// again at once, and the pages need not come from the kernel anew. Free memory
// is given back only when some more is freed, so a program that falls idle
// after a load keeps what it had.
constexpr long kKeepFreeMilliseconds = 10'000;

[[maybe_unused]] const bool kSet = [] {
  mi_option_set_default(mi_option_decommit_delay, kKeepFreeMilliseconds);
  mi_option_set_default(mi_option_segment_decommit_delay,
                        kKeepFreeMilliseconds);
  return true;
}();

}  // namespace
}  // namespace referral
