// What is fuzzed: each target takes any bytes at all and ends the process when
// the product breaks a promise. libFuzzer drives them (tests/fuzz.sh), and
// fuzz_seeds_test replays their seeds in every build. Not thread-safe.
#ifndef REFERRAL_TESTS_ROBUSTNESS_FUZZ_TARGETS_H_
#define REFERRAL_TESTS_ROBUSTNESS_FUZZ_TARGETS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace referral::fuzz {

// An input to start from.
struct Seed {
  std::string bytes;
  bool taken;  // what `run` must return for it
};

struct Target {
  absl::string_view name;
  // Whether the product took the input, in whole or in part. What it may not
  // do with any input is checked here.
  bool (*run)(absl::string_view input);
  // Made by the product's own builders, so that they follow its formats.
  std::vector<Seed> (*seeds)();
};

// A submitted message, through the router's gate.
Target GateTarget();
// The life of a case: messages of real acts, decided and applied.
Target DecideTarget();
// Text of a deployment and of a programme file.
Target ConfigTarget();
// A record as an agency's inbox gets it.
Target ReceivedTarget();
// A record as it lies in the log.
Target RecordTarget();

absl::Span<const Target> Targets();
// Ends the process when there is none of that name.
const Target& TargetOf(absl::string_view name);

// Ends the process, saying `what`, unless `promise` holds.
void Check(bool promise, absl::string_view what);
// A refusal can be answered: it has a reason of the catalogue, is no internal
// error, and is text that a terminal and a protobuf string take.
void CheckRefusal(const absl::Status& status);

}  // namespace referral::fuzz

#endif  // REFERRAL_TESTS_ROBUSTNESS_FUZZ_TARGETS_H_
