#include "common/store/fatal.h"

#include <unistd.h>

#include <cstdio>

#include "common/base/errors.h"

namespace referral::store {

FatalHandler ExitAtOnce() {
  return [](const absl::Status& status) {
    std::fprintf(stderr, "fatal: %s\n", Describe(status).c_str());
    _exit(kDiskFailureExitCode);
  };
}

}  // namespace referral::store
