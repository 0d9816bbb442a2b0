#ifndef REFERRAL_SERVICES_ROUTER_CORE_VERIFICATION_H_
#define REFERRAL_SERVICES_ROUTER_CORE_VERIFICATION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/evidence/key_book.h"
#include "services/router/core/case_check.h"
#include "services/router/core/checked_rounds.h"
#include "services/router/core/finding.h"
#include "services/router/core/ledger.h"
#include "services/router/core/record_check.h"
#include "services/router/core/recorded_erasures.h"
#include "services/router/core/round_chain_check.h"
#include "services/router/core/unseal.h"

namespace referral::router {

// Verifies one case, or the chain of rounds, every case and the router's own
// log, from what lies on the disk alone, step by step. Changes nothing; may run
// beside the sequencer. Not thread-safe.
class Verification {
 public:
  struct Options {
    std::string home;
    // A case, or the router's own log. Empty: everything.
    std::string case_id;
    // A store of --insecure-loopback, in which nothing is signed.
    bool insecure = false;
    Unseal unseal = nullptr;  // nullptr: with the keys of the ledger
  };

  // `ledger` outlives it. Errors: DISK_FAILED.
  static absl::StatusOr<std::unique_ptr<Verification>> Begin(
      const Ledger& ledger, Options options);

  // Some tens of milliseconds of work; adds what was found to `findings`. Only
  // until it is done.
  // Errors: CASE_NOT_FOUND  there is no such case; DISK_FAILED.
  absl::Status Step(std::vector<CaseFinding>& findings);
  bool done() const { return listed_ && next_ == case_ids_.size(); }

  // So far. The total is 0 as long as the rounds are being read.
  std::uint64_t cases_checked() const { return next_; }
  std::uint64_t cases_total() const { return case_ids_.size(); }
  std::uint64_t records_checked() const { return records_checked_; }

 private:
  Verification(const Ledger& ledger, Options options,
               std::optional<evidence::KeyBook> keys, Erasures erasures);

  absl::Status ListCases();
  absl::Status CheckNext(std::vector<CaseFinding>& findings);
  absl::StatusOr<CaseCheckResult> CheckOne(const std::string& case_id);
  absl::StatusOr<bool> WasErasedMeanwhile(const std::string& case_id);

  const Ledger& ledger_;
  const std::string home_;
  const std::optional<evidence::KeyBook> keys_;
  const Unseal unseal_;
  Erasures erasures_;
  CheckedRounds rounds_;
  RoundChainCheck chain_;
  RecordCheck check_;

  const bool everything_;
  bool listed_;  // what is to be checked is known
  std::vector<std::string> case_ids_;
  std::size_t next_ = 0;
  std::uint64_t records_checked_ = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_VERIFICATION_H_
