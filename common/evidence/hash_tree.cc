#include "common/evidence/hash_tree.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"

namespace referral::evidence {
namespace {

Digest HashLeaf(const Digest& leaf) {
  return crypto::Blake2b256("referral.v1.leaf", crypto::AsBytes(leaf));
}

Digest HashNode(const Digest& left, const Digest& right) {
  return crypto::Blake2b256("referral.v1.node",
                            {crypto::AsBytes(left), crypto::AsBytes(right)});
}

absl::Status NotInTree() {
  return MakeError(Reason::kDigestMismatch,
                   "the path does not lead from the digest to the root",
                   "path");
}

}  // namespace

HashTree::HashTree(absl::Span<const Digest> leaves) {
  if (leaves.empty()) std::abort();
  std::vector<Digest> level;
  level.reserve(leaves.size());
  for (const Digest& leaf : leaves) level.push_back(HashLeaf(leaf));
  levels_.push_back(std::move(level));
  while (levels_.back().size() > 1) {
    const std::vector<Digest>& below = levels_.back();
    std::vector<Digest> above;
    above.reserve((below.size() + 1) / 2);
    for (size_t i = 0; i + 1 < below.size(); i += 2) {
      above.push_back(HashNode(below[i], below[i + 1]));
    }
    // The last one without a neighbour rises as it is.
    if (below.size() % 2 == 1) above.push_back(below.back());
    levels_.push_back(std::move(above));
  }
}

v1::TreePath HashTree::Path(size_t index) const {
  if (index >= size()) std::abort();
  v1::TreePath path;
  path.set_leaf_index(index);
  path.set_leaf_count(size());
  for (const std::vector<Digest>& level : levels_) {
    const size_t sibling = index ^ 1;
    if (sibling < level.size()) {
      path.add_siblings(crypto::ToBytes(level[sibling]));
    }
    index /= 2;
  }
  return path;
}

// RFC 9162, section 2.1.3.2.
absl::StatusOr<Digest> RootOf(const Digest& leaf, const v1::TreePath& path) {
  if (path.leaf_index() >= path.leaf_count()) return NotInTree();
  uint64_t node = path.leaf_index();
  uint64_t last = path.leaf_count() - 1;
  Digest hash = HashLeaf(leaf);
  for (const std::string& bytes : path.siblings()) {
    ASSIGN_OR_RETURN(const Digest sibling, ParseDigest(bytes, "path.siblings"));
    if (last == 0) return NotInTree();
    if (node % 2 == 1 || node == last) {
      hash = HashNode(sibling, hash);
      while (node % 2 == 0 && node != 0) {
        node /= 2;
        last /= 2;
      }
    } else {
      hash = HashNode(hash, sibling);
    }
    node /= 2;
    last /= 2;
  }
  if (last != 0) return NotInTree();
  return hash;
}

absl::Status VerifyPath(const Digest& leaf, const v1::TreePath& path,
                        const Digest& root) {
  ASSIGN_OR_RETURN(const Digest reached, RootOf(leaf, path));
  return reached == root ? absl::OkStatus() : NotInTree();
}

}  // namespace referral::evidence
