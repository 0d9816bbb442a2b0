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
    if (verdict.done) {
      if (verdict.index.ok()) {
        ASSIGN_OR_RETURN(v1::Receipt receipt,
                         ReceiptOf(verdict, round, prover));
        verdict.done(std::move(receipt));
      } else {
        verdict.done(verdict.index.status());
      }
    }
    if (verdict.after) verdict.after();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Receipt> Verdicts::ReceiptOf(const Verdict& verdict,
                                                const RoundBuilder& round,
                                                const RoundProver& prover) {
  if (verdict.sequence == 0) return round.ReceiptOf(*verdict.index);
  return prover.ReadReceipt(verdict.case_id, verdict.sequence);
}

}  // namespace referral::router
