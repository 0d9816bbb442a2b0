// sms-intake: the agency service of the State Migration Service.
#include <memory>

#include "common/base/clock.h"
#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/sms_intake_service.grpc.pb.h"
#include "services/agency/rpc/run_agency.h"
#include "services/sms_intake/drafts.h"

namespace referral::sms_intake {
namespace {

// Each call is a desk act in the agency's own words.
class Vocabulary final : public v1::SmsIntakeService::CallbackService {
 public:
  explicit Vocabulary(agency::DeskCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* AnnounceArrival(
      grpc::CallbackServerContext* context,
      const v1::AnnounceArrivalRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, AnnounceArrivalDraft(*request), response);
  }
  grpc::ServerUnaryReactor* InformAtAirport(
      grpc::CallbackServerContext* context,
      const v1::InformAtAirportRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, InformAtAirportDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RegisterApplication(
      grpc::CallbackServerContext* context,
      const v1::RegisterApplicationRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, RegisterApplicationDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordConsent(
      grpc::CallbackServerContext* context,
      const v1::RecordConsentRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, RecordConsentDraft(*request), response);
  }
  grpc::ServerUnaryReactor* WithdrawConsent(
      grpc::CallbackServerContext* context,
      const v1::WithdrawConsentRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, WithdrawConsentDraft(*request), response);
  }
  grpc::ServerUnaryReactor* DecideEligibility(
      grpc::CallbackServerContext* context,
      const v1::DecideEligibilityRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, DecideEligibilityDraft(*request), response);
  }
  grpc::ServerUnaryReactor* LodgeAppeal(grpc::CallbackServerContext* context,
                                        const v1::LodgeAppealRequest* request,
                                        v1::Submission* response) override {
    return calls_.Serve(context, LodgeAppealDraft(*request), response);
  }
  grpc::ServerUnaryReactor* AssessNeeds(grpc::CallbackServerContext* context,
                                        const v1::AssessNeedsRequest* request,
                                        v1::Submission* response) override {
    return calls_.Serve(context, AssessNeedsDraft(*request), response);
  }
  grpc::ServerUnaryReactor* AgreePlan(grpc::CallbackServerContext* context,
                                      const v1::AgreePlanRequest* request,
                                      v1::Submission* response) override {
    return calls_.Serve(context, AgreePlanDraft(*request), response);
  }
  grpc::ServerUnaryReactor* ExtendPlan(grpc::CallbackServerContext* context,
                                       const v1::ExtendPlanRequest* request,
                                       v1::Submission* response) override {
    return calls_.Serve(context, ExtendPlanDraft(*request), response);
  }
  grpc::ServerUnaryReactor* Refer(grpc::CallbackServerContext* context,
                                  const v1::ReferRequest* request,
                                  v1::Submission* response) override {
    return calls_.Serve(context, ReferDraft(*request), response);
  }
  grpc::ServerUnaryReactor* SuspendCase(grpc::CallbackServerContext* context,
                                        const v1::SuspendCaseRequest* request,
                                        v1::Submission* response) override {
    return calls_.Serve(context, SuspendCaseDraft(*request), response);
  }
  grpc::ServerUnaryReactor* ResumeCase(grpc::CallbackServerContext* context,
                                       const v1::ResumeCaseRequest* request,
                                       v1::Submission* response) override {
    return calls_.Serve(context, ResumeCaseDraft(*request), response);
  }
  grpc::ServerUnaryReactor* ClosePlan(grpc::CallbackServerContext* context,
                                      const v1::ClosePlanRequest* request,
                                      v1::Submission* response) override {
    return calls_.Serve(context, ClosePlanDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordFollowUp(
      grpc::CallbackServerContext* context,
      const v1::RecordFollowUpRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, RecordFollowUpDraft(*request), response);
  }
  grpc::ServerUnaryReactor* ReopenCase(grpc::CallbackServerContext* context,
                                       const v1::ReopenCaseRequest* request,
                                       v1::Submission* response) override {
    return calls_.Serve(context, ReopenCaseDraft(*request), response);
  }
  grpc::ServerUnaryReactor* WaiveOutcome(grpc::CallbackServerContext* context,
                                         const v1::WaiveOutcomeRequest* request,
                                         v1::Submission* response) override {
    return calls_.Serve(context, WaiveOutcomeDraft(*request), response);
  }

 private:
  agency::DeskCalls& calls_;
};

}  // namespace
}  // namespace referral::sms_intake

int main(int argc, char** argv) {
  const referral::SystemClock clock;
  return referral::agency::RunAgency(
      argc, argv,
      {.name = "sms-intake",
       .default_agency = "sms",
       .make_vocabulary =
           [](referral::agency::DeskCalls& calls) {
             return std::make_unique<referral::sms_intake::Vocabulary>(calls);
           }},
      clock);
}
