#include "services/router/core/own_acts.h"

#include <cstdint>
#include <string>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/round_prover.h"

namespace referral::router {
namespace {

// Errors: whatever is wrong with the record.
absl::StatusOr<evidence::OpenedMessage> OpenOwn(
    const storage::v1::StoredRecord& stored, const RoundProver& prover,
    const Unseal& unseal) {
  ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                   evidence::ParseRecordHead(stored.head()));
  ASSIGN_OR_RETURN(const v1::RoundProof proof, prover.Prove(head.position));
  RETURN_IF_ERROR(evidence::VerifyRoundProof(
      proof, head.position, evidence::RecordDigest(stored.head())));
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord plain, unseal(stored));
  return evidence::OpenDelivered(SignedMessageOf(plain));
}

}  // namespace

absl::Status VisitOwnActs(const Ledger& ledger, absl::string_view home,
                          const Unseal& unseal,
                          const std::function<void(const v1::Act&)>& visit) {
  const RoundProver prover(ledger);
  const std::string log = RouterLogId(home);
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file, ledger.ReadRouterFile());
  for (std::uint64_t sequence = 1; sequence <= file.last_sequence();
       ++sequence) {
    const absl::StatusOr<storage::v1::StoredRecord> stored =
        ledger.ReadRecord(log, sequence);
    absl::Status status = stored.status();
    if (stored.ok()) {
      const absl::StatusOr<evidence::OpenedMessage> message =
          OpenOwn(*stored, prover, unseal);
      status = message.status();
      if (message.ok()) {
        for (const evidence::OpenedAct& act : message->acts) visit(act.act);
      }
    }
    if (HasReason(status, Reason::kDiskFailed)) return status;
  }
  return absl::OkStatus();
}

}  // namespace referral::router
