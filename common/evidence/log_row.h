// A record as it lies in the log, without its head: the head follows from it.
#ifndef REFERRAL_COMMON_EVIDENCE_LOG_ROW_H_
#define REFERRAL_COMMON_EVIDENCE_LOG_ROW_H_

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/evidence/record.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::evidence {

// A storage::v1::LogRow read where it lies, for whoever reads many and keeps
// none. Views last as long as what was viewed.
struct LogRowView {
  uint64_t position = 0;
  uint64_t sequence = 0;
  absl::string_view recorded_time;  // serialised
  absl::string_view previous_digest;
  absl::string_view envelope;
  absl::InlinedVector<absl::string_view, 4> parts;
  absl::string_view effects;
  absl::string_view proof;  // serialised; not set: there is none
};

// Of a serialised row. Errors: MALFORMED_MESSAGE.
absl::StatusOr<LogRowView> ViewLogRow(absl::string_view bytes);

// The case that the record is of; empty if the envelope cannot be read.
absl::string_view CaseIdOf(const LogRowView& row);

// The head of the record. Errors: MALFORMED_MESSAGE  the envelope cannot be
// read; INVALID_FIELD, DIGEST_MISMATCH  the row is not one that was made.
absl::StatusOr<RecordHeadSpec> HeadOf(const LogRowView& row);

// The record of a serialised row. Errors: those of ViewLogRow and HeadOf.
absl::StatusOr<storage::v1::StoredRecord> ReadLogRow(absl::string_view bytes);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_LOG_ROW_H_
