#include "services/router/core/recorded_keys.h"

#include <cstdint>
#include <string>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/config/text_file.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/record.h"
#include "google/protobuf/text_format.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/round_prover.h"

namespace referral::router {
namespace {

// Errors: whatever is wrong with the record.
absl::StatusOr<evidence::OpenedMessage> OpenOwn(
    const storage::v1::StoredRecord& stored, const RoundProver& prover,
    const Unseal& unseal) {
  ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                   evidence::VerifyStoredRecord(stored));
  ASSIGN_OR_RETURN(const v1::RoundProof proof, prover.Prove(head.position));
  RETURN_IF_ERROR(evidence::VerifyRoundProof(
      proof, head.position, evidence::RecordDigest(stored.head())));
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord plain, unseal(stored));
  return evidence::OpenDelivered(SignedMessageOf(plain));
}

void AddKeys(const evidence::OpenedMessage& message, evidence::KeyBook& book) {
  for (const evidence::OpenedAct& act : message.acts) {
    if (!act.act.has_deployment_loaded()) continue;
    config::v1::Deployment deployment;
    google::protobuf::TextFormat::ParseInfoTree tree;
    // It was checked before it was recorded.
    if (config::ParseConfigText("recorded deployment",
                                act.act.deployment_loaded().text(), deployment,
                                tree)
            .ok()) {
      book.Add(deployment);
    }
  }
}

}  // namespace

absl::StatusOr<evidence::KeyBook> RecordedKeys(const Ledger& ledger,
                                               absl::string_view home,
                                               const Unseal& unseal) {
  evidence::KeyBook book;
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
      if (message.ok()) AddKeys(*message, book);
      status = message.status();
    }
    if (HasReason(status, Reason::kDiskFailed)) return status;
  }
  return book;
}

}  // namespace referral::router
