#include "common/evidence/signer.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"
#include "common/evidence/signature.h"

namespace referral::evidence {

absl::StatusOr<std::unique_ptr<Signer>> Signer::Open(std::string path,
                                                     std::string agency,
                                                     const KeyBook& book,
                                                     absl::Time now) {
  std::unique_ptr<Signer> signer(
      new Signer(std::move(path), std::move(agency)));
  RETURN_IF_ERROR(signer->Refresh(book, now));
  return signer;
}

absl::Status Signer::Refresh(const KeyBook& book, absl::Time now) {
  ASSIGN_OR_RETURN(crypto::SigningKey key, crypto::ReadSigningKeyFile(path_));
  std::string id = agency_.empty()
                       ? book.IdOfRouterKey(key.public_key(), now)
                       : book.IdOfAgencyKey(agency_, key.public_key(), now);
  if (id.empty()) {
    return MakeError(Reason::kSigningKeyUnknown,
                     absl::StrCat("the deployment lists no valid key ",
                                  ToHex(key.public_key()), " for ",
                                  agency_.empty() ? "the router" : agency_),
                     path_);
  }
  auto registered = std::make_shared<const Registered>(
      Registered{std::move(key), std::move(id)});
  MutexLock lock(mutex_);
  current_ = std::move(registered);
  return absl::OkStatus();
}

std::shared_ptr<const Signer::Registered> Signer::current() const {
  MutexLock lock(mutex_);
  return current_;
}

std::string Signer::key_id() const { return current()->id; }

std::vector<v1::Proof> Signer::SignEnvelopes(
    absl::Span<const crypto::Digest> envelope_digests) const {
  const auto registered = current();
  return evidence::SignEnvelopes(envelope_digests, registered->key,
                                 registered->id);
}

void Signer::SignRoundHead(v1::SignedRoundHead& head) const {
  const auto registered = current();
  evidence::SignRoundHead(registered->key, registered->id, head);
}

}  // namespace referral::evidence
