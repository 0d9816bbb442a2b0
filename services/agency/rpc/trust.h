// Whom this agency believes: the public keys of the deployment, and the
// signatures they have been found good for.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_TRUST_H_
#define REFERRAL_SERVICES_AGENCY_RPC_TRUST_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/evidence/key_book.h"
#include "common/evidence/signature.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/agency/core/received.h"

namespace referral::agency {

// What does not verify makes the deployment file be read again, so that a new
// key needs no restart; not more often than this, whatever comes.
inline constexpr absl::Duration kDeploymentReadInterval = absl::Seconds(1);

// Thread-safe.
class Trust {
 public:
  struct Options {
    config::v1::Deployment deployment;  // checked
    std::string file;      // that it came from; empty: it stays as it is
    bool verifies = true;  // false: signatures are not looked at
  };

  // `clock` outlives it.
  Trust(const Options& options, const Clock& clock);

  // The keys as they were read last.
  std::shared_ptr<const evidence::KeyBook> book() const;
  // The same, read from the file now. Errors: INVALID_ARGUMENT_FILE,
  // CONFIG_INVALID; the keys before stay.
  absl::StatusOr<std::shared_ptr<const evidence::KeyBook>> ReadAgain();

  // What the router answers: see evidence::VerifySignedReceipt, or
  // VerifyReceipt if it verifies no signatures. A message that was recorded and
  // had no answer gets the receipt of that time, whose key may have been
  // revoked since.
  absl::Status CheckReceipt(const v1::Receipt& receipt);
  // See OpenReceived.
  absl::StatusOr<Received> Open(const v1::Record& record);

 private:
  // Whether there may be other keys now.
  bool LookAgain();

  const std::string file_;
  const bool verifies_;
  const Clock& clock_;
  const evidence::SignatureCheck check_;

  mutable Mutex mutex_;
  std::shared_ptr<const evidence::KeyBook> book_ ABSL_GUARDED_BY(mutex_);
  absl::optional<absl::Duration> read_at_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_TRUST_H_
