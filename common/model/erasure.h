// Forgetting the people of a case while its log still verifies [31].
#ifndef REFERRAL_COMMON_MODEL_ERASURE_H_
#define REFERRAL_COMMON_MODEL_ERASURE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/referral/storage/v1/case_file.pb.h"

namespace referral::model {

inline bool IsErased(const storage::v1::CaseFile& file) {
  return file.status() == v1::CASE_STATUS_ERASED;
}

// Whether a case may be erased: it is archived, so that nobody works on it or
// waits for it. Errors: CASE_NOT_FOUND, CASE_ERASED, CASE_NOT_ARCHIVED.
absl::Status CheckErasable(const storage::v1::CaseFile& file);

// Agencies that may hold something of the case, sorted: its lead, whoever sent
// a message, requested or received a referral, or was to look after it or to
// answer a complaint.
std::vector<std::string> AgenciesThatHold(const storage::v1::CaseFile& file);

// What is left of an erased case: its id and status, where its log ends, and
// the ids of its messages, so that none of them is taken a second time. All of
// it follows from what the log says without a key.
storage::v1::CaseFile Tombstone(const storage::v1::CaseFile& file);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_ERASURE_H_
