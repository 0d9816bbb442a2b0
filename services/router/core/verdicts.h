#ifndef REFERRAL_SERVICES_ROUTER_CORE_VERDICTS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_VERDICTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/router/core/round_builder.h"
#include "services/router/core/round_prover.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// What to tell the senders of a round, in the order in which it was decided,
// once the round is on disk. Not thread-safe.
class Verdicts {
 public:
  // A message was decided now: it is the record at an index of this round, or
  // refused. `done` may be empty.
  void Decided(SubmitDone done, absl::StatusOr<size_t> index);
  // It was recorded before, in this round or an earlier one.
  void Known(SubmitDone done, std::string case_id, std::uint64_t sequence);
  // `answered` is called once everything so far is answered; there must be
  // something. It may be empty.
  void AfterAnswers(std::function<void()> answered);

  // Answers everyone; `round` is finished. Once.
  // Errors: those of RoundProver::ReadReceipt; nobody after it is answered.
  absl::Status Answer(const RoundBuilder& round, const RoundProver& prover);

 private:
  struct Verdict {
    SubmitDone done;
    absl::StatusOr<size_t> index;
    std::string case_id;         // if known before
    std::uint64_t sequence = 0;  // 0: it was not
    std::function<void()> after;
  };

  static absl::Status Tell(const Verdict& verdict, const RoundBuilder& round,
                           const RoundProver& prover);

  std::vector<Verdict> verdicts_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_VERDICTS_H_
