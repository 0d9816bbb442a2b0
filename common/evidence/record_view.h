// A record of the log read where it lies, for whoever reads many and keeps
// none.
#ifndef REFERRAL_COMMON_EVIDENCE_RECORD_VIEW_H_
#define REFERRAL_COMMON_EVIDENCE_RECORD_VIEW_H_

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::evidence {

// What of a storage::v1::StoredRecord is bound by digests: all but the proof.
// Views last as long as what was viewed.
struct RecordView {
  struct Part {
    uint32_t index = 0;
    absl::string_view content;
  };

  absl::string_view head;
  absl::string_view envelope;
  absl::InlinedVector<Part, 4> parts;
  absl::string_view effects;
};

// Of a serialised record. Errors: MALFORMED_MESSAGE.
absl::StatusOr<RecordView> ViewRecord(absl::string_view bytes);

RecordView ViewRecord(const storage::v1::StoredRecord& record);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_RECORD_VIEW_H_
