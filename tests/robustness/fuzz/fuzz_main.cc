// One target under libFuzzer, which brings main(). REFERRAL_FUZZ_TARGET names
// it.
#include <cstddef>
#include <cstdint>

#include "google/protobuf/stubs/logging.h"
#include "tests/robustness/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const referral::fuzz::Target& target =
      referral::fuzz::TargetOf(REFERRAL_FUZZ_TARGET);
  static const google::protobuf::LogSilencer quiet;
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
