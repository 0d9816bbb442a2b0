#include "common/evidence/key_book.h"

#include "absl/time/civil_time.h"

namespace referral::evidence {
namespace {

absl::Time StartOf(const v1::Date& date, int days_later) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return absl::FromCivil(day + days_later, absl::UTCTimeZone());
}

template <typename Keys, typename List>
void AddKeys(const List& list, Keys& keys) {
  for (const config::v1::SigningKey& listed : list) {
    const absl::optional<crypto::PublicKey> key =
        crypto::PublicKeyFromHex(listed.public_key_hex());
    if (!key.has_value()) continue;  // the configuration's check saw to it
    RegisteredKey& registered = keys[listed.key_id()];
    registered = RegisteredKey();
    registered.key = *key;
    registered.begin = StartOf(listed.valid_from(), 0);
    if (listed.has_valid_until()) {
      registered.end = StartOf(listed.valid_until(), 1);
    }
    registered.revoked = listed.revoked();
  }
}

template <typename Keys>
const RegisteredKey* Find(const Keys& keys, absl::string_view key_id) {
  const auto found = keys.find(key_id);
  return found == keys.end() ? nullptr : &found->second;
}

template <typename Keys>
std::string IdOf(const Keys& keys, const crypto::PublicKey& key,
                 absl::Time now) {
  for (const auto& [id, registered] : keys) {
    if (registered.key == key && !registered.revoked &&
        registered.IsValidAt(now)) {
      return id;
    }
  }
  return "";
}

}  // namespace

void KeyBook::Add(const config::v1::Deployment& deployment) {
  for (const config::v1::Agency& agency : deployment.agencies()) {
    AddKeys(agency.signing_keys(), agencies_[agency.id()]);
  }
  AddKeys(deployment.router_signing_keys(), router_);
}

const RegisteredKey* KeyBook::OfAgency(absl::string_view agency,
                                       absl::string_view key_id) const {
  const auto found = agencies_.find(agency);
  return found == agencies_.end() ? nullptr : Find(found->second, key_id);
}

const RegisteredKey* KeyBook::OfRouter(absl::string_view key_id) const {
  return Find(router_, key_id);
}

std::string KeyBook::IdOfAgencyKey(absl::string_view agency,
                                   const crypto::PublicKey& key,
                                   absl::Time now) const {
  const auto found = agencies_.find(agency);
  return found == agencies_.end() ? "" : IdOf(found->second, key, now);
}

std::string KeyBook::IdOfRouterKey(const crypto::PublicKey& key,
                                   absl::Time now) const {
  return IdOf(router_, key, now);
}

}  // namespace referral::evidence
