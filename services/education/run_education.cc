#include "services/education/run_education.h"

#include <memory>

#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/education_service.grpc.pb.h"
#include "services/agency/rpc/run_agency.h"
#include "services/education/drafts.h"

namespace referral::education {
namespace {

// Each call is a desk act in the agency's own words.
class Vocabulary final : public v1::EducationService::CallbackService {
 public:
  explicit Vocabulary(agency::DeskCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* RecordSchoolPlacement(
      grpc::CallbackServerContext* context,
      const v1::RecordSchoolPlacementRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, SchoolPlacementDraft(*request), response);
  }
  grpc::ServerUnaryReactor* RecordCertificateRecognition(
      grpc::CallbackServerContext* context,
      const v1::RecordCertificateRecognitionRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, CertificateRecognitionDraft(*request),
                        response);
  }
  grpc::ServerUnaryReactor* RecordAdultEducation(
      grpc::CallbackServerContext* context,
      const v1::RecordAdultEducationRequest* request,
      v1::Submission* response) override {
    return calls_.Serve(context, AdultEducationDraft(*request), response);
  }

 private:
  agency::DeskCalls& calls_;
};

}  // namespace

int RunEducation(int argc, char** argv, const Clock& clock) {
  return agency::RunAgency(argc, argv,
                           {.name = "education",
                            .default_agency = "education",
                            .make_vocabulary =
                                [](agency::DeskCalls& calls) {
                                  return std::make_unique<Vocabulary>(calls);
                                }},
                           clock);
}

}  // namespace referral::education
