#include "common/crypto/case_keys.h"

#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/crypto/digest.h"
#include "gtest/gtest.h"

namespace referral::crypto {
namespace {

LockedBytes KeyBytes(uint8_t fill) {
  LockedBytes bytes(kSealKeyBytes);
  std::fill(bytes.span().begin(), bytes.span().end(), fill);
  return bytes;
}

MasterKeys Masters(std::vector<uint8_t> fills) {
  MasterKeys keys;
  for (const uint8_t fill : fills) keys.Add(KeyBytes(fill));
  return keys;
}

// Wrapped keys in memory.
class FakeDisk final : public WrappedKeys {
 public:
  void Put(const WrappedKey& key) {
    MutexLock lock(mutex_);
    keys_[{key.case_id, key.generation}] = key;
  }
  void Erase(const std::string& case_id, uint32_t generation) {
    MutexLock lock(mutex_);
    keys_.erase({case_id, generation});
  }
  absl::StatusOr<absl::optional<WrappedKey>> Newest(
      absl::string_view case_id) const override {
    MutexLock lock(mutex_);
    absl::optional<WrappedKey> newest;
    for (const auto& [id, key] : keys_) {
      if (id.first == case_id) newest = key;
    }
    return newest;
  }
  absl::StatusOr<absl::optional<WrappedKey>> Read(
      absl::string_view case_id, uint32_t generation) const override {
    MutexLock lock(mutex_);
    const auto found = keys_.find({std::string(case_id), generation});
    if (found == keys_.end()) return absl::optional<WrappedKey>();
    return absl::optional<WrappedKey>(found->second);
  }

 private:
  mutable Mutex mutex_;
  std::map<std::pair<std::string, uint32_t>, WrappedKey> keys_
      ABSL_GUARDED_BY(mutex_);
};

class CaseKeysTest : public ::testing::Test {
 protected:
  CaseKeysTest() : keys_(Masters({1}), disk_) {}

  // As a round does: the key first, then what is sealed with it.
  std::string SealAndStore(CaseKeys& keys, const std::string& case_id,
                           absl::string_view plain) {
    const CaseKeyPtr key = keys.ForSealing(case_id).value();
    if (!keys.IsStored(*key)) {
      disk_.Put(keys.Wrap(*key));
      keys.OnStored(key);
    }
    return key->Seal("context", plain);
  }

  FakeDisk disk_;
  CaseKeys keys_;
};

TEST_F(CaseKeysTest, WhatWasSealedOpensAfterARestart) {
  const std::string sealed = SealAndStore(keys_, "AZ-1", "phone");
  EXPECT_EQ(keys_.Open("AZ-1", "context", sealed).value(), "phone");
  CaseKeys restarted(Masters({1}), disk_);
  EXPECT_EQ(restarted.Open("AZ-1", "context", sealed).value(), "phone");
  EXPECT_EQ(SealAndStore(restarted, "AZ-1", "x").size(), sealed.size() - 4);
}

TEST_F(CaseKeysTest, OneCaseOpensNothingOfAnother) {
  const std::string sealed = SealAndStore(keys_, "AZ-1", "phone");
  SealAndStore(keys_, "AZ-2", "other");
  EXPECT_TRUE(HasReason(keys_.Open("AZ-2", "context", sealed).status(),
                        Reason::kStoreCorrupt));
  EXPECT_TRUE(HasReason(keys_.Open("AZ-1", "elsewhere", sealed).status(),
                        Reason::kStoreCorrupt));
}

TEST_F(CaseKeysTest, KeyPutUnderAnotherCaseDoesNotUnwrap) {
  SealAndStore(keys_, "AZ-1", "phone");
  WrappedKey moved = disk_.Read("AZ-1", 1).value().value();
  moved.case_id = "AZ-2";
  disk_.Put(moved);
  CaseKeys restarted(Masters({1}), disk_);
  EXPECT_TRUE(
      HasReason(restarted.ForSealing("AZ-2").status(), Reason::kKeyMissing));
}

TEST_F(CaseKeysTest, ErasedKeyOpensNothing) {
  const std::string sealed = SealAndStore(keys_, "AZ-1", "phone");
  disk_.Erase("AZ-1", 1);
  keys_.Forget("AZ-1");
  EXPECT_TRUE(HasReason(keys_.Open("AZ-1", "context", sealed).status(),
                        Reason::kKeyMissing));
}

TEST_F(CaseKeysTest, WithoutTheMasterKeyNothingOpens) {
  const std::string sealed = SealAndStore(keys_, "AZ-1", "phone");
  CaseKeys stolen(Masters({2}), disk_);
  EXPECT_TRUE(HasReason(stolen.Open("AZ-1", "context", sealed).status(),
                        Reason::kKeyMissing));
}

TEST_F(CaseKeysTest, KeyThatIsNotOnTheDiskYetIsSharedAndThenForgotten) {
  CaseKeyPtr first = keys_.ForSealing("AZ-1").value();
  EXPECT_EQ(keys_.ForSealing("AZ-1").value(), first);
  EXPECT_FALSE(keys_.IsStored(*first));
  const std::vector<uint8_t> before(first->bytes().begin(),
                                    first->bytes().end());
  first.reset();  // the message was refused
  const CaseKeyPtr second = keys_.ForSealing("AZ-1").value();
  EXPECT_NE(before, std::vector<uint8_t>(second->bytes().begin(),
                                         second->bytes().end()));
}

TEST_F(CaseKeysTest, NextGenerationTakesOver) {
  const std::string old = SealAndStore(keys_, "AZ-1", "destroy me");
  const CaseKeyPtr next = keys_.MintNext("AZ-1").value();
  EXPECT_EQ(next->generation(), 2u);
  EXPECT_FALSE(keys_.IsStored(*next));
  disk_.Put(keys_.Wrap(*next));
  keys_.OnStored(next);
  const std::string kept = SealAndStore(keys_, "AZ-1", "keep me");
  EXPECT_EQ(keys_.Open("AZ-1", "context", old).value(), "destroy me");
  disk_.Erase("AZ-1", 1);
  EXPECT_TRUE(HasReason(keys_.Open("AZ-1", "context", old).status(),
                        Reason::kKeyMissing));
  EXPECT_EQ(keys_.Open("AZ-1", "context", kept).value(), "keep me");
}

TEST_F(CaseKeysTest, MasterKeyRotatesWhileInUse) {
  const std::string sealed = SealAndStore(keys_, "AZ-1", "phone");
  const std::string old_master = keys_.master_key_id();
  keys_.SetMasterKeys(Masters({2, 1}));
  EXPECT_NE(keys_.master_key_id(), old_master);
  EXPECT_EQ(keys_.Open("AZ-1", "context", sealed).value(), "phone");

  const WrappedKey before = disk_.Read("AZ-1", 1).value().value();
  const absl::optional<WrappedKey> after = keys_.Rewrap(before).value();
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->master_key_id, keys_.master_key_id());
  disk_.Put(*after);
  EXPECT_FALSE(keys_.Rewrap(*after).value().has_value());

  CaseKeys restarted(Masters({2}), disk_);
  EXPECT_EQ(restarted.Open("AZ-1", "context", sealed).value(), "phone");
}

TEST_F(CaseKeysTest, FewKeysAreKeptAndTheOthersReadAgain) {
  CaseKeys few(Masters({1}), disk_, /*cached=*/2, /*in_memory=*/4);
  std::vector<std::string> sealed;
  for (int i = 0; i < 10; ++i) {
    sealed.push_back(SealAndStore(few, "AZ-" + std::to_string(i), "text"));
  }
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(few.Open("AZ-" + std::to_string(i), "context",
                       sealed[static_cast<size_t>(i)])
                  .value(),
              "text");
  }
}

TEST_F(CaseKeysTest, MoreKeysInUseThanThereIsRoomForAreRefused) {
  CaseKeys few(Masters({1}), disk_, /*cached=*/2, /*in_memory=*/3);
  std::vector<CaseKeyPtr> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(few.ForSealing("AZ-" + std::to_string(i)).value());
  }
  EXPECT_TRUE(HasReason(few.ForSealing("AZ-9").status(), Reason::kQueueFull));
  held.pop_back();
  EXPECT_TRUE(few.ForSealing("AZ-9").ok());
}

TEST_F(CaseKeysTest, ManyThreadsGetOneKeyForACase) {
  for (int round = 0; round < 50; ++round) {
    const std::string case_id = "AZ-" + std::to_string(round);
    std::vector<CaseKeyPtr> got(4);
    std::vector<std::thread> threads;
    for (CaseKeyPtr& key : got) {
      threads.emplace_back([&] { key = keys_.ForSealing(case_id).value(); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const CaseKeyPtr& key : got) EXPECT_EQ(key, got[0]);
  }
}

}  // namespace
}  // namespace referral::crypto
