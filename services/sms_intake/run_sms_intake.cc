#include "services/sms_intake/run_sms_intake.h"

#include <memory>

#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/sms_intake_service.grpc.pb.h"
#include "services/agency/core/desk_drafts.h"
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
  grpc::ServerUnaryReactor* RenewConsent(grpc::CallbackServerContext* context,
                                         const v1::RenewConsentRequest* request,
                                         v1::Submission* response) override {
    return calls_.Serve(context, RenewConsentDraft(*request), response);
  }
  grpc::ServerUnaryReactor* OverrideInEmergency(
      grpc::CallbackServerContext* context,
      const v1::OverrideInEmergencyRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, OverrideInEmergencyDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordProtection(
      grpc::CallbackServerContext* context,
      const v1::RecordProtectionRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, RecordProtectionDraft(*request), response);
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
    // The desk's call, in the intake's words.
    return calls_.Serve(context, agency::DraftOf(*request), response);
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
  grpc::ServerUnaryReactor* ArchiveCase(grpc::CallbackServerContext* context,
                                        const v1::ArchiveCaseRequest* request,
                                        v1::Submission* response) override {
    return calls_.Serve(context, ArchiveCaseDraft(*request), response);
  }
  grpc::ServerUnaryReactor* AddPerson(grpc::CallbackServerContext* context,
                                      const v1::AddPersonRequest* request,
                                      v1::Submission* response) override {
    return calls_.Serve(context, AddPersonDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordDeparture(
      grpc::CallbackServerContext* context,
      const v1::RecordDepartureRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, RecordDepartureDraft(*request), response);
  }
  grpc::ServerUnaryReactor* FindEarlierCases(
      grpc::CallbackServerContext* context,
      const v1::FindEarlierCasesRequest* request,
      v1::FindEarlierCasesResponse* response) override {
    return calls_.FindEarlierCases(context, request->identity(),
                                   response->mutable_case_ids());
  }

 private:
  agency::DeskCalls& calls_;
};

}  // namespace

int RunSmsIntake(int argc, char** argv, const Clock& clock) {
  return agency::RunAgency(argc, argv,
                           {.name = "sms-intake",
                            .default_agency = "sms",
                            .make_vocabulary =
                                [](agency::DeskCalls& calls) {
                                  return std::make_unique<Vocabulary>(calls);
                                }},
                           clock);
}

}  // namespace referral::sms_intake
