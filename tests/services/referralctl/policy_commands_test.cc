// Versions of programmes against a server that says what it is told to, and
// files without any server.
#include "services/referralctl/policy_commands.h"

#include <fstream>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "tests/common/config/texts.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::referralctl {
namespace {

using ::testing::HasSubstr;
using testing::IsOkAndHolds;
using testing::IsReason;
using testing::kDeployment;
using testing::kProgramme;
using ::testing::Not;
using Json = nlohmann::json;

class FakeOps final : public v1::OpsService::Service {
 public:
  std::map<std::uint32_t, std::string> versions = {{1, kProgramme}};
  v1::LoadConfigFileRequest asked;
  v1::MoveCasesRequest asked_move;
  v1::LoadConfigFileResponse loaded;
  absl::Status refusal;
  std::vector<v1::MoveCasesResponse> frames;

  grpc::Status GetStatus(grpc::ServerContext*, const v1::GetStatusRequest*,
                         v1::RouterStatus* response) override {
    response->add_configs()->set_id("deployment");
    v1::ConfigStatus& status = *response->add_configs();
    status.set_id("az-test");
    status.set_version(versions.rbegin()->first);
    status.set_differs_on_disk(true);
    response->add_configs()->set_id("tj-new");
    return grpc::Status::OK;
  }
  grpc::Status GetConfigFile(grpc::ServerContext*,
                             const v1::GetConfigFileRequest* request,
                             v1::ConfigFile* response) override {
    const std::uint32_t version =
        request->version() == 0 ? versions.rbegin()->first : request->version();
    if (versions.count(version) == 0) {
      return rpc::ToGrpc(MakeError(Reason::kNotFound, "no such version"));
    }
    for (const auto& [number, text] : versions) {
      response->add_versions(number);
    }
    response->set_text(versions[version]);
    response->mutable_status()->set_id(request->id());
    response->mutable_status()->set_version(version);
    return grpc::Status::OK;
  }
  grpc::Status LoadConfigFile(grpc::ServerContext*,
                              const v1::LoadConfigFileRequest* request,
                              v1::LoadConfigFileResponse* response) override {
    asked = *request;
    if (!refusal.ok()) return rpc::ToGrpc(refusal);
    *response = loaded;
    return grpc::Status::OK;
  }
  grpc::Status MoveCases(
      grpc::ServerContext*, const v1::MoveCasesRequest* request,
      grpc::ServerWriter<v1::MoveCasesResponse>* writer) override {
    asked_move = *request;
    for (const v1::MoveCasesResponse& frame : frames) writer->Write(frame);
    return refusal.ok() ? grpc::Status::OK : rpc::ToGrpc(refusal);
  }
};

class PolicyCommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rpc::ServerOptions options;
    options.listen_address = "127.0.0.1:0";
    options.insecure_loopback = true;
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, {&ops_}));
    settings_.server = server_->bound_address();
    settings_.insecure_loopback = true;
    settings_.timeout_seconds = 60;
    Write("programme.textproto", kProgramme);
    Write("deployment.textproto", kDeployment);
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(dir_.Join(name)) << text;
    return dir_.Join(name);
  }
  std::string Richer() {
    return absl::StrReplaceAll(
        kProgramme, {{"minor_units: 200000", "minor_units: 250000"}});
  }
  // Runs `command` with a session; what it printed is in out_.
  template <typename Fn>
  auto Run(Fn command) {
    absl::StatusOr<Session> session = Session::Open(settings_);
    EXPECT_OK(session);
    ::testing::internal::CaptureStdout();
    auto result = command(*session);
    out_ = ::testing::internal::GetCapturedStdout();
    return result;
  }
  absl::Status Diff(const DiffQuestion& question) {
    return Run([&](const Session& s) { return DiffProgramme(s, question); });
  }
  absl::Status Load(ConfigKind kind, const std::string& file,
                    bool dry_run = false) {
    return Run([&](const Session& s) {
      return LoadConfig(s, {kind, file, "more money", dry_run});
    });
  }
  absl::StatusOr<bool> Move(const MoveOrder& order) {
    return Run([&](const Session& s) { return MoveCases(s, order); });
  }
  bool Check(const std::vector<std::string>& files,
             const std::string& deployment = "", bool json = false) {
    ::testing::internal::CaptureStdout();
    const bool clean = CheckProgrammes(files, deployment, json);
    out_ = ::testing::internal::GetCapturedStdout();
    return clean;
  }

  testing::TempDir dir_;
  FakeOps ops_;
  Settings settings_;
  std::unique_ptr<rpc::Server> server_;
  std::string out_;
};

TEST_F(PolicyCommandsTest, ListShowsVersionsAndWhatIsNotInForce) {
  ops_.versions[2] = Richer();
  ASSERT_OK(Run([](const Session& s) { return ListProgrammes(s); }));
  EXPECT_EQ(out_,
            "PROGRAMME  NEWEST  VERSIONS  ON DISK     TITLE\n"
            "az-test         2  1 to 2    differs     Test\n"
            "tj-new          -  -         not loaded\n");
}

TEST_F(PolicyCommandsTest, ShowPrintsTheTextAsItWasLoaded) {
  ops_.versions[2] = Richer();
  const auto show = [&](std::uint32_t version) {
    return Run(
        [&](const Session& s) { return ShowConfig(s, "az-test", version); });
  };
  ASSERT_OK(show(0));
  EXPECT_EQ(out_, Richer());
  ASSERT_OK(show(1));
  EXPECT_EQ(out_, kProgramme);
  EXPECT_THAT(show(3), IsReason(Reason::kNotFound));
}

TEST_F(PolicyCommandsTest, DiffComparesWithAFileOrTwoVersions) {
  const std::string file = Write("richer.textproto", Richer());
  ASSERT_OK(Diff({"az-test", file, {}}));
  EXPECT_EQ(out_,
            "FIELD                          VERSION 1  FILE\n"
            "budget.per_person_minor_units  200000     250000\n");
  ops_.versions[2] = Richer();
  ASSERT_OK(Diff({"az-test", "", {2, 1}}));
  EXPECT_THAT(out_, HasSubstr("VERSION 2  VERSION 1\n"));
  ASSERT_OK(Diff({"az-test", file, {}}));
  EXPECT_EQ(out_, "Nothing differs but comments and order.\n");
  settings_.json = true;
  ASSERT_OK(Diff({"az-test", "", {1, 2}}));
  EXPECT_EQ(Json::parse(out_)["changes"][0]["to"], "250000");
}

TEST_F(PolicyCommandsTest, DiffWantsAFileOrTwoVersions) {
  EXPECT_THAT(Diff({"az-test", "", {}}), IsReason(Reason::kInvalidFlag));
  EXPECT_THAT(Diff({"az-test", dir_.Join("programme.textproto"), {1, 2}}),
              IsReason(Reason::kInvalidFlag));
  EXPECT_THAT(Diff({"az-test", dir_.Join("missing"), {}}),
              IsReason(Reason::kInvalidArgumentFile));
  EXPECT_THAT(Diff({"az-test", Write("bad", "id: 1\n"), {}}),
              IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(Diff({"az-test", "", {1, 9}}), IsReason(Reason::kNotFound));
}

TEST_F(PolicyCommandsTest, LoadSendsTheFileAndSaysWhatCameOfIt) {
  ops_.loaded.mutable_status()->set_id("az-test");
  ops_.loaded.mutable_status()->set_version(2);
  ops_.loaded.mutable_status()->set_differs_on_disk(true);
  const std::string file = dir_.Join("programme.textproto");
  ASSERT_OK(Load(ConfigKind::kProgramme, file));
  EXPECT_EQ(ops_.asked.programme_text(), kProgramme);
  EXPECT_EQ(ops_.asked.reason(), "more money");
  EXPECT_FALSE(ops_.asked.dry_run());
  EXPECT_THAT(out_, HasSubstr("az-test version 2 is in force.\n"));
  EXPECT_THAT(out_, HasSubstr("referralctl programme move"));
  EXPECT_THAT(out_, HasSubstr("file on disk is another one"));
  ASSERT_OK(Load(ConfigKind::kProgramme, file, /*dry_run=*/true));
  EXPECT_TRUE(ops_.asked.dry_run());
  EXPECT_EQ(out_, "No mistake found; it would be az-test version 2.\n");
  ops_.loaded.set_unchanged(true);
  ops_.loaded.mutable_status()->set_differs_on_disk(false);
  ASSERT_OK(Load(ConfigKind::kProgramme, file));
  EXPECT_EQ(out_,
            "az-test version 2 is in force already; nothing to record.\n");

  ops_.loaded.Clear();
  ops_.loaded.mutable_status()->set_id("deployment");
  ops_.loaded.mutable_status()->set_version(3);
  ASSERT_OK(Load(ConfigKind::kDeployment, dir_.Join("deployment.textproto")));
  EXPECT_EQ(ops_.asked.deployment_text(), kDeployment);
  EXPECT_EQ(out_, "deployment version 3 is in force.\n");
}

TEST_F(PolicyCommandsTest, AMistakeInWhatWasSentNamesTheFile) {
  ops_.refusal = MakeError(Reason::kConfigInvalid, "unknown agency \"x\"",
                           "programme_text:14");
  const std::string file = dir_.Join("programme.textproto");
  const absl::Status refused = Load(ConfigKind::kProgramme, file);
  EXPECT_THAT(refused, IsReason(Reason::kConfigInvalid));
  EXPECT_EQ(Where(refused), absl::StrCat(file, ":14"));
  EXPECT_EQ(ExitCodeOf(refused), kExitUsage);
  EXPECT_THAT(Load(ConfigKind::kProgramme, dir_.Join("missing")),
              IsReason(Reason::kInvalidArgumentFile));
}

TEST_F(PolicyCommandsTest, MoveGathersWhatTheServerSays) {
  v1::MoveCasesResponse frame;
  frame.add_moves()->set_case_id("AZ-7K3QX-9M2TF-9");
  frame.set_cases_total(2);
  ops_.frames = {frame};
  frame.mutable_moves(0)->set_case_id("AZ-8K3QX-9M2TF-7");
  frame.set_done(true);
  ops_.frames.push_back(frame);
  MoveOrder order;
  order.programme = "az-test";
  order.to = 2;
  order.from = 1;
  order.reason = "more money";
  EXPECT_THAT(Move(order), IsOkAndHolds(true));
  EXPECT_THAT(out_, HasSubstr("2 cases moved to version 2 of az-test.\n"));
  EXPECT_EQ(ops_.asked_move.to_version(), 2u);
  EXPECT_EQ(ops_.asked_move.from_version(), 1u);
  EXPECT_EQ(ops_.asked_move.reason(), "more money");

  ops_.frames[1].mutable_moves(0)->set_reason_code("VERSION_NOT_FITTING");
  EXPECT_THAT(Move(order), IsOkAndHolds(false));
  settings_.json = true;
  EXPECT_THAT(Move(order), IsOkAndHolds(false));
  EXPECT_EQ(Json::parse(out_)["moves"].size(), 2u);
  order.case_id = "nonsense";
  EXPECT_THAT(Move(order), IsReason(Reason::kInvalidCaseId));
  order.case_id.clear();
  ops_.refusal = MakeError(Reason::kUnknownProgramme, "no such programme");
  EXPECT_THAT(Move(order), IsReason(Reason::kUnknownProgramme));
}

TEST_F(PolicyCommandsTest, FilesAreCheckedWithoutAServer) {
  server_.reset();
  const std::string good = dir_.Join("programme.textproto");
  EXPECT_TRUE(Check({good}));
  EXPECT_THAT(out_, HasSubstr("programme az-test"));
  EXPECT_TRUE(Check({good}, dir_.Join("deployment.textproto")));
  EXPECT_THAT(out_, HasSubstr("deployment of AZ, 3 agencies"));

  // The first mistake of each file.
  const std::string other =
      Write("other.textproto",
            absl::StrReplaceAll(kProgramme, {{"\"AZN\"", "\"\""}}));
  const std::string clinic =
      Write("clinic.textproto",
            absl::StrReplaceAll(kProgramme, {{"\"health\"", "\"clinic\""},
                                             {"az-test", "az-clinic"}}));
  EXPECT_FALSE(Check({good, other, clinic, dir_.Join("missing"), good}));
  EXPECT_THAT(out_, HasSubstr(absl::StrCat(other, ":4 ")));
  EXPECT_THAT(out_, HasSubstr("programme az-clinic"));
  EXPECT_THAT(out_, HasSubstr("does not exist"));
  EXPECT_THAT(out_, HasSubstr("the programme az-test is in"));
  // A deployment says which agencies there are.
  EXPECT_FALSE(Check({clinic}, dir_.Join("deployment.textproto")));
  EXPECT_THAT(out_, HasSubstr("unknown agency \"clinic\""));
  EXPECT_FALSE(Check({good}, Write("bad.textproto", "home: \"A\"")));
  EXPECT_THAT(out_, HasSubstr("bad.textproto:1"));
  EXPECT_THAT(out_, HasSubstr("programme az-test"));

  EXPECT_FALSE(Check({good, other}, "", /*json=*/true));
  const Json files = Json::parse(out_)["files"];
  EXPECT_EQ(files[0]["reason_code"], "");
  EXPECT_EQ(files[1]["reason_code"], "CONFIG_INVALID");
  EXPECT_EQ(files[1]["where"], absl::StrCat(other, ":4"));
}

}  // namespace
}  // namespace referral::referralctl
