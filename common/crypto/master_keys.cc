#include "common/crypto/master_keys.h"

#include <cstdlib>

#include "common/crypto/digest.h"

namespace referral::crypto {
namespace {

constexpr size_t kIdDigits = 16;

absl::string_view View(absl::Span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

bool MasterKeys::Add(LockedBytes key) {
  if (key.size() != kSealKeyBytes) std::abort();
  std::string id =
      ToHex(Blake2b256("referral.v1.master_key_id", View(key.span())))
          .substr(0, kIdDigits);
  if (Holds(id)) return false;
  keys_.push_back({std::move(id), std::move(key)});
  return true;
}

bool MasterKeys::Holds(absl::string_view id) const {
  for (const Key& key : keys_) {
    if (key.id == id) return true;
  }
  return false;
}

std::string MasterKeys::Wrap(absl::string_view context,
                             absl::Span<const uint8_t> secret) const {
  return Seal(keys_.front().bytes.span(), context, View(secret));
}

bool MasterKeys::Unwrap(absl::string_view id, absl::string_view context,
                        absl::string_view wrapped,
                        absl::Span<uint8_t> secret) const {
  for (const Key& key : keys_) {
    if (key.id == id) {
      return OpenInto(key.bytes.span(), context, wrapped, secret);
    }
  }
  return false;
}

}  // namespace referral::crypto
