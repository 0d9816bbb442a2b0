// Hash tree over digests (RFC 9162, section 2.1, over BLAKE2b-256): one root
// stands for any number of leaves, and a short path shows that one of them is
// among them without showing the others.
#ifndef REFERRAL_COMMON_EVIDENCE_HASH_TREE_H_
#define REFERRAL_COMMON_EVIDENCE_HASH_TREE_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/crypto/digest.h"
#include "proto/referral/v1/message.pb.h"

namespace referral::evidence {

using crypto::Digest;

// Immutable, therefore thread-safe. Making it costs two hashes a leaf, a path
// costs none.
class HashTree {
 public:
  // At least one leaf; none is a programming error and ends the process.
  explicit HashTree(absl::Span<const Digest> leaves);

  size_t size() const { return levels_.front().size(); }
  const Digest& root() const { return levels_.back().front(); }

  // Path of leaf `index`, below size(); anything else ends the process.
  v1::TreePath Path(size_t index) const;

 private:
  // levels_[0] are the hashed leaves; the last level is the root alone.
  std::vector<std::vector<Digest>> levels_;
};

// The root that `path` leads to from `leaf`.
// Errors: DIGEST_MISMATCH when it is no path of any tree.
absl::StatusOr<Digest> RootOf(const Digest& leaf, const v1::TreePath& path);

// OK when `path` leads from `leaf` to `root`.
// Errors: DIGEST_MISMATCH when it does not, or is no path at all.
absl::Status VerifyPath(const Digest& leaf, const v1::TreePath& path,
                        const Digest& root);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_HASH_TREE_H_
