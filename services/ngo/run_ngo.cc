#include "services/ngo/run_ngo.h"

#include <memory>

#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/ngo_service.grpc.pb.h"
#include "services/agency/rpc/run_agency.h"
#include "services/ngo/drafts.h"

namespace referral::ngo {
namespace {

// Each call is a desk act in the agency's own words.
class Vocabulary final : public v1::NgoService::CallbackService {
 public:
  explicit Vocabulary(agency::DeskCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* AnnounceSelfReferral(
      grpc::CallbackServerContext* context,
      const v1::AnnounceSelfReferralRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, SelfReferralDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordMentoring(
      grpc::CallbackServerContext* context,
      const v1::RecordMentoringRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, MentoringDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordDocuments(
      grpc::CallbackServerContext* context,
      const v1::RecordDocumentsRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, DocumentsDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordAccommodation(
      grpc::CallbackServerContext* context,
      const v1::RecordAccommodationRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, AccommodationDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordPsychosocialSupport(
      grpc::CallbackServerContext* context,
      const v1::RecordPsychosocialSupportRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, PsychosocialSupportDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordCommunitySupport(
      grpc::CallbackServerContext* context,
      const v1::RecordCommunitySupportRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, CommunitySupportDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordFinancialService(
      grpc::CallbackServerContext* context,
      const v1::RecordFinancialServiceRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, FinancialServiceDraft(*request), response);
  }

 private:
  agency::DeskCalls& calls_;
};

}  // namespace

int RunNgo(int argc, char** argv, const Clock& clock) {
  return agency::RunAgency(argc, argv,
                           {.name = "ngo",
                            .default_agency = "",
                            .make_vocabulary =
                                [](agency::DeskCalls& calls) {
                                  return std::make_unique<Vocabulary>(calls);
                                }},
                           clock);
}

}  // namespace referral::ngo
