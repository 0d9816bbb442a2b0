#include "services/agency/rpc/trust.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/evidence/receipt.h"
#include "spdlog/spdlog.h"

namespace referral::agency {

using evidence::KeyBook;

Trust::Trust(const Options& options, const Clock& clock)
    : file_(options.file),
      verifies_(options.verifies),
      clock_(clock),
      book_(std::make_shared<const KeyBook>(options.deployment)) {}

std::shared_ptr<const KeyBook> Trust::book() const {
  MutexLock lock(mutex_);
  return book_;
}

absl::StatusOr<std::shared_ptr<const KeyBook>> Trust::ReadAgain() {
  if (file_.empty()) return book();
  ASSIGN_OR_RETURN(const config::LoadedDeployment loaded,
                   config::LoadDeployment(file_));
  auto fresh = std::make_shared<const KeyBook>(loaded.deployment);
  MutexLock lock(mutex_);
  book_ = fresh;
  return fresh;
}

bool Trust::LookAgain() {
  if (file_.empty()) return false;
  {
    MutexLock lock(mutex_);
    const absl::Duration now = clock_.Monotonic();
    if (read_at_.has_value() && now - *read_at_ < kDeploymentReadInterval) {
      return false;
    }
    read_at_ = now;
  }
  const auto book = ReadAgain();
  if (!book.ok()) {
    spdlog::error("what was in force stays in force: {}",
                  Describe(book.status()));
  }
  return book.ok();
}

absl::Status Trust::CheckReceipt(const v1::Receipt& receipt) {
  if (!verifies_) return evidence::VerifyReceipt(receipt);
  const auto check = [&] {
    return evidence::VerifySignedReceipt(receipt, *book(), check_,
                                         evidence::RevokedKey::kAccepted);
  };
  const absl::Status status = check();
  if (!HasReason(status, Reason::kSignatureInvalid) || !LookAgain()) {
    return status;
  }
  return check();
}

absl::StatusOr<Received> Trust::Open(const v1::Record& record) {
  if (!verifies_) return OpenReceived(record, nullptr);
  const auto open = [&]() -> absl::StatusOr<Received> {
    const std::shared_ptr<const KeyBook> keys = book();
    const RecordKeys record_keys{*keys, check_};
    return OpenReceived(record, &record_keys);
  };
  absl::StatusOr<Received> received = open();
  if (!HasReason(received.status(), Reason::kSignatureInvalid) ||
      !LookAgain()) {
    return received;
  }
  return open();
}

}  // namespace referral::agency
