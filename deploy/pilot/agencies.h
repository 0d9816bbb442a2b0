// The agency services of a replay as their ministry systems see them.
#ifndef REFERRAL_DEPLOY_PILOT_AGENCIES_H_
#define REFERRAL_DEPLOY_PILOT_AGENCIES_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/pilot/cast.h"
#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "proto/referral/v1/education_service.grpc.pb.h"
#include "proto/referral/v1/health_service.grpc.pb.h"
#include "proto/referral/v1/labour_service.grpc.pb.h"
#include "proto/referral/v1/ngo_service.grpc.pb.h"
#include "proto/referral/v1/sms_intake_service.grpc.pb.h"

namespace referral::pilot {

struct AgencyOptions {
  std::string tls_dir;  // ca.pem, system-<agency>-pilot.pem and .key
  std::string trust_domain = "referral.az";
  bool insecure_loopback = false;
};

// Thread-safe.
class Agencies {
 public:
  // Dials every member of `cast`, which must outlive it, in the background.
  // Errors: TLS_FILE_INVALID, INSECURE_REFUSED, INVALID_FIELD (an address)
  static absl::StatusOr<std::unique_ptr<Agencies>> Connect(
      const Cast& cast, const AgencyOptions& options);

  const Cast& cast() const { return cast_; }

  // `agency` must be one of the cast, and its service speak the vocabulary.
  v1::ReferralDesk::StubInterface& desk(const std::string& agency) {
    return *lines_.at(agency).desk;
  }
  v1::HealthService::StubInterface& health(const std::string& agency) {
    return *lines_.at(agency).health;
  }
  v1::EducationService::StubInterface& education(const std::string& agency) {
    return *lines_.at(agency).education;
  }
  v1::LabourService::StubInterface& labour(const std::string& agency) {
    return *lines_.at(agency).labour;
  }
  v1::NgoService::StubInterface& ngo(const std::string& agency) {
    return *lines_.at(agency).ngo;
  }
  // Of the lead.
  v1::SmsIntakeService::StubInterface& sms() {
    return *lines_.at(cast_.lead()).sms;
  }

  // Makes `context` a call of this agency's system that waits for the service
  // to be there, for at most `timeout`.
  void Prepare(const std::string& agency, absl::Duration timeout,
               grpc::ClientContext& context) const;

 private:
  // The desk, and the one vocabulary of the agency.
  struct Line {
    std::unique_ptr<v1::ReferralDesk::Stub> desk;
    std::unique_ptr<v1::SmsIntakeService::Stub> sms;
    std::unique_ptr<v1::HealthService::Stub> health;
    std::unique_ptr<v1::EducationService::Stub> education;
    std::unique_ptr<v1::LabourService::Stub> labour;
    std::unique_ptr<v1::NgoService::Stub> ngo;
  };

  Agencies(const Cast& cast, AgencyOptions options);
  absl::Status Dial(const Member& member);

  const Cast& cast_;
  const AgencyOptions options_;
  std::map<std::string, Line> lines_;
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_AGENCIES_H_
