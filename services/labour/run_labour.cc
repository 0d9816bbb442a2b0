#include "services/labour/run_labour.h"

#include <memory>

#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/labour_service.grpc.pb.h"
#include "services/agency/rpc/run_agency.h"
#include "services/labour/drafts.h"

namespace referral::labour {
namespace {

// Each call is a desk act in the agency's own words.
class Vocabulary final : public v1::LabourService::CallbackService {
 public:
  explicit Vocabulary(agency::DeskCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* RecordJobPlacement(
      grpc::CallbackServerContext* context,
      const v1::RecordJobPlacementRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, JobPlacementDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordVocationalTraining(
      grpc::CallbackServerContext* context,
      const v1::RecordVocationalTrainingRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, VocationalTrainingDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordSmallBusiness(
      grpc::CallbackServerContext* context,
      const v1::RecordSmallBusinessRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, SmallBusinessDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordAllowance(
      grpc::CallbackServerContext* context,
      const v1::RecordAllowanceRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, AllowanceDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordDisabilityCard(
      grpc::CallbackServerContext* context,
      const v1::RecordDisabilityCardRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, DisabilityCardDraft(*request), response);
  }

 private:
  agency::DeskCalls& calls_;
};

}  // namespace

int RunLabour(int argc, char** argv, const Clock& clock) {
  return agency::RunAgency(argc, argv,
                           {.name = "labour",
                            .default_agency = "labour",
                            .make_vocabulary =
                                [](agency::DeskCalls& calls) {
                                  return std::make_unique<Vocabulary>(calls);
                                }},
                           clock);
}

}  // namespace referral::labour
