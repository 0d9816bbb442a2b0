#include "common/evidence/hash_tree.h"

#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsReason;

constexpr size_t kMaxLeaves = 70;

// The definition of RFC 9162, section 2.1.1, word for word.
Digest RootByDefinition(absl::Span<const Digest> leaves) {
  if (leaves.size() == 1) {
    return crypto::Blake2b256("referral.v1.leaf", crypto::AsBytes(leaves[0]));
  }
  size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  const Digest left = RootByDefinition(leaves.first(k));
  const Digest right = RootByDefinition(leaves.subspan(k));
  return crypto::Blake2b256("referral.v1.node",
                            {crypto::AsBytes(left), crypto::AsBytes(right)});
}

TEST(HashTreeTest, TheRootIsThatOfTheDefinitionForEverySize) {
  for (size_t n = 1; n <= kMaxLeaves; ++n) {
    const std::vector<Digest> leaves = Digests(n);
    EXPECT_EQ(HashTree(leaves).root(), RootByDefinition(leaves)) << n;
  }
}

TEST(HashTreeTest, EveryPathOfEverySizeLeadsToTheRoot) {
  for (size_t n = 1; n <= kMaxLeaves; ++n) {
    const std::vector<Digest> leaves = Digests(n);
    const HashTree tree(leaves);
    for (size_t i = 0; i < n; ++i) {
      EXPECT_OK(VerifyPath(leaves[i], tree.Path(i), tree.root()))
          << i << " of " << n;
    }
  }
}

TEST(HashTreeTest, APathServesNoOtherLeafAndNoOtherPlace) {
  for (size_t n = 2; n <= 20; ++n) {
    const std::vector<Digest> leaves = Digests(n);
    const HashTree tree(leaves);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        if (i == j) continue;
        EXPECT_THAT(VerifyPath(leaves[j], tree.Path(i), tree.root()),
                    IsReason(Reason::kDigestMismatch));
        v1::TreePath moved = tree.Path(i);
        moved.set_leaf_index(j);
        EXPECT_THAT(VerifyPath(leaves[i], moved, tree.root()),
                    IsReason(Reason::kDigestMismatch));
      }
    }
  }
}

TEST(HashTreeTest, ATamperedPathIsRefused) {
  const std::vector<Digest> leaves = Digests(13);
  const HashTree tree(leaves);
  for (size_t i = 0; i < leaves.size(); ++i) {
    const v1::TreePath path = tree.Path(i);
    v1::TreePath shorter = path;
    shorter.mutable_siblings()->RemoveLast();
    v1::TreePath longer = path;
    longer.add_siblings(path.siblings(0));
    v1::TreePath cut = path;
    cut.mutable_siblings(0)->pop_back();
    v1::TreePath beyond = path;
    beyond.set_leaf_index(path.leaf_count());
    v1::TreePath empty;
    for (const v1::TreePath& wrong : {shorter, longer, cut, beyond, empty}) {
      EXPECT_THAT(VerifyPath(leaves[i], wrong, tree.root()),
                  IsReason(Reason::kDigestMismatch));
    }
    for (int sibling = 0; sibling < path.siblings_size(); ++sibling) {
      ForEveryFlippedBit(path.siblings(sibling), [&](std::string flipped) {
        v1::TreePath wrong = path;
        wrong.set_siblings(sibling, flipped);
        EXPECT_THAT(VerifyPath(leaves[i], wrong, tree.root()),
                    IsReason(Reason::kDigestMismatch));
      });
    }
  }
}

TEST(HashTreeTest, AnInnerNodeDoesNotPassForALeaf) {
  const std::vector<Digest> leaves = Digests(4);
  const HashTree tree(leaves);
  const HashTree left({leaves[0], leaves[1]});
  v1::TreePath path;
  path.set_leaf_index(0);
  path.set_leaf_count(2);
  path.add_siblings(crypto::ToBytes(HashTree({leaves[2], leaves[3]}).root()));
  EXPECT_THAT(VerifyPath(left.root(), path, tree.root()),
              IsReason(Reason::kDigestMismatch));
}

TEST(HashTreeTest, ASingleLeafHasAnEmptyPath) {
  const std::vector<Digest> leaves = Digests(1);
  const HashTree tree(leaves);
  EXPECT_EQ(tree.Path(0).siblings_size(), 0);
  EXPECT_NE(tree.root(), leaves[0]);
}

}  // namespace
}  // namespace referral::evidence
