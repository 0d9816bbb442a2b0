#include "tests/robustness/fuzz/targets.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/utf8.h"

namespace referral::fuzz {

absl::Span<const Target> Targets() {
  static const auto* targets =
      new std::vector<Target>{GateTarget(), DecideTarget(), ConfigTarget(),
                              ReceivedTarget(), RecordTarget()};
  return *targets;
}

const Target& TargetOf(absl::string_view name) {
  for (const Target& target : Targets()) {
    if (target.name == name) return target;
  }
  Check(false, absl::StrCat("no target \"", name, "\""));
  std::abort();
}

void Check(bool promise, absl::string_view what) {
  if (promise) return;
  std::fprintf(stderr, "a promise is broken: %.*s\n",
               static_cast<int>(what.size()), what.data());
  std::abort();
}

void CheckRefusal(const absl::Status& status) {
  const std::string text = Describe(status);
  Check(!ReasonCode(status).empty(), absl::StrCat("no reason: ", text));
  Check(!HasReason(status, Reason::kInternal), text);
  Check(IsValidUtf8(text) && !HasControlCharacters(text),
        absl::StrCat("a refusal that cannot be printed: ",
                     absl::CHexEscape(text)));
}

}  // namespace referral::fuzz
