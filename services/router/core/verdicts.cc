#include "services/router/core/verdicts.h"

#include <utility>

#include "common/base/status_macros.h"

namespace referral::router {

void Verdicts::Decided(SubmitDone done, absl::StatusOr<size_t> index) {
  verdicts_.push_back({std::move(done), std::move(index), "", 0, nullptr});
}

void Verdicts::Known(SubmitDone done, std::string case_id,
                     std::uint64_t sequence) {
  verdicts_.push_back(
      {std::move(done), size_t{0}, std::move(case_id), sequence, nullptr});
}

void Verdicts::AfterAnswers(std::function<void()> answered) {
  verdicts_.back().after = std::move(answered);
}

absl::Status Verdicts::Answer(const RoundBuilder& round,
                              const RoundProver& prover) {
  for (Verdict& verdict : verdicts_) {
    if (verdict.done) RETURN_IF_ERROR(Tell(verdict, round, prover));
    if (verdict.after) verdict.after();
  }
  return absl::OkStatus();
}

absl::Status Verdicts::Tell(const Verdict& verdict, const RoundBuilder& round,
                            const RoundProver& prover) {
  if (!verdict.index.ok()) {
    verdict.done(verdict.index.status());
  } else if (verdict.sequence == 0) {
    verdict.done(round.ReceiptOf(*verdict.index));
  } else {
    ASSIGN_OR_RETURN(v1::Receipt receipt,
                     prover.ReadReceipt(verdict.case_id, verdict.sequence));
    verdict.done(std::move(receipt));
  }
  return absl::OkStatus();
}

}  // namespace referral::router
