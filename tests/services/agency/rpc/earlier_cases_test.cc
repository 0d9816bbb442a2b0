// FindEarlierCases over a real connection, as sms-intake answers it [21].
#include "common/base/errors.h"
#include "proto/referral/v1/sms_intake_service.grpc.pb.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Vocabulary final : public v1::SmsIntakeService::CallbackService {
 public:
  explicit Vocabulary(DeskCalls& calls) : calls_(calls) {}
  grpc::ServerUnaryReactor* FindEarlierCases(
      grpc::CallbackServerContext* context,
      const v1::FindEarlierCasesRequest* request,
      v1::FindEarlierCasesResponse* response) override {
    return calls_.FindEarlierCases(context, request->identity(),
                                   response->mutable_case_ids());
  }

 private:
  DeskCalls& calls_;
};

class EarlierCasesTest : public AgencyFixture {
 protected:
  void StartIntake() {
    AgencyOptions options = Options();
    options.make_vocabulary = [](DeskCalls& calls) {
      return std::make_unique<Vocabulary>(calls);
    };
    ASSERT_OK_AND_ASSIGN(agency_, Agency::Start(options, clock_));
    rpc::ChannelOptions channel;
    channel.insecure_loopback = true;
    ASSERT_OK_AND_ASSIGN(const auto made,
                         rpc::MakeChannel(agency_->address(), channel));
    desk_ = v1::ReferralDesk::NewStub(made);
    intake_ = v1::SmsIntakeService::NewStub(made);
  }

  static v1::IdentitySection Kamran() {
    v1::IdentitySection identity;
    identity.set_given_name("Kamran");
    identity.set_family_name("Cəfərov");
    *identity.mutable_birth_date() = DateOf(1988, 3, 11);
    return identity;
  }

  absl::StatusOr<v1::FindEarlierCasesResponse> Find(
      const rpc::Peer& peer, const v1::IdentitySection& identity) {
    grpc::ClientContext context;
    rpc::AddIdentity(peer, context);
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(20));
    v1::FindEarlierCasesRequest request;
    *request.mutable_identity() = identity;
    v1::FindEarlierCasesResponse response;
    const grpc::Status status =
        intake_->FindEarlierCases(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }

  std::unique_ptr<v1::SmsIntakeService::Stub> intake_;
};

TEST_F(EarlierCasesTest, TellsTheCasesInWhichAPersonWasRecorded) {
  StartIntake();
  ASSERT_OK_AND_ASSIGN(auto found, Find(System(), Kamran()));
  EXPECT_THAT(found.case_ids(), IsEmpty());
  for (const int n : {1, 2}) {
    v1::AddInformationRequest request;
    *request.mutable_call() = CallOf(n, SomeCase(static_cast<uint8_t>(n)));
    v1::Section& section = *request.add_sections();
    section.set_person_id("p1");
    *section.mutable_identity() = Kamran();
    ASSERT_OK(Call(&v1::ReferralDesk::Stub::AddInformation, request));
  }
  v1::IdentitySection shouted = Kamran();
  shouted.set_given_name("KAMRAN ");
  ASSERT_OK_AND_ASSIGN(found, Find(System(), shouted));
  EXPECT_THAT(found.case_ids(), ElementsAre(SomeCase(1), SomeCase(2)));
}

TEST_F(EarlierCasesTest, OnlySystemsOfTheAgencyAsk) {
  StartIntake();
  rpc::Peer other = System();
  other.id = "health";
  EXPECT_THAT(Find(other, Kamran()), IsReason(Reason::kPeerNotAllowed));
  rpc::Peer an_operator;
  an_operator.kind = rpc::Peer::Kind::kOperator;
  an_operator.id = "op";
  EXPECT_THAT(Find(an_operator, Kamran()), IsReason(Reason::kPeerNotAllowed));
  v1::IdentitySection nameless = Kamran();
  nameless.clear_family_name();
  EXPECT_THAT(Find(System(), nameless), IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::agency
