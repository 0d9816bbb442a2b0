#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_READER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_READER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/model/need_to_know.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/router/core/delivered_record.h"
#include "services/router/core/ledger.h"
#include "services/router/core/policy.h"
#include "services/router/core/round_prover.h"

namespace referral::router {

// Builds what a reader gets of the log: the only way out of it. What it may
// see follows from the case and its consents as they are now. Thread-safe.
class CaseReader {
 public:
  // `ledger` and `clock` must outlive it; `policy` gives the one in force.
  CaseReader(const Ledger& ledger, const Clock& clock,
             std::function<Policy()> policy);

  // One record; nullopt if `reader` may see nothing of it. Records of the
  // router's own log show themselves to the agencies they were sent to.
  // Errors: NOT_FOUND  no such record; STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<std::optional<v1::Record>> Read(absl::string_view case_id,
                                                 std::uint64_t sequence,
                                                 const model::Reader& reader,
                                                 bool heads_only = false) const;

  // The same for an inbox, of the record of the case at `position`: at least
  // the head, so that whoever was sent a record can acknowledge it even if the
  // consent to its parts is gone. If it hands a request on to the reader [32],
  // with the record of that request, what the reader may see of it, but no
  // other request. Errors: as Read.
  absl::StatusOr<DeliveredRecord> ReadDelivery(
      absl::string_view case_id, std::uint64_t position,
      const model::Reader& reader) const;

  // What happened in a case. Errors: CASE_NOT_FOUND if there is none, or none
  // that the reader may see; STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<v1::CaseTimeline> ReadTimeline(
      absl::string_view case_id, const model::Reader& reader) const;

  // The receipt of a recorded message. Errors: as RoundProver::ReadReceipt.
  absl::StatusOr<v1::Receipt> ReadReceipt(absl::string_view case_id,
                                          std::uint64_t sequence) const;

 private:
  // The head alone.
  absl::StatusOr<v1::Record> BuildHead(storage::v1::StoredRecord sealed) const;
  // A record in plain text, and what it says.
  struct Plain {
    storage::v1::StoredRecord stored;
    v1::Envelope envelope;
    std::vector<v1::Disclosure> disclosures;  // in part order
  };
  absl::StatusOr<Plain> ReadPlain(absl::string_view case_id,
                                  std::uint64_t sequence) const;
  absl::StatusOr<Plain> ReadPlainAt(absl::string_view case_id,
                                    std::uint64_t position) const;
  absl::StatusOr<Plain> Open(absl::string_view case_id,
                             storage::v1::StoredRecord sealed) const;
  // The request that `rerouting` hands on to `reader`.
  absl::StatusOr<v1::Record> ReadOriginal(absl::string_view case_id,
                                          const v1::ReferralRerouted& rerouting,
                                          const model::Reader& reader) const;
  absl::StatusOr<model::View> ViewOf(const Plain& plain,
                                     absl::string_view case_id,
                                     const model::Reader& reader) const;
  v1::Date TodayOf(const storage::v1::CaseFile& file) const;
  absl::StatusOr<v1::Record> Build(Plain plain, const model::View& view) const;

  const Ledger& ledger_;
  const Clock& clock_;
  const std::function<Policy()> policy_;
  const RoundProver prover_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_READER_H_
