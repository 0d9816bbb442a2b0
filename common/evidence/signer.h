#ifndef REFERRAL_COMMON_EVIDENCE_SIGNER_H_
#define REFERRAL_COMMON_EVIDENCE_SIGNER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/crypto/digest.h"
#include "common/crypto/signing.h"
#include "common/evidence/key_book.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::evidence {

// Signs in the name of an agency, or of the router, with the key of a file and
// under the id that the deployment registers it by. Thread-safe.
class Signer {
 public:
  // `agency` is empty for the router.
  // Errors: KEY_FILE_INVALID     see crypto::ReadSigningKeyFile
  //         SIGNING_KEY_UNKNOWN  `book` does not list the key for this owner,
  //                              or it is revoked or not valid at `now`.
  static absl::StatusOr<std::unique_ptr<Signer>> Open(std::string path,
                                                      std::string agency,
                                                      const KeyBook& book,
                                                      absl::Time now);

  // Takes the key that the file holds now into use. Errors: as Open; the key
  // before stays in use.
  absl::Status Refresh(const KeyBook& book, absl::Time now);

  std::string key_id() const;
  std::vector<v1::Proof> SignEnvelopes(
      absl::Span<const crypto::Digest> envelope_digests) const;
  void SignRoundHead(v1::SignedRoundHead& head) const;

 private:
  struct Registered {
    crypto::SigningKey key;
    std::string id;
  };

  Signer(std::string path, std::string agency)
      : path_(std::move(path)), agency_(std::move(agency)) {}
  std::shared_ptr<const Registered> current() const;

  const std::string path_;
  const std::string agency_;
  mutable Mutex mutex_;
  std::shared_ptr<const Registered> current_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_SIGNER_H_
