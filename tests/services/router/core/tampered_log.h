// A log that somebody has had a hand in, and what a verification says of it.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_TAMPERED_LOG_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_TAMPERED_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "services/router/core/verification.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/services/router/core/signed_log.h"

namespace referral::router::testing {

// Turns one bit of `bytes`.
void Flip(std::string& bytes);

// A log as SignedLog fills it, and what is done to it.
class TamperedLog {
 public:
  TamperedLog() { log_.Fill(); }

  FakeLedger& ledger() { return ledger_; }
  SignedLog& log() { return log_; }

  storage::v1::StoredRecord Record(std::uint32_t number,
                                   std::uint64_t sequence) {
    return *ledger_.ReadRecord(CaseId(number), sequence);
  }
  storage::v1::LogRow Row(std::uint32_t number, std::uint64_t sequence) {
    return ledger_.Row(CaseId(number), sequence);
  }
  void Put(std::uint32_t number, std::uint64_t sequence,
           const storage::v1::LogRow& row) {
    ledger_.Replace(CaseId(number), sequence, row);
  }
  // Of case 1, sequence 2.
  void Edit(const std::function<void(storage::v1::LogRow&)>& edit) {
    storage::v1::LogRow row = Row(1, 2);
    edit(row);
    Put(1, 2, row);
  }
  // Of positions 4 and 5: case 1, sequences 2 and 3.
  void EditRound(const std::function<void(storage::v1::StoredRound&)>& edit) {
    storage::v1::StoredRound round = *ledger_.ReadRound(5);
    edit(round);
    ledger_.ReplaceRound(5, round);
  }
  void EditFile(const std::function<void(storage::v1::CaseFile&)>& edit) {
    storage::v1::CaseFile file = **ledger_.ReadCaseFile(CaseId(1));
    edit(file);
    ledger_.ReplaceCaseFile(CaseId(1), file);
  }
  // The file as it was before the last round.
  void RollBackFile() {
    storage::v1::CaseFile file;
    const storage::v1::CommitBatch before = ledger_.commits()[2];
    file.ParseFromString(before.case_files().rbegin()->case_file());
    ledger_.ReplaceCaseFile(CaseId(1), file);
  }

  // What a verification of everything finds; "1 3 CHANGED" is case 1, sequence
  // 3 and the kind. Each finding must say why and where.
  std::vector<std::string> Found(bool insecure = false,
                                 Unseal unseal = nullptr);
  // Looked at by the last one.
  std::uint64_t records() const { return records_; }

 private:
  std::vector<CaseFinding> Verify(bool insecure, Unseal unseal);

  FakeLedger ledger_;
  SignedLog log_{ledger_};
  std::uint64_t records_ = 0;
};

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_TAMPERED_LOG_H_
