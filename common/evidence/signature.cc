#include "common/evidence/signature.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/hash_tree.h"

namespace referral::evidence {
namespace {

absl::Status Required(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kSignatureRequired, what, where);
}

absl::Status Invalid(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kSignatureInvalid, what, where);
}

absl::Status CheckPresent(const v1::Proof& proof) {
  if (proof.key_id().empty() && proof.signature().empty()) {
    return Required("the message is not signed", "signed_message.proof");
  }
  return absl::OkStatus();
}

absl::Status CheckSignature(const RegisteredKey& key,
                            const Digest& envelope_digest,
                            const v1::Proof& proof,
                            const SignatureCheck& check) {
  const absl::StatusOr<Digest> root = RootOf(envelope_digest, proof.path());
  if (!root.ok()) {
    return Invalid("the path is none of a hash tree",
                   "signed_message.proof.path");
  }
  if (!check.IsGood(key.key, *root, proof.signature())) {
    return Invalid("the signature is not that of this envelope",
                   "signed_message.proof.signature");
  }
  return absl::OkStatus();
}

std::string NotListed(absl::string_view sender, absl::string_view key_id) {
  return absl::StrCat("the deployment lists no key \"", key_id, "\" of ",
                      sender);
}

}  // namespace

bool SignatureCheck::IsGood(const crypto::PublicKey& key, const Digest& digest,
                            absl::string_view signature) const {
  const absl::string_view key_bytes(reinterpret_cast<const char*>(key.data()),
                                    key.size());
  const Digest what =
      crypto::Blake2b256("referral.v1.good_signature",
                         {key_bytes, crypto::AsBytes(digest), signature});
  if (Remembers(what)) return true;
  if (!crypto::VerifySignature(key, crypto::AsBytes(digest), signature)) {
    return false;
  }
  Remember(what);
  return true;
}

bool SignatureCheck::Remembers(const Digest& what) const {
  MutexLock lock(mutex_);
  return good_.contains(crypto::AsBytes(what));
}

void SignatureCheck::Remember(const Digest& what) const {
  MutexLock lock(mutex_);
  if (!good_.insert(crypto::ToBytes(what)).second) return;
  order_.push_back(crypto::ToBytes(what));
  if (order_.size() <= max_remembered_) return;
  good_.erase(order_.front());
  order_.pop_front();
}

std::vector<v1::Proof> SignEnvelopes(absl::Span<const Digest> envelope_digests,
                                     const crypto::SigningKey& key,
                                     absl::string_view key_id) {
  const HashTree tree(envelope_digests);
  const std::string signature = key.Sign(crypto::AsBytes(tree.root()));
  std::vector<v1::Proof> proofs(envelope_digests.size());
  for (size_t i = 0; i < proofs.size(); ++i) {
    proofs[i].set_key_id(std::string(key_id));
    proofs[i].set_signature(signature);
    *proofs[i].mutable_path() = tree.Path(i);
  }
  return proofs;
}

absl::Status VerifyProof(absl::string_view sender,
                         const Digest& envelope_digest, const v1::Proof& proof,
                         const KeyBook& book, const SignatureCheck& check) {
  RETURN_IF_ERROR(CheckPresent(proof));
  const RegisteredKey* key = book.OfAgency(sender, proof.key_id());
  if (key == nullptr) {
    return Invalid(NotListed(sender, proof.key_id()),
                   "signed_message.proof.key_id");
  }
  return CheckSignature(*key, envelope_digest, proof, check);
}

absl::Status VerifyArriving(absl::string_view sender, absl::Time sent_time,
                            const Digest& envelope_digest,
                            const v1::Proof& proof, absl::Time now,
                            const KeyBook& book, const SignatureCheck& check) {
  RETURN_IF_ERROR(CheckPresent(proof));
  const auto resign = [&](absl::string_view what) {
    return MakeError(Reason::kResign, what, "signed_message.proof.key_id");
  };
  const RegisteredKey* key = book.OfAgency(sender, proof.key_id());
  if (key == nullptr) return resign(NotListed(sender, proof.key_id()));
  if (key->revoked) {
    return resign(absl::StrCat("the key \"", proof.key_id(), "\" is revoked"));
  }
  if (!key->IsValidAt(sent_time) && !key->IsValidAt(now)) {
    return resign(absl::StrCat("the key \"", proof.key_id(),
                               "\" is valid neither now nor at sent_time"));
  }
  return CheckSignature(*key, envelope_digest, proof, check);
}

void SignRoundHead(const crypto::SigningKey& key, absl::string_view key_id,
                   v1::SignedRoundHead& head) {
  head.set_key_id(std::string(key_id));
  head.set_signature(key.Sign(crypto::AsBytes(RoundDigest(head.head()))));
}

absl::Status VerifyRoundSignature(const v1::SignedRoundHead& head,
                                  const KeyBook& book,
                                  const SignatureCheck& check,
                                  RevokedKey revoked) {
  if (head.key_id().empty() && head.signature().empty()) {
    return Required("the round head is not signed", "round_head");
  }
  const RegisteredKey* key = book.OfRouter(head.key_id());
  if (key == nullptr) {
    return Invalid(absl::StrCat("the deployment lists no router key \"",
                                head.key_id(), "\""),
                   "round_head.key_id");
  }
  if (key->revoked && revoked == RevokedKey::kRefused) {
    return Invalid(
        absl::StrCat("the router key \"", head.key_id(), "\" is revoked"),
        "round_head.key_id");
  }
  if (!check.IsGood(key->key, RoundDigest(head.head()), head.signature())) {
    return Invalid("the signature is not that of this round head",
                   "round_head.signature");
  }
  return absl::OkStatus();
}

}  // namespace referral::evidence
