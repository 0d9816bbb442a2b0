#include "common/evidence/record.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LogStreamTest : public RouterRpcTest {
 protected:
  void Open(const rpc::Peer& peer, const v1::ReadCaseLogRequest& request) {
    context_ = ContextOf(peer);
    stream_ = router_.stub().ReadCaseLog(context_.get(), request);
  }
  // The next record's sequence; 0 at the end.
  std::uint64_t Next() {
    v1::ReadCaseLogResponse response;
    if (!stream_->Read(&response)) return 0;
    record_ = response.record();
    const auto head = evidence::VerifyRecord(record_);
    EXPECT_OK(head);
    return head.ok() ? head->sequence : 0;
  }
  std::vector<std::uint64_t> ReadAll() {
    std::vector<std::uint64_t> sequences;
    while (const std::uint64_t sequence = Next()) sequences.push_back(sequence);
    return sequences;
  }
  absl::Status Finish() { return rpc::FromGrpc(stream_->Finish()); }

  static v1::ReadCaseLogRequest Log(const std::string& case_id) {
    v1::ReadCaseLogRequest request;
    request.set_case_id(case_id);
    return request;
  }

  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::ReadCaseLogResponse>> stream_;
  v1::Record record_;
};

TEST_F(LogStreamTest, LeadReadsTheWholeCaseAndItsChainVerifies) {
  TellCase(router_, 1, 1);
  Open(Agency("sms"), Log(CaseId(1)));
  evidence::ChainLink link;
  for (std::uint64_t sequence = 1; sequence <= 7; ++sequence) {
    ASSERT_EQ(Next(), sequence);
    EXPECT_TRUE(record_.has_message());
    EXPECT_EQ(record_.message().parts_size(), 1);
    ASSERT_OK_AND_ASSIGN(link, evidence::VerifyLink(record_.head(), link));
  }
  EXPECT_EQ(Next(), 0);
  EXPECT_OK(Finish());
}

TEST_F(LogStreamTest, ReadsFromASequenceOn) {
  TellCase(router_, 1, 0);
  v1::ReadCaseLogRequest request = Log(CaseId(1));
  request.set_from_sequence(5);
  Open(Agency("sms"), request);
  EXPECT_THAT(ReadAll(), ElementsAre(5, 6));
  EXPECT_OK(Finish());
  request.set_from_sequence(7);
  Open(Agency("sms"), request);
  EXPECT_THAT(ReadAll(), IsEmpty());
  EXPECT_OK(Finish());
}

TEST_F(LogStreamTest, HeadsOnlyShowNoPart) {
  TellCase(router_, 1, 0);
  v1::ReadCaseLogRequest request = Log(CaseId(1));
  request.set_heads_only(true);
  Open(Agency("sms"), request);
  EXPECT_EQ(ReadAll().size(), 6);
  EXPECT_FALSE(record_.has_message());
}

TEST_F(LogStreamTest, OperatorAndOversightGetHeadsWhateverTheyAskFor) {
  TellCase(router_, 1, 0);
  for (const rpc::Peer& peer : {Operator(), Agency("ombudsman")}) {
    Open(peer, Log(CaseId(1)));
    while (Next() != 0) EXPECT_FALSE(record_.has_message());
    EXPECT_OK(Finish());
  }
}

TEST_F(LogStreamTest, FollowTellsOfNewRecordsAsTheyCome) {
  ASSERT_OK(router_.AnnounceCase(1));
  v1::ReadCaseLogRequest request = Log(CaseId(1));
  request.set_follow(true);
  Open(Agency("sms"), request);
  EXPECT_EQ(Next(), 1);
  for (std::uint32_t i = 2; i <= 20; ++i) {
    ASSERT_OK(router_.AnnounceCase(i));  // another case wakes nobody
    ASSERT_OK(router_.Submit(
        "sms", Message("sms", CaseId(1), MessageId(100 + i), Inform())));
    EXPECT_EQ(Next(), i);
  }
  context_->TryCancel();
  EXPECT_EQ(Next(), 0);
}

TEST_F(LogStreamTest, StoppingRouterEndsFollowers) {
  ASSERT_OK(router_.AnnounceCase(1));
  v1::ReadCaseLogRequest request = Log(CaseId(1));
  request.set_follow(true);
  Open(Agency("sms"), request);
  EXPECT_EQ(Next(), 1);
  router_.Stop();
  EXPECT_EQ(Next(), 0);
  EXPECT_THAT(Finish(), IsReason(Reason::kShuttingDown));
}

TEST_F(LogStreamTest, CaseThatIsNotForTheReaderDoesNotExist) {
  TellCase(router_, 1, 0);
  const struct {
    rpc::Peer peer;
    std::string case_id;
    Reason want;
  } kRows[] = {
      {Agency("health"), CaseId(1), Reason::kCaseNotFound},
      {Agency("sms"), CaseId(2), Reason::kCaseNotFound},
      {Agency("sms"), "AZ-ROUTER", Reason::kInvalidCaseId},
      {Agency("sms"), "", Reason::kInvalidCaseId},
      {Agency("iom"), CaseId(1), Reason::kRoleNotAllowed},
      {Agency("border"), CaseId(1), Reason::kRoleNotAllowed},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.peer.id + " " + row.case_id);
    Open(row.peer, Log(row.case_id));
    EXPECT_EQ(Next(), 0);
    EXPECT_THAT(Finish(), IsReason(row.want));
  }
}

TEST_F(LogStreamTest, OperatorReadsTheRoutersOwnLog) {
  Open(Operator(), Log("AZ-ROUTER"));
  EXPECT_THAT(ReadAll(), ElementsAre(1, 2));  // deployment, programme
  EXPECT_OK(Finish());
}

}  // namespace
}  // namespace referral::router::testing
