// Receipts against what the router shows of its log now. Pure functions.
#ifndef REFERRAL_SERVICES_REFERRALCTL_RECEIPT_CHECK_H_
#define REFERRAL_SERVICES_REFERRALCTL_RECEIPT_CHECK_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::referralctl {

using Finding = v1::VerifyCasesResponse::Finding;

// What a record's head and its proof come to. The digests are worked out here,
// from the bytes that were shown: a router can withhold a record, but not show
// another under the same digest.
struct ShownRecord {
  std::string digest;        // of the record
  std::string round_digest;  // of the head of its round
  absl::Status proof;        // whether the record stands in that round
};

// The log of a case as it was shown, by sequence. What could not be shown has
// the reason in its place.
using ShownLog = std::map<std::uint64_t, absl::StatusOr<ShownRecord>>;

// What `record` shows, and at which sequence.
// Errors: MALFORMED_MESSAGE, INVALID_FIELD, DIGEST_MISMATCH: it has no head.
absl::StatusOr<std::pair<std::uint64_t, ShownRecord>> Show(
    const v1::Record& record);

// What is wrong with the log, if it once gave `receipt`, which must verify by
// itself. `log` is that of the receipt's case.
absl::optional<Finding> HoldAgainst(const ShownLog& log,
                                    const v1::Receipt& receipt);

// A finding about what `status` says; `sequence` 0: none in particular. A
// receipt that proves nothing has no kind.
Finding MakeFinding(const std::string& case_id, std::uint64_t sequence,
                    v1::FindingKind kind, const absl::Status& status);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_RECEIPT_CHECK_H_
