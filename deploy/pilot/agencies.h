// The five agency services as their ministry systems see them.
#ifndef REFERRAL_DEPLOY_PILOT_AGENCIES_H_
#define REFERRAL_DEPLOY_PILOT_AGENCIES_H_

#include <array>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/pilot/services.h"
#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "proto/referral/v1/education_service.grpc.pb.h"
#include "proto/referral/v1/health_service.grpc.pb.h"
#include "proto/referral/v1/labour_service.grpc.pb.h"
#include "proto/referral/v1/ngo_service.grpc.pb.h"
#include "proto/referral/v1/sms_intake_service.grpc.pb.h"

namespace referral::pilot {

struct AgencyOptions {
  std::array<std::string, kAgencyCount> addresses;  // by Agency
  std::string tls_dir;  // ca.pem, system-<agency>-pilot.pem and .key
  std::string trust_domain = "referral.az";
  bool insecure_loopback = false;
};

// Thread-safe.
class Agencies {
 public:
  // Dials all five in the background.
  // Errors: TLS_FILE_INVALID, INSECURE_REFUSED, INVALID_FIELD (an address)
  static absl::StatusOr<std::unique_ptr<Agencies>> Connect(
      const AgencyOptions& options);

  v1::ReferralDesk::StubInterface& desk(Agency agency) {
    return *desks_[static_cast<size_t>(agency)];
  }
  v1::SmsIntakeService::StubInterface& sms() { return *sms_; }
  v1::HealthService::StubInterface& health() { return *health_; }
  v1::EducationService::StubInterface& education() { return *education_; }
  v1::LabourService::StubInterface& labour() { return *labour_; }
  v1::NgoService::StubInterface& ngo() { return *ngo_; }

  // Makes `context` a call of this agency's system that waits for the service
  // to be there, for at most `timeout`.
  void Prepare(Agency agency, absl::Duration timeout,
               grpc::ClientContext& context) const;

 private:
  explicit Agencies(AgencyOptions options);

  const AgencyOptions options_;
  std::array<std::unique_ptr<v1::ReferralDesk::Stub>, kAgencyCount> desks_;
  std::unique_ptr<v1::SmsIntakeService::Stub> sms_;
  std::unique_ptr<v1::HealthService::Stub> health_;
  std::unique_ptr<v1::EducationService::Stub> education_;
  std::unique_ptr<v1::LabourService::Stub> labour_;
  std::unique_ptr<v1::NgoService::Stub> ngo_;
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_AGENCIES_H_
