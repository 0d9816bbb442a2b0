// Verification and receipts against a server that shows what it is told to.
#include "services/referralctl/commands.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <map>
#include <memory>

#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/referralctl/receipt_files.h"
#include "tests/services/referralctl/made_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::referralctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using testing::IsReason;

// Shows heads as the router does: in order, up to the first that is missing.
class FakeRouter final : public v1::RouterService::Service {
 public:
  std::map<std::string, std::map<std::uint64_t, v1::Record>> logs;

  void Put(const std::string& case_id, const MadeLog& made) {
    for (size_t i = 0; i < made.records.size(); ++i) {
      logs[case_id][i + 1] = made.records[i];
    }
  }

  grpc::Status ReadCaseLog(
      grpc::ServerContext*, const v1::ReadCaseLogRequest* request,
      grpc::ServerWriter<v1::ReadCaseLogResponse>* writer) override {
    EXPECT_TRUE(request->heads_only());
    const auto log = logs.find(request->case_id());
    if (log == logs.end()) {
      return rpc::ToGrpc(MakeError(Reason::kCaseNotFound, "no such case"));
    }
    std::uint64_t next = request->from_sequence();
    for (auto record = log->second.find(next); record != log->second.end();
         record = log->second.find(++next)) {
      v1::ReadCaseLogResponse response;
      *response.mutable_record() = record->second;
      if (!writer->Write(response)) break;
    }
    return grpc::Status::OK;
  }
};

class FakeOps final : public v1::OpsService::Service {
 public:
  std::vector<v1::VerifyCasesResponse> frames;
  grpc::Status status;
  // What the server waits for before it ends the stream.
  std::shared_future<void> wait;
  std::chrono::system_clock::time_point deadline;

  grpc::Status VerifyCases(
      grpc::ServerContext* context, const v1::VerifyCasesRequest*,
      grpc::ServerWriter<v1::VerifyCasesResponse>* writer) override {
    deadline = context->deadline();
    for (const v1::VerifyCasesResponse& frame : frames) writer->Write(frame);
    if (wait.valid()) wait.wait();
    return status;
  }
};

class FakeDesk final : public v1::ReferralDesk::Service {
 public:
  std::vector<v1::Receipt> receipts;

  grpc::Status ListSubmissions(grpc::ServerContext*,
                               const v1::ListSubmissionsRequest* request,
                               v1::ListSubmissionsResponse* response) override {
    EXPECT_EQ(request->state(), v1::Submission::STATE_RECORDED);
    // One a page.
    const size_t at =
        request->page_token().empty() ? 0 : std::stoul(request->page_token());
    if (at >= receipts.size()) return grpc::Status::OK;
    *response->add_submissions()->mutable_receipt() = receipts[at];
    if (at + 1 < receipts.size()) {
      response->set_next_page_token(std::to_string(at + 1));
    }
    return grpc::Status::OK;
  }
};

class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() {
    v1::VerifyCasesResponse frame;
    frame.set_cases_checked(2);
    frame.set_cases_total(2);
    frame.set_records_checked(4);
    frame.set_done(true);
    ops_.frames = {frame};
    router_.Put(kCase, made_);
    std::ofstream(dir_.Join("deployment.textproto")) << DeploymentText();
    EXPECT_OK(MakeReceiptDir(Receipts()));
  }
  void SetUp() override {
    rpc::ServerOptions options;
    options.listen_address = "127.0.0.1:0";
    options.insecure_loopback = true;
    ASSERT_OK_AND_ASSIGN(
        server_, rpc::Server::Start(options, {&router_, &ops_, &desk_}));
    settings_.server = server_->bound_address();
    settings_.insecure_loopback = true;
    settings_.timeout_seconds = 60;
    settings_.json = true;
  }

  std::string Receipts() const { return dir_.Join("receipts"); }
  void Save(const std::vector<v1::Receipt>& receipts) const {
    for (const v1::Receipt& receipt : receipts) {
      ASSERT_OK(SaveReceipt(Receipts(), receipt));
    }
  }
  Session Open() const {
    absl::StatusOr<Session> session = Session::Open(settings_);
    EXPECT_OK(session);
    return *std::move(session);
  }

  // Runs the verification; what it found as "sequence KIND".
  std::vector<std::string> Verify(const std::string& case_id = "",
                                  bool with_receipts = true) {
    VerifyQuestion question;
    question.case_id = case_id;
    if (with_receipts) question.receipts_dir = Receipts();
    question.deployment = dir_.Join("deployment.textproto");
    ::testing::internal::CaptureStdout();
    clean_ = VerifyCases(Open(), question);
    out_ = ::testing::internal::GetCapturedStdout();
    v1::VerifyCasesResponse result;
    std::vector<std::string> found;
    if (!clean_.ok()) return found;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(out_, &result).ok());
    for (const auto& finding : result.findings()) {
      found.push_back(absl::StrCat(finding.sequence(), " ",
                                   v1::FindingKind_Name(finding.kind())));
    }
    EXPECT_EQ(*clean_, found.empty());
    return found;
  }
  // The same for receipts in files.
  nlohmann::json VerifyFiles(const std::vector<std::string>& files,
                             const std::string& record = "") {
    ::testing::internal::CaptureStdout();
    clean_ = VerifyReceipts({files, dir_.Join("deployment.textproto"), record},
                            /*json=*/true);
    out_ = ::testing::internal::GetCapturedStdout();
    return nlohmann::json::parse(out_, nullptr, false);
  }
  std::string FileOf(std::uint64_t sequence) const {
    return absl::StrCat(Receipts(), "/", kCase, "-", sequence, ".json");
  }

  const std::string kCase = evidence::CaseId();
  const MadeLog made_ = MakeLog(kCase, 4);
  testing::TempDir dir_;
  FakeRouter router_;
  FakeOps ops_;
  FakeDesk desk_;
  Settings settings_;
  std::unique_ptr<rpc::Server> server_;
  absl::StatusOr<bool> clean_ = false;
  std::string out_;
};

TEST_F(CommandsTest, ALogThatKeptItsWordIsClean) {
  Save(made_.receipts);
  EXPECT_THAT(Verify(), IsEmpty());
  EXPECT_THAT(clean_, IsOkAndHolds(true));
}

TEST_F(CommandsTest, WhatTheServerFindsIsKept) {
  auto& finding = *ops_.frames[0].add_findings();
  finding.set_case_id(kCase);
  finding.set_sequence(2);
  finding.set_kind(v1::FINDING_KIND_CHANGED);
  ops_.frames.push_back(ops_.frames[0]);
  ops_.frames[1].mutable_findings(0)->set_sequence(3);
  EXPECT_THAT(Verify("", false),
              ElementsAre("2 FINDING_KIND_CHANGED", "3 FINDING_KIND_CHANGED"));
}

TEST_F(CommandsTest, ACutEndIsFound) {
  Save(made_.receipts);
  router_.logs[kCase].erase(4);
  router_.logs[kCase].erase(3);
  EXPECT_THAT(Verify(),
              ElementsAre("3 FINDING_KIND_CUT", "4 FINDING_KIND_CUT"));
}

TEST_F(CommandsTest, AGapIsNoCut) {
  Save(made_.receipts);
  router_.logs[kCase].erase(2);
  EXPECT_THAT(Verify(), ElementsAre("2 FINDING_KIND_MISSING"));
}

TEST_F(CommandsTest, ACaseThatIsGoneIsFound) {
  Save(made_.receipts);
  router_.logs.clear();
  EXPECT_EQ(Verify().size(), 4u);
  // Also when the server knows nothing of it.
  ops_.frames.clear();
  ops_.status = rpc::ToGrpc(MakeError(Reason::kCaseNotFound, "no such case"));
  EXPECT_EQ(Verify(kCase).size(), 4u);
  EXPECT_THAT(Verify(evidence::CaseId(9)), IsEmpty());
  EXPECT_THAT(clean_, IsReason(Reason::kCaseNotFound));
}

TEST_F(CommandsTest, ALogRewrittenWithTheRoutersKeyIsFound) {
  Save({made_.receipts[2]});
  router_.Put(kCase, MakeLog(kCase, 4));
  EXPECT_THAT(Verify(), ElementsAre("3 FINDING_KIND_REWRITTEN"));
}

TEST_F(CommandsTest, AForgedReceiptAccusesNobody) {
  Save({MakeLog(kCase, 1, crypto::SigningKey::Generate()).receipts[0]});
  std::ofstream(Receipts() + "/notes.txt") << "hello";
  EXPECT_THAT(Verify(), ElementsAre("0 FINDING_KIND_UNSPECIFIED",
                                    "1 FINDING_KIND_UNSPECIFIED"));
  EXPECT_THAT(out_, HasSubstr("SIGNATURE_INVALID"));
  EXPECT_THAT(out_, HasSubstr("notes.txt"));
}

TEST_F(CommandsTest, ASequenceFromNowhereCostsNothing) {
  v1::Receipt receipt = made_.receipts[0];
  receipt.set_sequence(~0ull);
  Save({receipt});
  EXPECT_EQ(Verify().size(), 1u);
}

TEST_F(CommandsTest, OneCaseIsHeldAgainstItsOwnReceipts) {
  Save(MakeLog(evidence::CaseId(9), 1).receipts);
  EXPECT_THAT(Verify(kCase), IsEmpty());
  EXPECT_EQ(Verify().size(), 1u);
}

TEST_F(CommandsTest, AVerificationHasNoDeadlineButSilenceEndsIt) {
  EXPECT_THAT(Verify("", false), IsEmpty());
  EXPECT_GT(ops_.deadline,
            std::chrono::system_clock::now() + std::chrono::hours(24));

  std::promise<void> answered;
  ops_.wait = answered.get_future().share();
  settings_.timeout_seconds = 1;
  Verify("", false);
  EXPECT_THAT(clean_, IsReason(Reason::kUnavailable));
  EXPECT_THAT(clean_.status().message(), HasSubstr("said nothing for 1 s"));
  answered.set_value();
}

TEST_F(CommandsTest, ReceiptsAreSavedOnceAndNeverChange) {
  desk_.receipts = made_.receipts;
  const auto save = [&] {
    ::testing::internal::CaptureStdout();
    clean_ = SaveReceipts(Open(), Receipts());
    out_ = ::testing::internal::GetCapturedStdout();
    return nlohmann::json::parse(out_);
  };
  nlohmann::json out = save();
  EXPECT_THAT(clean_, IsOkAndHolds(true));
  EXPECT_EQ(out["new"], 4);
  out = save();
  EXPECT_EQ(out["new"], 0);
  EXPECT_EQ(out["kept"], 4);
  desk_.receipts[1] = MakeLog(kCase, 2).receipts[1];
  out = save();
  EXPECT_THAT(clean_, IsOkAndHolds(false));
  EXPECT_EQ(out["kept"], 3);
  EXPECT_THAT(out["wrong"][0].get<std::string>(), HasSubstr(FileOf(2)));
}

TEST_F(CommandsTest, AReceiptIsCheckedWithoutAServer) {
  Save(made_.receipts);
  server_.reset();
  const nlohmann::json out = VerifyFiles({FileOf(1), FileOf(2)});
  EXPECT_THAT(clean_, IsOkAndHolds(true));
  EXPECT_EQ(out["receipts"].size(), 2u);
  EXPECT_EQ(out["receipts"][1]["sequence"], 2);
  EXPECT_EQ(out["receipts"][1]["key_id"], "r1");
}

TEST_F(CommandsTest, AReceiptThatDoesNotVerifyIsSaidToBe) {
  Save(MakeLog(kCase, 1, crypto::SigningKey::Generate()).receipts);
  const nlohmann::json out = VerifyFiles({FileOf(1)});
  EXPECT_THAT(clean_, IsOkAndHolds(false));
  EXPECT_EQ(out["receipts"][0]["reason_code"], "SIGNATURE_INVALID");
  VerifyFiles({FileOf(7)});
  EXPECT_THAT(clean_, IsReason(Reason::kInvalidArgumentFile));
}

TEST_F(CommandsTest, TheRecordProvesWhatTheReceiptSays) {
  Save(made_.receipts);
  const std::string record = dir_.Join("record");
  std::ofstream(record) << made_.records[1].SerializeAsString();
  VerifyFiles({FileOf(2)}, record);
  EXPECT_THAT(clean_, IsOkAndHolds(true));
  VerifyFiles({FileOf(1)}, record);
  EXPECT_THAT(clean_, IsOkAndHolds(false));
}

}  // namespace
}  // namespace referral::referralctl
