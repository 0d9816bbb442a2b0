#include "services/agency/store/outbox.h"

#include "common/evidence/message.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Submission;

class OutboxTest : public StoreFixture {
 protected:
  std::vector<std::string> List(Submission::State state) {
    std::vector<std::string> ids;
    uint64_t after = 0;
    do {
      const auto page = reader().List(state, after, 2);
      EXPECT_OK(page);
      for (const Submission& one : page->submissions) {
        ids.push_back(one.message_id());
      }
      after = page->next_after;
    } while (after != 0);
    return ids;
  }

  std::vector<uint64_t> Opened() {
    std::vector<uint64_t> numbers;
    for (const OpenEntry& entry : listener_.opened) {
      numbers.push_back(entry.number);
    }
    return numbers;
  }
};

TEST_F(OutboxTest, AcceptedIsQueuedAndTold) {
  ASSERT_OK_AND_ASSIGN(const Submission submission, Accept(ReferRequest(1, 1)));
  EXPECT_EQ(submission.message_id(), Uuid(1));
  EXPECT_EQ(submission.case_id(), SomeCase());
  EXPECT_EQ(submission.state(), Submission::STATE_QUEUED);
  EXPECT_TRUE(submission.has_accepted_time());
  EXPECT_THAT(Opened(), ElementsAre(1));
  EXPECT_THAT(listener_.submissions, SizeIs(1));
  EXPECT_THAT(listener_.referrals, ElementsAre(ReferralId(1)));
}

TEST_F(OutboxTest, TheMessageSaysWhatTheCallSaid) {
  v1::ReferOnwardRequest request = ReferRequest(1, 1);
  *request.add_sections() = NoteOf("p1", "Günəş, Раҳимова");
  ASSERT_OK(Accept(request));
  ASSERT_OK_AND_ASSIGN(const auto entry, reader().Read(1));
  ASSERT_OK_AND_ASSIGN(const auto message,
                       evidence::OpenMessage(entry.signed_message()));
  EXPECT_EQ(message.envelope.sender(), "sms");
  EXPECT_EQ(message.envelope.message_id(), Uuid(1));
  EXPECT_EQ(message.sent_time, clock_.Now());
  ASSERT_THAT(message.acts, SizeIs(1));
  EXPECT_EQ(message.acts[0].act.officer(), "off-17");
  EXPECT_EQ(message.acts[0].act.referral_requested().service_code(),
            kTreatment);
  ASSERT_THAT(message.sections, SizeIs(1));
  EXPECT_EQ(message.sections[0].section.note().text(), "Günəş, Раҳимова");
}

TEST_F(OutboxTest, TheSameCallGetsTheSameAnswer) {
  ASSERT_OK_AND_ASSIGN(const Submission first, Accept(AnnouncementDraft(1)));
  EXPECT_OK(CheckCaseId(first.case_id()));
  EXPECT_EQ(HomeOf(first.case_id()), "AZ");
  ASSERT_OK_AND_ASSIGN(const auto entry, reader().Read(1));
  clock_.Advance(absl::Hours(1));
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const Submission again, Accept(AnnouncementDraft(1)));
    EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
    ASSERT_OK_AND_ASSIGN(const auto same, reader().Read(1));
    EXPECT_EQ(same.signed_message(), entry.signed_message());
    Reopen();
    EXPECT_THAT(Opened(), ElementsAre(1));
  }
}

TEST_F(OutboxTest, TheSameCallMeetsItselfInOneWrite) {
  std::vector<std::future<absl::StatusOr<Submission>>> answers;
  for (int i = 0; i < 20; ++i) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Submission>>>();
    answers.push_back(promise->get_future());
    outbox_->Accept(AnnouncementDraft(1),
                    [promise](absl::StatusOr<Submission> submission) {
                      promise->set_value(std::move(submission));
                    });
  }
  ASSERT_OK_AND_ASSIGN(const Submission first, answers[0].get());
  for (size_t i = 1; i < answers.size(); ++i) {
    ASSERT_OK_AND_ASSIGN(const Submission again, answers[i].get());
    EXPECT_EQ(again.case_id(), first.case_id());
  }
  EXPECT_THAT(Opened(), ElementsAre(1));
}

TEST_F(OutboxTest, OtherContentUnderTheSameIdIsRefused) {
  ASSERT_OK(Accept(ReferRequest(1, 1)));
  EXPECT_THAT(Accept(ReferRequest(1, 2)),
              IsReason(Reason::kDuplicateMessageId));
  EXPECT_THAT(Accept(NoteRequest(1)), IsReason(Reason::kDuplicateMessageId));
  Reopen();
  EXPECT_THAT(Accept(ReferRequest(1, 2)),
              IsReason(Reason::kDuplicateMessageId));
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_UNSPECIFIED);
}

TEST_F(OutboxTest, ARepeatIsAnsweredThoughItWouldBeRefusedToday) {
  ASSERT_OK(Accept(ReferRequest(1, 1)));
  // A second request of the referral would be REFERRAL_EXISTS.
  EXPECT_OK(Accept(ReferRequest(1, 1)));
  EXPECT_THAT(Accept(ReferRequest(2, 1)), IsReason(Reason::kReferralExists));
}

TEST_F(OutboxTest, ABadCallLeavesNothingBehind) {
  v1::ReferOnwardRequest request = ReferRequest(1, 1);
  request.mutable_referral()->set_service_code("medical.spa");
  EXPECT_THAT(Accept(request), IsReason(Reason::kUnknownService));
  v1::AddInformationRequest bad_text = NoteRequest(1);
  bad_text.mutable_sections(0)->mutable_note()->set_text("a\xc3(");
  EXPECT_THAT(Accept(bad_text), IsReason(Reason::kInvalidUtf8));
  v1::AddInformationRequest long_text =
      NoteRequest(1, SomeCase(), std::string(kMaxTextBytes + 1, 'x'));
  EXPECT_FALSE(Accept(long_text).ok());
  EXPECT_THAT(Accept(AcceptRequest(1, 1)), IsReason(Reason::kReferralNotFound));
  EXPECT_THAT(Opened(), IsEmpty());
  EXPECT_THAT(reader().Find(Uuid(1)), IsReason(Reason::kNotFound));
  // The id is free for the corrected call.
  EXPECT_OK(Accept(ReferRequest(1, 1)));
}

TEST_F(OutboxTest, RecordedKeepsItsReceipt) {
  ASSERT_OK(Accept(ReferRequest(1, 1)));
  EXPECT_FALSE(Item(1).recorded());
  const auto made = RecordMessage(1);
  EXPECT_EQ(SubmissionOf(1).state(), Submission::STATE_RECORDED);
  EXPECT_EQ(SubmissionOf(1).receipt().SerializeAsString(),
            made.receipt.SerializeAsString());
  EXPECT_TRUE(Item(1).recorded());
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
  ASSERT_OK_AND_ASSIGN(const v1::Submission again, Accept(ReferRequest(1, 1)));
  EXPECT_EQ(again.state(), Submission::STATE_RECORDED);
  // A second verdict changes nothing.
  Refuse(1, Reason::kCaseNotOpen);
  EXPECT_EQ(SubmissionOf(1).state(), Submission::STATE_RECORDED);
}

TEST_F(OutboxTest, ARefusalUndoesWhatWasPendingAndHoldsBackNothing) {
  ASSERT_OK(Accept(ReferRequest(1, 1)));
  ASSERT_OK(Accept(ReferRequest(2, 2)));
  Refuse(1, Reason::kConsentMissing);
  EXPECT_EQ(SubmissionOf(1).state(), Submission::STATE_REFUSED);
  EXPECT_THAT(rpc::FromProto(SubmissionOf(1).refusal()),
              IsReason(Reason::kConsentMissing));
  EXPECT_FALSE(worklist().Find(ReferralId(1))->has_value());
  EXPECT_EQ(Item(2).status(), v1::REFERRAL_STATUS_REQUESTED);
  RecordMessage(2);
  EXPECT_EQ(SubmissionOf(2).state(), Submission::STATE_RECORDED);
  Reopen();
  EXPECT_THAT(Opened(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const v1::Submission again, Accept(ReferRequest(1, 1)));
  EXPECT_EQ(again.state(), Submission::STATE_REFUSED);
}

TEST_F(OutboxTest, ARefusalStaysListedUntilItIsAcknowledged) {
  for (int i = 1; i <= 3; ++i) ASSERT_OK(Accept(NoteRequest(i)));
  Refuse(2, Reason::kConsentMissing);
  EXPECT_THAT(List(Submission::STATE_UNSPECIFIED),
              ElementsAre(Uuid(1), Uuid(2), Uuid(3)));
  EXPECT_THAT(List(Submission::STATE_REFUSED), ElementsAre(Uuid(2)));
  std::promise<absl::StatusOr<v1::Submission>> promise;
  outbox_->AcknowledgeRefusal(Uuid(2),
                              [&](absl::StatusOr<v1::Submission> submission) {
                                promise.set_value(std::move(submission));
                              });
  EXPECT_OK(promise.get_future().get());
  EXPECT_THAT(List(Submission::STATE_UNSPECIFIED),
              ElementsAre(Uuid(1), Uuid(3)));
  EXPECT_THAT(List(Submission::STATE_REFUSED), ElementsAre(Uuid(2)));
}

TEST_F(OutboxTest, OnlyARefusalCanBeAcknowledged) {
  ASSERT_OK(Accept(NoteRequest(1)));
  for (const auto& [message, want] : {std::pair(1, Reason::kIllegalTransition),
                                      std::pair(9, Reason::kNotFound)}) {
    std::promise<absl::StatusOr<v1::Submission>> promise;
    outbox_->AcknowledgeRefusal(Uuid(message),
                                [&](absl::StatusOr<v1::Submission> submission) {
                                  promise.set_value(std::move(submission));
                                });
    EXPECT_THAT(promise.get_future().get(), IsReason(want));
  }
}

TEST_F(OutboxTest, WhatIsOpenIsFoundAgain) {
  for (int i = 1; i <= 5; ++i) ASSERT_OK(Accept(NoteRequest(i)));
  RecordMessage(1);
  RecordMessage(2);
  RecordMessage(4);
  EXPECT_THAT(List(Submission::STATE_QUEUED), ElementsAre(Uuid(3), Uuid(5)));
  Reopen();
  EXPECT_THAT(Opened(), ElementsAre(3, 5));
  EXPECT_EQ(listener_.opened[0].case_id, SomeCase());
  ASSERT_OK(Accept(NoteRequest(6)));
  EXPECT_THAT(Opened(), ElementsAre(3, 5, 6));
}

TEST_F(OutboxTest, NumbersGoOnWhenNothingIsOpen) {
  ASSERT_OK(Accept(NoteRequest(1)));
  RecordMessage(1);
  Reopen();
  EXPECT_THAT(Opened(), IsEmpty());
  ASSERT_OK(Accept(NoteRequest(2)));
  EXPECT_THAT(Opened(), ElementsAre(2));
}

TEST_F(OutboxTest, IsFullAtItsDepth) {
  Reopen(2);
  ASSERT_OK(Accept(NoteRequest(1)));
  ASSERT_OK(Accept(NoteRequest(2)));
  EXPECT_THAT(Accept(NoteRequest(3)), IsReason(Reason::kQueueFull));
  EXPECT_OK(Accept(NoteRequest(2)));  // a repeat takes no room
  RecordMessage(1);
  EXPECT_OK(Accept(NoteRequest(3)));
}

TEST_F(OutboxTest, AStoreBelongsToOneAgency) {
  Close();
  AgencyStore::Options options = StoreOptions();
  options.agency = "health";
  EXPECT_THAT(AgencyStore::Open(options), IsReason(Reason::kConfigDiffers));
}

TEST_F(OutboxTest, AStoreStaysWhatItWasMade) {
  Close();
  AgencyStore::Options insecure = StoreOptions();
  insecure.insecure = true;
  EXPECT_THAT(AgencyStore::Open(insecure), IsReason(Reason::kInsecureRefused));
  insecure.path = directory_.Join("other");
  ASSERT_OK(AgencyStore::Open(insecure));
  AgencyStore::Options secure = StoreOptions();
  secure.path = insecure.path;
  EXPECT_THAT(AgencyStore::Open(secure), IsReason(Reason::kStoreInsecure));
  EXPECT_OK(AgencyStore::Open(insecure));
}

TEST_F(OutboxTest, OneProcessOwnsTheDirectory) {
  EXPECT_THAT(AgencyStore::Open(StoreOptions()),
              IsReason(Reason::kDataDirLocked));
}

}  // namespace
}  // namespace referral::agency
