// An agency's store with its keys, with other keys, and without them.
#include <filesystem>

#include "common/evidence/message.h"
#include "common/evidence/sealing.h"
#include "common/evidence/signature.h"
#include "services/agency/store/outbox_entry.h"
#include "tests/services/agency/support/raw_files.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;

constexpr char kNote[] = "Fatimə gəlmədi";

class SealingTest : public StoreFixture {
 protected:
  void WriteMasters(std::initializer_list<int> numbers) {
    WriteMasterKeys(directory_.Join("master.key"), numbers);
  }
  absl::Status OpenAgain() {
    Close();
    return AgencyStore::Open(StoreOptions()).status();
  }
  absl::StatusOr<size_t> Rewrap() {
    std::promise<absl::StatusOr<size_t>> promise;
    store_->RewrapKeys(
        [&](absl::StatusOr<size_t> count) { promise.set_value(count); });
    return promise.get_future().get();
  }
  absl::StatusOr<std::string> TextOf(int message) {
    auto entry = reader().Read(NumberOf(message));
    if (!entry.ok()) return entry.status();
    return evidence::OpenMessage(entry->signed_message())
        ->sections.at(0)
        .section.note()
        .text();
  }
};

TEST_F(SealingTest, NoTextIsInAnyFile) {
  ASSERT_OK(Accept(NoteRequest(1, SomeCase(), kNote)));
  EXPECT_EQ(*TextOf(1), kNote);
  Close();
  EXPECT_FALSE(FilesHold(directory_.path(), kNote));
  // The same search finds what is not secret.
  EXPECT_TRUE(FilesHold(directory_.path(), SomeCase()));
}

TEST_F(SealingTest, OtherMasterKeysOpenNothing) {
  ASSERT_OK(Accept(NoteRequest(1)));
  WriteMasters({2});
  EXPECT_THAT(OpenAgain(), IsReason(Reason::kKeyMissing));
  WriteMasters({2, 1});
  EXPECT_OK(AgencyStore::Open(StoreOptions()));
}

TEST_F(SealingTest, ALostKeyStoreIsNoticedAtOnce) {
  ASSERT_OK(Accept(NoteRequest(1)));
  Close();
  std::filesystem::remove_all(directory_.Join("store/keys"));
  EXPECT_THAT(AgencyStore::Open(StoreOptions()), IsReason(Reason::kKeyMissing));
}

TEST_F(SealingTest, AMasterKeyFileIsNeededBeforeAnythingIsMade) {
  AgencyStore::Options options = StoreOptions();
  options.path = directory_.Join("new");
  options.master_key_file = directory_.Join("none");
  EXPECT_THAT(AgencyStore::Open(options), IsReason(Reason::kKeyFileInvalid));
  EXPECT_FALSE(std::filesystem::exists(options.path));
}

TEST_F(SealingTest, WhatIsPutInAnotherPlaceDoesNotOpen) {
  ASSERT_OK(Accept(NoteRequest(1)));
  ASSERT_OK(Accept(NoteRequest(2)));
  ASSERT_OK(Accept(NoteRequest(3, SomeCase(9))));
  const auto sealed = [&](uint64_t number) {
    const auto bytes = store_->database().Get(kOutbox, EncodeU64(number));
    return ParseValue<storage::v1::OutboxEntry>(**bytes, "")->signed_message();
  };
  const std::string context = evidence::OutboxContext(SomeCase(), Uuid(1));
  EXPECT_OK(store_->OpenSealed(SomeCase(), context, sealed(1)));
  // Another message of the case, and one of another case.
  for (const uint64_t number : {2, 3}) {
    EXPECT_THAT(store_->OpenSealed(SomeCase(), context, sealed(number)),
                IsReason(Reason::kStoreCorrupt));
  }
}

TEST_F(SealingTest, ANewMasterKeyWrapsEveryKeyAnewWhileServing) {
  for (int i = 1; i <= 300; ++i) {
    ASSERT_OK(Accept(NoteRequest(i, SomeCase(static_cast<uint8_t>(i)))));
  }
  EXPECT_FALSE(*store_->AdoptMasterKeys());
  WriteMasters({2, 1});
  EXPECT_TRUE(*store_->AdoptMasterKeys());
  EXPECT_FALSE(*store_->AdoptMasterKeys());
  ASSERT_OK_AND_ASSIGN(const size_t count, Rewrap());
  EXPECT_EQ(count, 256u);  // cases, one key each
  EXPECT_EQ(*Rewrap(), 0u);
  ASSERT_OK(Accept(NoteRequest(301, SomeCase(9))));
  // The older key may go.
  WriteMasters({2});
  Reopen();
  EXPECT_EQ(*TextOf(1), "seen");
  EXPECT_EQ(*TextOf(301), "seen");
}

TEST_F(SealingTest, AFileThatLacksAKeyInUseIsNotTaken) {
  ASSERT_OK(Accept(NoteRequest(1)));
  const std::string before = store_->master_key_id();
  WriteMasters({2});
  EXPECT_THAT(store_->AdoptMasterKeys(), IsReason(Reason::kKeyMissing));
  WriteSecret(directory_.Join("master.key"), "no key");
  EXPECT_THAT(store_->AdoptMasterKeys(), IsReason(Reason::kKeyFileInvalid));
  EXPECT_EQ(store_->master_key_id(), before);
  ASSERT_OK(Accept(NoteRequest(2, SomeCase(9))));
  EXPECT_EQ(*TextOf(1), "seen");
}

TEST_F(SealingTest, OneGroupIsSignedAtOnce) {
  std::vector<size_t> signatures;
  Close();
  auto store = AgencyStore::Open(StoreOptions());
  ASSERT_OK(store);
  store_ = *std::move(store);
  store_->SetOnSigned([&](size_t count) { signatures.push_back(count); });
  outbox_ = std::make_unique<Outbox>(*store_, catalogue_, clock_, listener_);
  inbox_ =
      std::make_unique<Inbox>(*store_, *outbox_, catalogue_, clock_, listener_);
  std::promise<void> entered;
  std::promise<void> released;
  ASSERT_OK(store_->Run(
      [&](Transaction&) {
        entered.set_value();
        released.get_future().wait();
        return absl::OkStatus();
      },
      [](const absl::Status&) {}));
  entered.get_future().wait();
  for (int i = 1; i <= 5; ++i) {
    outbox_->Accept(*DraftOf(NoteRequest(i)), [](auto) {});
  }
  // One that is refused is not in it.
  outbox_->Accept(*DraftOf(AcceptRequest(6, 99)), [](auto) {});
  released.set_value();
  Sync();
  EXPECT_THAT(signatures, ElementsAre(5));
  std::set<std::string> seen;
  for (uint64_t number = 1; number <= 5; ++number) {
    ASSERT_OK_AND_ASSIGN(const auto entry, reader().Read(number));
    const auto message = evidence::OpenMessage(SubmittedBytes(entry));
    ASSERT_OK(message);
    EXPECT_OK(evidence::VerifyProof("sms", message->envelope_digest,
                                    message->proof, book_, check_));
    seen.insert(entry.proof().signature());
  }
  EXPECT_EQ(seen.size(), 1u);
}

TEST_F(SealingTest, WhatIsSubmittedStaysTheSameUntilItIsSignedAnew) {
  ASSERT_OK(Accept(NoteRequest(1)));
  const std::string first = SubmittedBytes(*reader().Read(1));
  Reopen();
  EXPECT_EQ(SubmittedBytes(*reader().Read(1)), first);
  config::v1::Deployment deployment = SomeDeployment();
  ListKey(SigningKeyOf("sms", 2), "k2",
          *deployment.mutable_agencies(0)->add_signing_keys());
  WriteSigningKey(directory_.Join("signing.pem"), "sms", 2);
  ASSERT_OK(signer_->Refresh(evidence::KeyBook(deployment), clock_.Now()));
  std::promise<void> signed_anew;
  ASSERT_OK(outbox_->Resign({1}, [&] { signed_anew.set_value(); }));
  signed_anew.get_future().wait();
  const std::string second = SubmittedBytes(*reader().Read(1));
  EXPECT_NE(second, first);
  const auto before = evidence::OpenMessage(first);
  const auto after = evidence::OpenMessage(second);
  EXPECT_EQ(after->envelope_bytes, before->envelope_bytes);
  EXPECT_EQ(after->proof.key_id(), "k2");
  EXPECT_OK(evidence::VerifyProof("sms", after->envelope_digest, after->proof,
                                  evidence::KeyBook(deployment), check_));
  Reopen();
  EXPECT_EQ(SubmittedBytes(*reader().Read(1)), second);
}

}  // namespace
}  // namespace referral::agency
