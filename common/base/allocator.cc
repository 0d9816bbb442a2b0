// How programs that take their memory from mimalloc get and keep it.
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
  // A router works all over its memory: with small pages, where each lies is
  // looked up again and again.
  mi_option_set_enabled_default(mi_option_large_os_pages, true);
  return true;
}();

}  // namespace
}  // namespace referral
