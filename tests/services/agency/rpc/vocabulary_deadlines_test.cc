// The installed agency services: no unary call of any of them may wait without
// end.
#include <filesystem>
#include <fstream>

#include "absl/time/time.h"
#include "common/base/errors.h"
#include "common/rpc/channel.h"
#include "gmock/gmock.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/education_service.pb.h"
#include "proto/referral/v1/health_service.pb.h"
#include "proto/referral/v1/labour_service.pb.h"
#include "proto/referral/v1/ngo_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "tests/support/process.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/unary_calls.h"

namespace referral::agency {
namespace {

using ::referral::testing::CallWithoutDeadline;
using ::referral::testing::IsReason;
using ::referral::testing::Process;
using ::referral::testing::UnaryMethodsOf;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(60);

struct Row {
  std::string binary;
  std::string agency;
  const google::protobuf::FileDescriptor* vocabulary;
};

std::vector<Row> Rows() {
  return {
      {"sms-intake", "sms", v1::AnnounceArrivalRequest::descriptor()->file()},
      {"health", "health", v1::RecordTreatmentRequest::descriptor()->file()},
      {"education", "education",
       v1::RecordSchoolPlacementRequest::descriptor()->file()},
      {"labour", "labour", v1::RecordJobPlacementRequest::descriptor()->file()},
      {"ngo", "ngo", v1::RecordMentoringRequest::descriptor()->file()},
  };
}

class VocabularyDeadlinesTest : public ::testing::TestWithParam<Row> {
 protected:
  // Without a router: it serves all the same.
  void Start() {
    const std::string deploy = REFERRAL_DEPLOY_DIR;
    absl::StatusOr<Process> process = Process::Start(
        {.command = {std::filesystem::read_symlink("/proc/self/exe")
                             .parent_path()
                             .parent_path() /
                         GetParam().binary,
                     "--agency", GetParam().agency, "--router", "127.0.0.1:1",
                     "--data-dir", directory_.Join("data"), "--deployment",
                     deploy + "/deployment.textproto", "--programme",
                     deploy + "/programmes/az-restart.textproto", "--port-file",
                     directory_.Join("port"), "--insecure-loopback"},
         .environment = {},
         .directory = ""});
    ASSERT_OK(process);
    process_ = std::make_unique<Process>(*std::move(process));
    ASSERT_OK(
        testing::AwaitFile(directory_.Join("port"), *process_, kPatience));
    std::string address;
    std::ifstream(directory_.Join("port")) >> address;
    rpc::ChannelOptions options;
    options.insecure_loopback = true;
    ASSERT_OK_AND_ASSIGN(channel_, rpc::MakeChannel(address, options));
  }

  void ExpectDeadlineRequired(const std::string& service) {
    rpc::Peer caller;
    caller.kind = rpc::Peer::Kind::kSystem;
    caller.id = GetParam().agency;
    caller.system = "registry";
    const auto methods = UnaryMethodsOf(service);
    EXPECT_THAT(methods, Not(IsEmpty()));
    for (const std::string& method : methods) {
      SCOPED_TRACE(method);
      EXPECT_THAT(CallWithoutDeadline(channel_, caller, method),
                  IsReason(Reason::kDeadlineRequired));
    }
  }

  const testing::TempDir directory_;
  std::unique_ptr<Process> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_P(VocabularyDeadlinesTest, EveryUnaryCallNeedsADeadline) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ExpectDeadlineRequired("referral.v1.ReferralDesk");
  ASSERT_EQ(GetParam().vocabulary->service_count(), 1);
  ExpectDeadlineRequired(GetParam().vocabulary->service(0)->full_name());
}

INSTANTIATE_TEST_SUITE_P(Services, VocabularyDeadlinesTest,
                         ::testing::ValuesIn(Rows()),
                         [](const auto& row) { return row.param.agency; });

}  // namespace
}  // namespace referral::agency
