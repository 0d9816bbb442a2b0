// Notices and after-care at the desk, over a real connection.
#include "common/base/errors.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::ReferralDesk::Stub;

class DeskNoticesTest : public AgencyFixture {
 protected:
  DeskNoticesTest() : AgencyFixture("health") {}

  // A clock ran out; returns once it is at the desk.
  void ReceivePassed(int message, const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, "AZ", case_id);
    spec.acts.emplace_back();
    auto& passed = *spec.acts[0].mutable_deadline_passed();
    passed.set_clock(v1::CLOCK_FOLLOW_UP);
    passed.set_silent_agency("health");
    const v1::Record record = router_.MakeRecord(spec);
    router_.Deliver(record);
    ASSERT_OK_AND_ASSIGN(const auto head,
                         evidence::ParseRecordHead(record.head()));
    ASSERT_TRUE(router_.AwaitAck(head.position));
  }

  std::vector<uint64_t> Numbers(v1::ListNoticesRequest request = {}) {
    std::vector<uint64_t> numbers;
    do {
      const auto page = Call(&Stub::ListNotices, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const auto& notice : page->notices()) {
        numbers.push_back(notice.number());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return numbers;
  }

  absl::StatusOr<v1::Notice> Dismiss(uint64_t number) {
    v1::DismissNoticeRequest request;
    request.set_number(number);
    return Call(&Stub::DismissNotice, request);
  }
};

TEST_F(DeskNoticesTest, AreListedInPagesUntilDismissed) {
  Start();
  for (int n = 1; n <= 5; ++n) ReceivePassed(n);
  ReceivePassed(6, SomeCase(9));
  v1::ListNoticesRequest request;
  request.set_page_size(2);
  EXPECT_THAT(Numbers(request), ElementsAre(1, 2, 3, 4, 5, 6));
  request.set_case_id(SomeCase(9));
  EXPECT_THAT(Numbers(request), ElementsAre(6));
  ASSERT_OK_AND_ASSIGN(const v1::Notice notice, Dismiss(3));
  EXPECT_EQ(notice.kind(), v1::Notice::KIND_OVERDUE);
  EXPECT_EQ(notice.clock(), v1::CLOCK_FOLLOW_UP);
  EXPECT_EQ(notice.case_id(), SomeCase());
  EXPECT_THAT(Dismiss(3), IsReason(Reason::kNotFound));
  Restart();
  EXPECT_THAT(Numbers(), ElementsAre(1, 2, 4, 5, 6));
  EXPECT_THAT(router_.nacks(), IsEmpty());
}

TEST_F(DeskNoticesTest, ABadPageIsRefused) {
  Start();
  v1::ListNoticesRequest size;
  size.set_page_size(1001);
  EXPECT_THAT(Call(&Stub::ListNotices, size), IsReason(Reason::kInvalidField));
  v1::ListNoticesRequest token;
  token.set_page_token("d29ya2xpc3Q6eA");  // of the worklist
  EXPECT_THAT(Call(&Stub::ListNotices, token), IsReason(Reason::kInvalidField));
}

TEST_F(DeskNoticesTest, AWatcherSeesWhatThereIsAndWhatComes) {
  Start();
  ReceivePassed(1);
  ReceivePassed(2, SomeCase(9));
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  v1::WatchNoticesRequest request;
  request.set_case_id(SomeCase());
  const auto stream = desk_->WatchNotices(&context, request);
  v1::Notice notice;
  ASSERT_TRUE(stream->Read(&notice));
  EXPECT_EQ(notice.number(), 1u);
  ReceivePassed(3, SomeCase(9));
  ReceivePassed(4);
  ASSERT_TRUE(stream->Read(&notice));
  EXPECT_EQ(notice.number(), 4u);
  context.TryCancel();
}

TEST_F(DeskNoticesTest, AreForSystemsOfThisAgencyAlone) {
  Start();
  ReceivePassed(1);
  rpc::Peer stranger = System();
  stranger.id = "education";
  EXPECT_FALSE(
      CallAs(stranger, &Stub::ListNotices, v1::ListNoticesRequest()).ok());
  v1::DismissNoticeRequest request;
  request.set_number(1);
  EXPECT_FALSE(CallAs(stranger, &Stub::DismissNotice, request).ok());
  EXPECT_THAT(Numbers(), ElementsAre(1));
}

// Its worklist has no referral of the case.
TEST_F(DeskNoticesTest, WhoLooksAfterACaseSaysHowItGoesAndHandsItOver) {
  Start();
  v1::RecordFollowUpRequest follow_up;
  *follow_up.mutable_call() = CallOf(11);
  follow_up.mutable_follow_up()->set_finding_code("STABLE");
  ASSERT_OK_AND_ASSIGN(const v1::Submission recorded,
                       Call(&Stub::RecordFollowUp, follow_up));
  EXPECT_EQ(recorded.state(), v1::Submission::STATE_RECORDED);
  v1::HandOverContinuationRequest hand_over;
  *hand_over.mutable_call() = CallOf(12);
  auto& act = *hand_over.mutable_hand_over();
  act.mutable_continuation()->set_owner("education");
  *act.mutable_continuation()->mutable_follow_up_date() = DateOf(2019, 9, 1);
  act.set_reason_code("CLOSER_TO_HOME");
  ASSERT_OK_AND_ASSIGN(const v1::Submission handed_over,
                       Call(&Stub::HandOverContinuation, hand_over));
  EXPECT_EQ(handed_over.state(), v1::Submission::STATE_RECORDED);
  EXPECT_THAT(router_.order(), ElementsAre(Uuid(11), Uuid(12)));
  // Not without a new owner, a day and a reason.
  hand_over.mutable_call()->set_message_id(Uuid(13));
  hand_over.mutable_hand_over()->clear_reason_code();
  EXPECT_THAT(Call(&Stub::HandOverContinuation, hand_over),
              IsReason(Reason::kInvalidField));
  hand_over.clear_hand_over();
  EXPECT_THAT(Call(&Stub::HandOverContinuation, hand_over),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::agency
