#ifndef REFERRAL_COMMON_CRYPTO_MASTER_KEYS_H_
#define REFERRAL_COMMON_CRYPTO_MASTER_KEYS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "common/crypto/locked_bytes.h"
#include "common/crypto/sealing.h"

namespace referral::crypto {

// The keys that wrap the keys of cases: the first wraps, all unwrap. Named by
// ids that tell nothing of them: 16 hexadecimal digits of a tagged digest.
// Thread-safe once filled.
class MasterKeys {
 public:
  // `key` has kSealKeyBytes. False if it is there already.
  bool Add(LockedBytes key);

  bool empty() const { return keys_.empty(); }
  // Of the key that wraps. Not if empty().
  const std::string& id() const { return keys_.front().id; }

  // Whether it can unwrap what the key of this id wrapped.
  bool Holds(absl::string_view id) const;

  // `secret`, wrapped with the first key for `context`.
  std::string Wrap(absl::string_view context,
                   absl::Span<const uint8_t> secret) const;

  // Unwraps into `secret`. False if there is no such key, or `wrapped` was not
  // made with it for this context.
  bool Unwrap(absl::string_view id, absl::string_view context,
              absl::string_view wrapped, absl::Span<uint8_t> secret) const;

 private:
  struct Key {
    std::string id;
    LockedBytes bytes;
  };
  std::vector<Key> keys_;
};

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_MASTER_KEYS_H_
