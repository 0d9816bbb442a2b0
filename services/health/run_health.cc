#include "services/health/run_health.h"

#include <memory>

#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/health_service.grpc.pb.h"
#include "services/agency/rpc/run_agency.h"
#include "services/health/drafts.h"

namespace referral::health {
namespace {

// Each call is a desk act in the agency's own words.
class Vocabulary final : public v1::HealthService::CallbackService {
 public:
  explicit Vocabulary(agency::DeskCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* RecordMedicalCheck(
      grpc::CallbackServerContext* context,
      const v1::RecordMedicalCheckRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, MedicalCheckDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordTreatment(
      grpc::CallbackServerContext* context,
      const v1::RecordTreatmentRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, TreatmentDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordPsychosocialCare(
      grpc::CallbackServerContext* context,
      const v1::RecordPsychosocialCareRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, PsychosocialCareDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordDisabilityDetermination(
      grpc::CallbackServerContext* context,
      const v1::RecordDisabilityDeterminationRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, DisabilityDeterminationDraft(*request),
                        response);
  }
  grpc::ServerUnaryReactor* RequestLodging(
      grpc::CallbackServerContext* context,
      const v1::RequestLodgingRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, LodgingDraft(*request), response);
  }

 private:
  agency::DeskCalls& calls_;
};

}  // namespace

int RunHealth(int argc, char** argv, const Clock& clock) {
  return agency::RunAgency(argc, argv,
                           {.name = "health",
                            .default_agency = "health",
                            .make_vocabulary =
                                [](agency::DeskCalls& calls) {
                                  return std::make_unique<Vocabulary>(calls);
                                }},
                           clock);
}

}  // namespace referral::health
