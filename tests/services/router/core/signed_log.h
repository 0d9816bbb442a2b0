// A small log in which everything is signed and sealed, written straight into a
// ledger.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_SIGNED_LOG_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_SIGNED_LOG_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/crypto/case_keys.h"
#include "common/evidence/message.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/opened_record.h"

namespace referral::router::testing {

// Writes rounds of signed and sealed records, with case files that follow from
// them. The first record is the deployment of router_testing.h; border sends
// everything else. Every failure is one of the test.
class SignedLog {
 public:
  // `ledger` is empty and outlives it.
  explicit SignedLog(Ledger& ledger);

  // Takes another deployment into force.
  void Load(const std::string& deployment);

  // What one record says: two acts, so that it has two parts.
  struct Message {
    std::string case_id;
    std::uint32_t number;  // of the message id
    std::string place_code = "GYD";
  };
  // Commits one round.
  void Commit(const std::vector<Message>& messages);

  // The log that the tests of verification start from:
  //   position 1     the deployment
  //            2, 3  case 1 sequence 1, case 2 sequence 1
  //            4, 5  case 1 sequences 2 and 3
  //            6, 7  case 1 sequence 4, case 2 sequence 2
  void Fill();

 private:
  void CommitMessages(const std::vector<v1::SignedMessage>& messages);
  void Append(const v1::SignedMessage& message,
              storage::v1::CommitBatch& batch);

  Ledger& ledger_;
  absl::Time now_;
  std::map<std::string, storage::v1::CaseFile> cases_;
  storage::v1::RouterFile router_;
  std::set<crypto::CaseKeyPtr> keys_;  // not on the disk yet
};

// Signs `round` anew with the router's test key.
void SignRound(storage::v1::StoredRound& round);

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_SIGNED_LOG_H_
