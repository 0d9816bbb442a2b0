// Many referrals held and taken up again in one call [19].
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/agency/core/batch.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stub = v1::ReferralDesk::Stub;

constexpr int kCases = 200;
constexpr int kPerCase = 8;
constexpr int kInOneCase = 400;  // more than one message takes
constexpr int kReferrals = kCases * kPerCase + kInOneCase;  // 2,000

std::string CaseOf(int n) {
  const std::array<uint8_t, kCaseIdRandomBytes> random = {
      1,
      2,
      3,
      4,
      5,
      static_cast<uint8_t>(n / 200),
      static_cast<uint8_t>(n % 200)};
  return MintCaseId("AZ", random);
}

v1::HoldReferralsRequest HoldAll(int message) {
  v1::HoldReferralsRequest request;
  *request.mutable_call() = CallOf(message, "");
  request.set_reason(v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  *request.mutable_resume_date() = DateOf(2019, 5, 1);
  return request;
}

v1::ResumeReferralsRequest ResumeAll(int message) {
  v1::ResumeReferralsRequest request;
  *request.mutable_call() = CallOf(message, "");
  return request;
}

class BatchTest : public AgencyFixture {
 protected:
  BatchTest() : AgencyFixture("health") {}

  evidence::BuildSpec Spec(const std::string& case_id,
                           const std::string& sender) {
    return SpecOf(100'000 + ++records_, sender, case_id);
  }
  // Referrals from `first` on, in progress here, by two records of their case.
  void Deliver(const std::string& case_id, int first, int count) {
    evidence::BuildSpec asked = Spec(case_id, "sms");
    evidence::BuildSpec begun = Spec(case_id, "health");
    for (int i = first; i < first + count; ++i) {
      *asked.acts.emplace_back().mutable_referral_requested() =
          TreatmentRequest(i);
      begun.acts.emplace_back().mutable_referral_accepted()->set_referral_id(
          ReferralId(i));
      begun.acts.emplace_back().mutable_referral_started()->set_referral_id(
          ReferralId(i));
    }
    for (const evidence::BuildSpec& spec : {asked, begun}) {
      router_.Deliver(router_.MakeRecord(spec));
    }
    ASSERT_TRUE(router_.AwaitAcks(static_cast<size_t>(records_)));
  }

  // Every frame until the call ends; its status if it failed.
  template <typename Request>
  absl::StatusOr<std::vector<v1::BatchProgress>> Run(
      std::unique_ptr<grpc::ClientReader<v1::BatchProgress>> (Stub::*method)(
          grpc::ClientContext*, const Request&),
      const Request& request) {
    grpc::ClientContext context;
    rpc::AddIdentity(System(), context);
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(120));
    const auto stream = ((*desk_).*method)(&context, request);
    std::vector<v1::BatchProgress> frames;
    v1::BatchProgress frame;
    while (stream->Read(&frame)) frames.push_back(frame);
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return rpc::FromGrpc(status);
    return frames;
  }
  absl::StatusOr<std::vector<v1::BatchProgress>> Hold(
      const v1::HoldReferralsRequest& request) {
    return Run(&Stub::HoldReferrals, request);
  }
  absl::StatusOr<std::vector<v1::BatchProgress>> Resume(
      const v1::ResumeReferralsRequest& request) {
    return Run(&Stub::ResumeReferrals, request);
  }

  int CountOf(v1::ReferralStatus status) {
    int count = 0;
    v1::ListWorklistRequest request;
    request.add_statuses(status);
    request.set_page_size(1000);
    do {
      const auto page = Call(&Stub::ListWorklist, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      count += page->items_size();
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return count;
  }

  int records_ = 0;
};

void ExpectDone(const absl::StatusOr<std::vector<v1::BatchProgress>>& frames,
                int referrals) {
  ASSERT_OK(frames);
  ASSERT_FALSE(frames->empty());
  const v1::BatchProgress& last = frames->back();
  const auto want = static_cast<uint32_t>(referrals);
  EXPECT_TRUE(last.done()) << last.ShortDebugString();
  EXPECT_EQ(last.referrals(), want);
  EXPECT_EQ(last.queued(), want);
  EXPECT_EQ(last.recorded(), want);
  EXPECT_EQ(last.refused(), 0u);
}

TEST_F(BatchTest, ThousandsAreHeldAndTakenUpAgainAMessageForEachCase) {
  Start();
  for (int n = 0; n < kCases; ++n) {
    Deliver(CaseOf(n), n * kPerCase, kPerCase);
  }
  for (int i = 0; i < kInOneCase; i += 80) {
    Deliver(CaseOf(kCases), kCases * kPerCase + i, 80);
  }
  ASSERT_EQ(CountOf(v1::REFERRAL_STATUS_IN_PROGRESS), kReferrals);

  const auto held = Hold(HoldAll(1));
  ExpectDone(held, kReferrals);
  for (size_t i = 1; i < held->size(); ++i) {
    EXPECT_LE((*held)[i - 1].queued(), (*held)[i].queued());
    EXPECT_LE((*held)[i - 1].recorded(), (*held)[i].recorded());
  }
  EXPECT_EQ(CountOf(v1::REFERRAL_STATUS_ON_HOLD), kReferrals);
  // The case with more than a message takes has two.
  EXPECT_THAT(router_.recorded(), SizeIs(kCases + 2));

  // Calling again tells the same, and adds nothing.
  ExpectDone(Hold(HoldAll(1)), kReferrals);
  EXPECT_THAT(router_.recorded(), SizeIs(kCases + 2));

  ExpectDone(Resume(ResumeAll(2)), kReferrals);
  EXPECT_EQ(CountOf(v1::REFERRAL_STATUS_IN_PROGRESS), kReferrals);
  EXPECT_THAT(router_.recorded(), SizeIs(2 * (kCases + 2)));

  // The hold is over: its message id holds nothing again, also afterwards.
  ExpectDone(Hold(HoldAll(1)), kReferrals);
  Restart();
  ExpectDone(Hold(HoldAll(1)), kReferrals);
  EXPECT_EQ(CountOf(v1::REFERRAL_STATUS_IN_PROGRESS), kReferrals);
  EXPECT_THAT(router_.recorded(), SizeIs(2 * (kCases + 2)));
}

TEST_F(BatchTest, HoldsOnlyWhatIsMeant) {
  Start();
  Deliver(SomeCase(1), 1, 2);
  v1::HoldReferralsRequest elsewhere = HoldAll(1);
  elsewhere.set_region_code("ganja");
  ExpectDone(Hold(elsewhere), 0);
  v1::HoldReferralsRequest schools = HoldAll(2);
  schools.set_service_code(kSchool);
  ExpectDone(Hold(schools), 0);
  v1::HoldReferralsRequest meant = HoldAll(3);
  meant.set_region_code("baku");
  meant.set_service_code(kTreatment);
  ExpectDone(Hold(meant), 2);
}

TEST_F(BatchTest, TakesUpOnlyWhatIsHeldForTheReason) {
  Start();
  Deliver(SomeCase(1), 1, 2);
  v1::HoldReferralRequest one;
  *one.mutable_call() = CallOf(11, SomeCase(1));
  one.set_referral_id(ReferralId(1));
  one.set_reason(v1::HOLD_REASON_HEALTH);
  *one.mutable_resume_date() = DateOf(2019, 4, 1);
  ASSERT_OK(Call(&Stub::HoldReferral, one));
  ExpectDone(Hold(HoldAll(12)), 1);  // the other, for another reason

  v1::ResumeReferralsRequest resume = ResumeAll(13);
  resume.set_reason(v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  ExpectDone(Resume(resume), 1);
  EXPECT_EQ(Item(1)->status(), v1::REFERRAL_STATUS_ON_HOLD);
  EXPECT_EQ(Item(2)->status(), v1::REFERRAL_STATUS_IN_PROGRESS);
}

TEST_F(BatchTest, ARefusalIsCountedAndNotTriedAgain) {
  Start();
  Deliver(SomeCase(1), 1, 2);
  Deliver(SomeCase(2), 3, 1);
  router_.FailNext(BatchMessageId(Uuid(1), SomeCase(1), 0),
                   {MakeError(Reason::kCaseNotOpen, "closed")});
  for (int again = 0; again < 2; ++again) {
    const auto frames = Hold(HoldAll(1));
    ASSERT_OK(frames);
    EXPECT_TRUE(frames->back().done());
    EXPECT_EQ(frames->back().referrals(), 3u);
    EXPECT_EQ(frames->back().recorded(), 1u);
    EXPECT_EQ(frames->back().refused(), 2u);
  }
  EXPECT_EQ(Item(1)->status(), v1::REFERRAL_STATUS_IN_PROGRESS);
}

TEST_F(BatchTest, WhoGoesAwayEndsOnlyTheTelling) {
  Start();
  Deliver(SomeCase(1), 1, 3);
  router_.Stop();  // nothing is recorded: the call does not end by itself
  {
    grpc::ClientContext context;
    rpc::AddIdentity(System(), context);
    const auto stream = desk_->HoldReferrals(&context, HoldAll(1));
    v1::BatchProgress frame;
    while (stream->Read(&frame) && frame.queued() < 3) {
    }
    EXPECT_EQ(frame.queued(), 3u);
    EXPECT_FALSE(frame.done());
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_EQ(CountOf(v1::REFERRAL_STATUS_ON_HOLD), 3);
  router_.Start();
  ExpectDone(Hold(HoldAll(1)), 3);
  EXPECT_THAT(router_.recorded(), SizeIs(1));
}

TEST_F(BatchTest, AWrongOrderIsRefusedWhole) {
  Start();
  Deliver(SomeCase(1), 1, 1);
  ASSERT_OK(Call(&Stub::HoldReferral, [] {
    v1::HoldReferralRequest one;
    *one.mutable_call() = CallOf(9, SomeCase(1));
    one.set_referral_id(ReferralId(1));
    one.set_reason(v1::HOLD_REASON_HEALTH);
    *one.mutable_resume_date() = DateOf(2019, 4, 1);
    return one;
  }()));
  v1::HoldReferralsRequest of_case = HoldAll(1);
  of_case.mutable_call()->set_case_id(SomeCase(1));
  EXPECT_THAT(Hold(of_case), IsReason(Reason::kInvalidField));
  v1::HoldReferralsRequest no_reason = HoldAll(1);
  no_reason.clear_reason();
  EXPECT_THAT(Hold(no_reason), IsReason(Reason::kReasonRequired));
  v1::HoldReferralsRequest no_date = HoldAll(1);
  no_date.clear_resume_date();
  EXPECT_THAT(Hold(no_date), IsReason(Reason::kInvalidDate));

  // One message id, one request: of this desk, whatever it is.
  ExpectDone(Hold(HoldAll(1)), 0);
  v1::HoldReferralsRequest other = HoldAll(1);
  other.set_region_code("baku");
  EXPECT_THAT(Hold(other), IsReason(Reason::kDuplicateMessageId));
  EXPECT_THAT(Resume(ResumeAll(1)), IsReason(Reason::kDuplicateMessageId));
  EXPECT_THAT(Hold(HoldAll(9)), IsReason(Reason::kDuplicateMessageId));
  EXPECT_THAT(AddNote(1, SomeCase(1)), IsReason(Reason::kDuplicateMessageId));
}

TEST_F(BatchTest, OnlySystemsOfTheAgencyGiveOrders) {
  Start();
  grpc::ClientContext context;  // nobody
  const auto stream = desk_->HoldReferrals(&context, HoldAll(1));
  v1::BatchProgress frame;
  EXPECT_FALSE(stream->Read(&frame));
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()),
              IsReason(Reason::kNotAuthenticated));
}

}  // namespace
}  // namespace referral::agency
