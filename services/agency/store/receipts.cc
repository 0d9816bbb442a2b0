#include "services/agency/store/receipts.h"

#include <string>

#include "common/base/status_macros.h"
#include "services/agency/store/layout.h"

namespace referral::agency {

absl::Status KeepNewest(const v1::Receipt& receipt, Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kMeta, kNewestReceiptKey));
  if (bytes.has_value()) {
    ASSIGN_OR_RETURN(const auto newest,
                     ParseValue<v1::Receipt>(*bytes, "newest receipt"));
    if (newest.position() >= receipt.position()) return absl::OkStatus();
  }
  transaction.Put(kMeta, kNewestReceiptKey, receipt.SerializeAsString());
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::Receipt>> NewestReceipt(
    const store::Database& database) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database.Get(kMeta, kNewestReceiptKey));
  if (!bytes.has_value()) return std::nullopt;
  return ParseValue<v1::Receipt>(*bytes, "newest receipt");
}

}  // namespace referral::agency
