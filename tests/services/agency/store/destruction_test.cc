// A withdrawn consent at an agency that had been shown something.
#include "common/evidence/message.h"
#include "common/evidence/sealing.h"
#include "common/evidence/signature.h"
#include "tests/services/agency/support/raw_files.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSecret[] = "Göz ağrısı, 3 il";
constexpr char kOther[] = "Sinir ağrısı";

class DestructionStoreTest : public StoreFixture {
 protected:
  explicit DestructionStoreTest(std::string self = "health")
      : StoreFixture(std::move(self)) {}

  // A request for p1 and p2 with notes on both.
  v1::Record Request(int message, int referral,
                     const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, "education", case_id);
    v1::ReferralRequested request = TreatmentRequest(referral);
    request.set_receiver(self_);
    request.add_person_ids("p2");
    *spec.acts.emplace_back().mutable_referral_requested() = request;
    spec.sections = {NoteOf("p1", kSecret), NoteOf("p2", kOther)};
    return Record(spec);
  }
  v1::Record Withdrawal(int message, const std::string& person = "p1",
                        const std::string& recipient = "") {
    evidence::BuildSpec spec = SpecOf(message, "education");
    v1::ConsentWithdrawn& withdrawn =
        *spec.acts.emplace_back().mutable_consent_withdrawn();
    withdrawn.set_person_id(person);
    if (!recipient.empty()) withdrawn.add_recipients(recipient);
    return Record(spec);
  }
  // What the outbox says by itself.
  std::vector<v1::PartsDestroyed> Confirmations() {
    std::vector<v1::PartsDestroyed> found;
    for (uint64_t number = 1;; ++number) {
      const auto entry = reader().Read(number);
      if (!entry.ok()) return found;
      const auto message = evidence::OpenMessage(entry->signed_message());
      EXPECT_OK(message);
      for (const evidence::OpenedAct& act : message->acts) {
        if (!act.act.has_parts_destroyed()) continue;
        EXPECT_EQ(act.act.officer(), "service");
        found.push_back(act.act.parts_destroyed());
      }
    }
  }
  std::string RowOf(uint64_t sequence) {
    const auto bytes =
        store_->database().Get(kReceived, CaseNumberKey(SomeCase(), sequence));
    EXPECT_OK(bytes);
    return ParseValue<storage::v1::ReceivedRecord>(**bytes, "row")->record();
  }
};

TEST_F(DestructionStoreTest, TakesWhatThePersonWithdrewAndConfirms) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Deliver(Request(2, 2)));
  ASSERT_THAT(Notes(1), ElementsAre(kSecret, kOther, kSecret, kOther));
  ASSERT_OK(Deliver(Withdrawal(3)));
  EXPECT_THAT(Notes(1), ElementsAre(kOther, kOther));
  EXPECT_EQ(listener_.destroyed, 2u);
  ASSERT_THAT(Confirmations(), SizeIs(1));
  EXPECT_EQ(Confirmations()[0].withdrawn_message_id(), Uuid(3));
  EXPECT_EQ(Confirmations()[0].person_id(), "p1");
  EXPECT_EQ(Confirmations()[0].parts_count(), 2u);
  // It waits for the router like any other.
  ASSERT_THAT(listener_.opened, SizeIs(1));
  EXPECT_EQ(listener_.opened[0].case_id, SomeCase());
  ASSERT_OK_AND_ASSIGN(const auto entry, reader().Read(1));
  EXPECT_OK(evidence::VerifyProof(
      "health", evidence::OpenMessage(entry.signed_message())->envelope_digest,
      entry.proof(), book_, check_));
  // What is left is as good as before, also after a restart.
  Reopen();
  EXPECT_THAT(Notes(1), ElementsAre(kOther, kOther));
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_THAT(listener_.opened, SizeIs(1));
}

TEST_F(DestructionStoreTest, WhatLayOnTheDiskOpensNeverAgain) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Accept(NoteRequest(2)));
  const std::string before = RowOf(1);
  const std::string context = evidence::ReceivedContext(SomeCase(), 1);
  ASSERT_OK(store_->OpenSealed(SomeCase(), context, before));
  ASSERT_OK(Deliver(Withdrawal(3)));
  EXPECT_THAT(store_->OpenSealed(SomeCase(), context, before),
              IsReason(Reason::kKeyMissing));
  EXPECT_OK(store_->OpenSealed(SomeCase(), context, RowOf(1)));
  Reopen();
  EXPECT_THAT(store_->OpenSealed(SomeCase(), context, before),
              IsReason(Reason::kKeyMissing));
  // Own messages of the case were sealed anew, too.
  EXPECT_OK(reader().Read(1));
  EXPECT_THAT(Confirmations(), SizeIs(1));
}

TEST_F(DestructionStoreTest, NothingOfItIsInAnyFile) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Deliver(Withdrawal(2)));
  Close();
  EXPECT_FALSE(FilesHold(directory_.Join("store"), kSecret));
  EXPECT_FALSE(FilesHold(directory_.Join("store"), kOther));
  // Where nothing is sealed the same search finds both.
  const Catalogue catalogue = CatalogueOf("health");
  RecordMaker router;
  std::swap(router, router_);
  auto plain = AgencyStore::Open(
      {.path = directory_.Join("plain"), .agency = "health", .insecure = true});
  ASSERT_OK(plain);
  store_ = *std::move(plain);
  outbox_ = std::make_unique<Outbox>(*store_, catalogue, clock_, listener_);
  inbox_ =
      std::make_unique<Inbox>(*store_, *outbox_, catalogue, clock_, listener_);
  ASSERT_OK(Deliver(Request(1, 1)));
  Close();
  EXPECT_TRUE(FilesHold(directory_.Join("plain"), kSecret));
  EXPECT_TRUE(FilesHold(directory_.Join("plain"), kOther));
}

TEST_F(DestructionStoreTest, IsDoneOnceHoweverOftenItComes) {
  ASSERT_OK(Deliver(Request(1, 1)));
  const v1::Record withdrawal = Withdrawal(2);
  ASSERT_OK(Deliver(withdrawal));
  ASSERT_OK(Deliver(withdrawal));
  Reopen();
  ASSERT_OK(Deliver(withdrawal));
  EXPECT_THAT(Confirmations(), SizeIs(1));
}

TEST_F(DestructionStoreTest, AnAgencyThatHeldNothingSaysSo) {
  ASSERT_OK(Deliver(Withdrawal(1)));
  ASSERT_THAT(Confirmations(), SizeIs(1));
  EXPECT_EQ(Confirmations()[0].parts_count(), 0u);
  EXPECT_EQ(listener_.destroyed, 0u);
}

TEST_F(DestructionStoreTest, AWithdrawalFromOthersConcernsNobodyHere) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Deliver(Withdrawal(2, "p1", "labour")));
  EXPECT_THAT(Notes(1), ElementsAre(kSecret, kOther));
  EXPECT_THAT(Confirmations(), IsEmpty());
}

TEST_F(DestructionStoreTest, OtherCasesAndOwnRecordsStay) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Deliver(Request(2, 2, SomeCase(9))));
  ASSERT_OK(Accept(NoteRequest(3, SomeCase(), "own words")));
  RecordMessage(3);
  ASSERT_OK(Deliver(Withdrawal(4)));
  EXPECT_THAT(Notes(1), ElementsAre(kOther, "own words"));
  EXPECT_THAT(Notes(2), ElementsAre(kSecret, kOther));
}

TEST_F(DestructionStoreTest, OneMessageMayWithdrawForSeveral) {
  ASSERT_OK(Deliver(Request(1, 1)));
  evidence::BuildSpec spec = SpecOf(2, "education");
  for (const char* person : {"p1", "p2", "p1"}) {
    spec.acts.emplace_back().mutable_consent_withdrawn()->set_person_id(person);
  }
  ASSERT_OK(Deliver(Record(spec)));
  EXPECT_THAT(Notes(1), IsEmpty());
  std::vector<std::string> people;
  for (const auto& one : Confirmations()) {
    EXPECT_EQ(one.parts_count(), 1u);
    people.push_back(one.person_id());
  }
  EXPECT_THAT(people, ElementsAre("p1", "p2"));
}

TEST_F(DestructionStoreTest, MeetsWhatIsStoredInTheSameWrite) {
  // Nothing of the case is on the disk when the withdrawal is decided.
  std::vector<std::future<absl::Status>> done;
  for (const v1::Record& record :
       {Request(1, 1), Withdrawal(2), Request(3, 3)}) {
    const RecordKeys keys{book_, check_};
    auto promise = std::make_shared<std::promise<absl::Status>>();
    done.push_back(promise->get_future());
    ASSERT_OK(inbox_->Store(
        *OpenReceived(record, &keys),
        [promise](const absl::Status& status) { promise->set_value(status); }));
  }
  for (auto& one : done) EXPECT_OK(one.get());
  // What came behind it the router has shown knowing of it.
  EXPECT_THAT(Notes(1), ElementsAre(kOther, kSecret, kOther));
  Reopen();
  EXPECT_THAT(Notes(1), ElementsAre(kOther, kSecret, kOther));
}

class LeadDestructionTest : public DestructionStoreTest {
 protected:
  LeadDestructionTest() : DestructionStoreTest("sms") {}
};

TEST_F(LeadDestructionTest, TheLeadKeepsItsRecords) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Deliver(Withdrawal(2)));
  EXPECT_THAT(Notes(1), ElementsAre(kSecret, kOther));
  EXPECT_THAT(Confirmations(), IsEmpty());
}

}  // namespace
}  // namespace referral::agency
