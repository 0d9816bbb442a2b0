// ReferralDesk over a real connection.
#include "services/agency/rpc/desk_service.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "tests/services/agency/rpc/agency_fixture.h"
#include "tests/support/unary_calls.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stub = v1::ReferralDesk::Stub;

class DeskServiceTest : public AgencyFixture {
 protected:
  DeskServiceTest() : AgencyFixture("health") {}

  // The lead requests treatment; returns once it is in the worklist.
  void ReceiveRequest(int message, int referral, const std::string& note = "",
                      const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, "sms", case_id);
    spec.acts.emplace_back();
    *spec.acts[0].mutable_referral_requested() = TreatmentRequest(referral);
    if (!note.empty()) spec.sections.push_back(NoteOf("p1", note));
    const v1::Record record = router_.MakeRecord(spec);
    router_.Deliver(record);
    ASSERT_OK_AND_ASSIGN(const auto head,
                         evidence::ParseRecordHead(record.head()));
    ASSERT_TRUE(router_.AwaitAck(head.position));
  }

  std::vector<std::string> ListIds(v1::ListWorklistRequest request) {
    std::vector<std::string> ids;
    do {
      const auto page = Call(&Stub::ListWorklist, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const auto& item : page->items()) ids.push_back(item.referral_id());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  rpc::Peer PeerOf(rpc::Peer::Kind kind, const std::string& id) {
    rpc::Peer peer;
    peer.kind = kind;
    peer.id = id;
    if (kind == rpc::Peer::Kind::kSystem) peer.system = "registry";
    return peer;
  }

  // Of a client with room for little on its way.
  std::unique_ptr<v1::ReferralDesk::Stub> SlowDesk() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1024);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    return v1::ReferralDesk::NewStub(grpc::CreateCustomChannel(
        agency_->address(), grpc::InsecureChannelCredentials(), arguments));
  }
};

TEST_F(DeskServiceTest, AReferralIsAcceptedStartedAndCompleted) {
  Start();
  ReceiveRequest(1, 1, "Göz ağrısı");
  ASSERT_OK_AND_ASSIGN(const v1::WorklistItem item, Item(1));
  EXPECT_EQ(item.status(), v1::REFERRAL_STATUS_REQUESTED);
  ASSERT_THAT(item.sections(), SizeIs(1));
  EXPECT_EQ(item.sections(0).note().text(), "Göz ağrısı");
  ASSERT_OK(Call(&Stub::AcceptReferral, AcceptRequest(11, 1)));
  ASSERT_OK(Call(&Stub::StartService, StartRequest(12, 1)));
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission,
                       Call(&Stub::CompleteReferral, CompleteRequest(13, 1)));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
  EXPECT_EQ(Item(1)->status(), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_EQ(Item(1)->outcome(), v1::OUTCOME_NEED_MET);
  EXPECT_TRUE(Item(1)->recorded());
}

TEST_F(DeskServiceTest, EveryErrorSaysWhatAndWhere) {
  Start();
  ReceiveRequest(1, 1);
  v1::AcceptReferralRequest no_date = AcceptRequest(11, 1);
  no_date.mutable_call()->clear_occurred_date();
  v1::AcceptReferralRequest future = AcceptRequest(11, 1);
  future.mutable_call()->mutable_occurred_date()->set_year(2200);
  v1::AcceptReferralRequest bad_id = AcceptRequest(11, 1);
  bad_id.mutable_call()->set_message_id("1");
  struct Case {
    const char* name;
    absl::Status status;
    Reason want;
    std::string where;
  };
  const Case kCases[] = {
      {"no date", Call(&Stub::AcceptReferral, no_date).status(),
       Reason::kInvalidField, "call.occurred_date"},
      {"the future", Call(&Stub::AcceptReferral, future).status(),
       Reason::kFutureDate, "call.occurred_date"},
      {"no UUID", Call(&Stub::AcceptReferral, bad_id).status(),
       Reason::kInvalidMessageId, "call.message_id"},
      {"unknown referral",
       Call(&Stub::AcceptReferral, AcceptRequest(11, 2)).status(),
       Reason::kReferralNotFound, ReferralId(2)},
      {"too early",
       Call(&Stub::CompleteReferral, CompleteRequest(11, 1)).status(),
       Reason::kIllegalTransition, "referral_completed"},
      {"no sections",
       Call(&Stub::AddInformation, v1::AddInformationRequest()).status(),
       Reason::kInvalidField, "sections"},
      {"no such submission", Submission(99).status(), Reason::kNotFound,
       Uuid(99)},
      {"no such referral", Item(99).status(), Reason::kReferralNotFound,
       "referral_id"},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    EXPECT_THAT(one.status, IsReason(one.want));
    EXPECT_EQ(Where(one.status), one.where);
    EXPECT_FALSE(Remedy(one.status).empty());
  }
  EXPECT_THAT(router_.order(), IsEmpty());
  EXPECT_OK(Call(&Stub::AcceptReferral, AcceptRequest(11, 1)));
  EXPECT_THAT(Call(&Stub::StartService, StartRequest(11, 1)),
              IsReason(Reason::kDuplicateMessageId));
}

TEST_F(DeskServiceTest, OnlySystemsOfThisAgencyAreLetIn) {
  Start();
  const rpc::Peer others[] = {
      PeerOf(rpc::Peer::Kind::kSystem, "education"),
      PeerOf(rpc::Peer::Kind::kAgency, "health"),
      PeerOf(rpc::Peer::Kind::kOperator, "ops"),
      rpc::Peer(),
  };
  for (const rpc::Peer& peer : others) {
    SCOPED_TRACE(static_cast<int>(peer.kind));
    EXPECT_FALSE(CallAs(peer, &Stub::AcceptReferral, AcceptRequest(1, 1)).ok());
    EXPECT_FALSE(
        CallAs(peer, &Stub::ListWorklist, v1::ListWorklistRequest()).ok());
    const auto item =
        CallAs(peer, &Stub::GetWorklistItem, v1::GetWorklistItemRequest());
    EXPECT_TRUE(IsPeerRefused(item.status())) << item.status();
  }
  EXPECT_THAT(CallAs(others[0], &Stub::AcceptReferral, AcceptRequest(1, 1)),
              IsReason(Reason::kPeerNotAllowed));
  EXPECT_THAT(CallAs(others[3], &Stub::AcceptReferral, AcceptRequest(1, 1)),
              IsReason(Reason::kNotAuthenticated));
  // An operator sees what waits, in codes.
  EXPECT_OK(
      CallAs(others[2], &Stub::ListSubmissions, v1::ListSubmissionsRequest()));
}

TEST_F(DeskServiceTest, ListsInPagesByStatusAndCase) {
  Start();
  for (int i = 1; i <= 5; ++i) {
    ReceiveRequest(i, i, "", SomeCase(i <= 3 ? 7 : 9));
  }
  ASSERT_OK(Call(&Stub::AcceptReferral, AcceptRequest(11, 2)));
  v1::ListWorklistRequest request;
  request.set_page_size(2);
  EXPECT_THAT(ListIds(request), SizeIs(5));
  request.set_case_id(SomeCase(9));
  EXPECT_THAT(ListIds(request), ElementsAre(ReferralId(4), ReferralId(5)));
  request.clear_case_id();
  request.add_statuses(v1::REFERRAL_STATUS_ACCEPTED);
  EXPECT_THAT(ListIds(request), ElementsAre(ReferralId(2)));
  request.set_page_size(kMaxListPage + 1);
  EXPECT_THAT(Call(&Stub::ListWorklist, request),
              IsReason(Reason::kInvalidField));
  request.set_page_size(kMaxListPage);
  EXPECT_OK(Call(&Stub::ListWorklist, request));
  request.set_page_token("bm9uc2Vuc2U");
  EXPECT_THAT(Call(&Stub::ListWorklist, request),
              IsReason(Reason::kInvalidField));
}

TEST_F(DeskServiceTest, ARefusedSubmissionIsListedUntilAcknowledged) {
  Start();
  router_.FailNext(Uuid(1), {MakeError(Reason::kCaseNotOpen, "closed")});
  ASSERT_OK(AddNote(1, SomeCase()));
  ASSERT_OK(AddNote(2, SomeCase()));
  const auto list = [&](v1::Submission::State state) {
    v1::ListSubmissionsRequest request;
    request.set_state(state);
    request.set_page_size(1);
    std::vector<std::string> ids;
    do {
      const auto page = Call(&Stub::ListSubmissions, request);
      EXPECT_OK(page);
      for (const auto& one : page->submissions()) {
        ids.push_back(one.message_id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  EXPECT_THAT(list(v1::Submission::STATE_UNSPECIFIED),
              ElementsAre(Uuid(1), Uuid(2)));
  EXPECT_THAT(list(v1::Submission::STATE_REFUSED), ElementsAre(Uuid(1)));
  v1::AcknowledgeRefusalRequest acknowledge;
  acknowledge.set_message_id(Uuid(1));
  EXPECT_OK(Call(&Stub::AcknowledgeRefusal, acknowledge));
  EXPECT_THAT(list(v1::Submission::STATE_UNSPECIFIED), ElementsAre(Uuid(2)));
}

TEST_F(DeskServiceTest, TheCallerIsAnsweredInTimeThoughTheRouterIsSilent) {
  router_.SwallowAnswers(true);
  longest_wait_ = absl::Milliseconds(100);
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission, AddNote(1, SomeCase()));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_QUEUED);
}

TEST_F(DeskServiceTest, TheCallersDeadlineIsKept) {
  router_.SwallowAnswers(true);
  Start();
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(1));
  v1::Submission submission;
  const grpc::Status status =
      desk_->AddInformation(&context, NoteRequest(1), &submission);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(submission.state(), v1::Submission::STATE_QUEUED);
}

TEST_F(DeskServiceTest, AWatcherSeesWhatThereIsAndWhatChanges) {
  Start();
  ReceiveRequest(1, 1);
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  const auto stream =
      desk_->WatchWorklist(&context, v1::WatchWorklistRequest());
  v1::WorklistItem item;
  ASSERT_TRUE(stream->Read(&item));
  EXPECT_EQ(item.referral_id(), ReferralId(1));
  EXPECT_EQ(item.status(), v1::REFERRAL_STATUS_REQUESTED);
  ASSERT_OK(Call(&Stub::AcceptReferral, AcceptRequest(11, 1)));
  while (stream->Read(&item) && !item.recorded()) {
  }
  EXPECT_EQ(item.status(), v1::REFERRAL_STATUS_ACCEPTED);
  ReceiveRequest(2, 2);
  ASSERT_TRUE(stream->Read(&item));
  EXPECT_EQ(item.referral_id(), ReferralId(2));
  context.TryCancel();
}

TEST_F(DeskServiceTest, SectionsShowInOneItemAndInNoList) {
  Start();
  ReceiveRequest(1, 1, "Göz ağrısı");
  v1::GetWorklistItemRequest one;
  one.set_referral_id(ReferralId(1));
  ASSERT_OK_AND_ASSIGN(const v1::WorklistItem shown,
                       Call(&Stub::GetWorklistItem, one));
  EXPECT_EQ(shown.sections_size(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::ListWorklistResponse page,
                       Call(&Stub::ListWorklist, v1::ListWorklistRequest()));
  ASSERT_EQ(page.items_size(), 1);
  EXPECT_EQ(page.items(0).sections_size(), 0);
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  const auto stream =
      desk_->WatchWorklist(&context, v1::WatchWorklistRequest());
  v1::WorklistItem watched;
  ASSERT_TRUE(stream->Read(&watched));
  EXPECT_EQ(watched.referral_id(), ReferralId(1));
  EXPECT_EQ(watched.sections_size(), 0);
  context.TryCancel();
}

TEST_F(DeskServiceTest, AWatcherOfOneCaseSeesNoOther) {
  Start();
  v1::WatchWorklistRequest request;
  request.set_case_id(SomeCase(9));
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  const auto stream = desk_->WatchWorklist(&context, request);
  ReceiveRequest(1, 1);
  ReceiveRequest(2, 2, "", SomeCase(9));
  v1::WorklistItem item;
  ASSERT_TRUE(stream->Read(&item));
  EXPECT_EQ(item.referral_id(), ReferralId(2));
  context.TryCancel();
}

TEST_F(DeskServiceTest, AWatcherWhoDoesNotReadIsEndedAndHoldsUpNobody) {
  longest_wait_ = absl::ZeroDuration();
  max_watch_backlog_ = 20;
  router_.Stop();
  Start();
  const auto slow = SlowDesk();
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  const auto stream =
      slow->WatchSubmissions(&context, v1::WatchSubmissionsRequest());
  for (int i = 1; i <= 300; ++i) ASSERT_OK(AddNote(i, SomeCase()));
  v1::Submission submission;
  int seen = 0;
  while (stream->Read(&submission)) ++seen;
  EXPECT_LT(seen, 300);
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()), IsReason(Reason::kSlowReader));
}

TEST_F(DeskServiceTest, AWatcherWhoDoesNotTakeARowIsCutOff) {
  longest_wait_ = absl::ZeroDuration();
  slow_reader_seconds_ = 1;
  router_.Stop();
  Start();
  const auto slow = SlowDesk();
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(60));
  const auto stream =
      slow->WatchSubmissions(&context, v1::WatchSubmissionsRequest());
  for (int i = 1; i <= 300; ++i) ASSERT_OK(AddNote(i, SomeCase()));
  const absl::Time latest = absl::Now() + absl::Seconds(30);
  while (!absl::StrContains(agency_->metrics().Text(),
                            "referral_refusals_total{reason=\"SLOW_READER\","
                            "where=\"stream\"} 1\n")) {
    ASSERT_LT(absl::Now(), latest) << "the watcher was not cut off";
    ASSERT_OK(Submission(1));  // others are served
  }
  v1::Submission submission;
  int seen = 0;
  while (stream->Read(&submission)) ++seen;
  EXPECT_LT(seen, 300);
  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(DeskServiceTest, EveryUnaryCallNeedsADeadline) {
  Start();
  rpc::ChannelOptions options;
  options.insecure_loopback = true;
  ASSERT_OK_AND_ASSIGN(const auto channel,
                       rpc::MakeChannel(agency_->address(), options));
  const auto methods = testing::UnaryMethodsOf("referral.v1.ReferralDesk");
  EXPECT_THAT(methods, Contains("/referral.v1.ReferralDesk/AcceptReferral"));
  for (const std::string& method : methods) {
    SCOPED_TRACE(method);
    EXPECT_THAT(testing::CallWithoutDeadline(channel, System(), method),
                IsReason(Reason::kDeadlineRequired));
  }
  EXPECT_THAT(agency_->metrics().Text(),
              HasSubstr(absl::StrCat("referral_refusals_total{reason="
                                     "\"DEADLINE_REQUIRED\",where=\"call\"} ",
                                     methods.size(), "\n")));
}

TEST_F(DeskServiceTest, CountsWhatItDoes) {
  Start();
  ReceiveRequest(1, 1);
  router_.FailNext(Uuid(12), {MakeError(Reason::kStatusChanged, "too late")});
  ASSERT_OK(Call(&Stub::AcceptReferral, AcceptRequest(11, 1)));
  ASSERT_OK(Call(&Stub::StartService, StartRequest(12, 1)));
  const std::string text = agency_->metrics().Text();
  for (const char* line : {"agency_submissions_total{state=\"accepted\"} 2\n",
                           "agency_submissions_total{state=\"recorded\"} 1\n",
                           "agency_submissions_total{state=\"refused\"} 1\n",
                           "agency_deliveries_total{result=\"stored\"} 1\n",
                           "agency_outbox_paused 0\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST_F(DeskServiceTest, AStoppingServiceEndsItsWatchersAndWaiters) {
  router_.SwallowAnswers(true);
  Start();
  grpc::ClientContext context;
  rpc::AddIdentity(System(), context);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  const auto stream =
      desk_->WatchSubmissions(&context, v1::WatchSubmissionsRequest());
  absl::StatusOr<v1::Submission> answer;
  std::thread caller([&] { answer = AddNote(1, SomeCase()); });
  v1::Submission submission;
  ASSERT_TRUE(stream->Read(&submission));
  const absl::Time before = absl::Now();
  agency_->Shutdown();
  EXPECT_LT(absl::Now() - before, kShutdownGrace);
  EXPECT_FALSE(stream->Read(&submission));
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()), IsReason(Reason::kShuttingDown));
  caller.join();
  ASSERT_OK(answer);
  EXPECT_EQ(answer->state(), v1::Submission::STATE_QUEUED);
}

// Places go straight to the router, or nowhere [33].
TEST_F(DeskServiceTest, CapacityIsPublishedAtTheRouterOrNotAtAll33) {
  Start();
  v1::PublishCapacityRequest request;
  request.add_capacities()->set_service_code(kTreatment);
  const auto published =
      Call(&v1::ReferralDesk::Stub::PublishCapacity, request);
  ASSERT_OK(published);
  EXPECT_EQ(published->capacities(0).service_code(), kTreatment);
  router_.Stop();
  const auto away = Call(&v1::ReferralDesk::Stub::PublishCapacity, request);
  EXPECT_THAT(away, IsReason(Reason::kUnavailable));
  EXPECT_NE(Remedy(away.status()), "");
}

}  // namespace
}  // namespace referral::agency
