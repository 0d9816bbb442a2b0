#include "deploy/pilot/agencies.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"

namespace referral::pilot {
namespace {

// Name of the ministry systems that the driver plays.
constexpr char kSystem[] = "pilot";

}  // namespace

Agencies::Agencies(AgencyOptions options) : options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<Agencies>> Agencies::Connect(
    const AgencyOptions& options) {
  std::unique_ptr<Agencies> agencies(new Agencies(options));
  for (const Agency agency : kAgencies) {
    const std::string id = AgencyId(agency);
    rpc::ChannelOptions channel_options;
    channel_options.insecure_loopback = options.insecure_loopback;
    if (!options.insecure_loopback) {
      const std::string own =
          absl::StrCat(options.tls_dir, "/system-", id, "-", kSystem);
      channel_options.tls = {options.tls_dir + "/ca.pem", own + ".pem",
                             own + ".key"};
      channel_options.server_id = rpc::SpiffeId(
          {rpc::Peer::Kind::kAgency, options.trust_domain, id, ""});
    }
    const auto index = static_cast<size_t>(agency);
    ASSIGN_OR_RETURN(
        const std::shared_ptr<grpc::Channel> channel,
        rpc::MakeChannel(options.addresses[index], channel_options));
    agencies->desks_[index] = v1::ReferralDesk::NewStub(channel);
    switch (agency) {
      case Agency::kSms:
        agencies->sms_ = v1::SmsIntakeService::NewStub(channel);
        break;
      case Agency::kHealth:
        agencies->health_ = v1::HealthService::NewStub(channel);
        break;
      case Agency::kEducation:
        agencies->education_ = v1::EducationService::NewStub(channel);
        break;
      case Agency::kLabour:
        agencies->labour_ = v1::LabourService::NewStub(channel);
        break;
      case Agency::kNgo:
        agencies->ngo_ = v1::NgoService::NewStub(channel);
        break;
    }
  }
  return agencies;
}

void Agencies::Prepare(Agency agency, absl::Duration timeout,
                       grpc::ClientContext& context) const {
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMicroseconds(timeout));
  if (options_.insecure_loopback) {
    rpc::AddIdentity({rpc::Peer::Kind::kSystem, options_.trust_domain,
                      AgencyId(agency), kSystem},
                     context);
  }
}

}  // namespace referral::pilot
