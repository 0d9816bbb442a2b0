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

Agencies::Agencies(const Cast& cast, AgencyOptions options)
    : cast_(cast), options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<Agencies>> Agencies::Connect(
    const Cast& cast, const AgencyOptions& options) {
  std::unique_ptr<Agencies> agencies(new Agencies(cast, options));
  for (const Member& member : cast.members()) {
    RETURN_IF_ERROR(agencies->Dial(member));
  }
  return agencies;
}

absl::Status Agencies::Dial(const Member& member) {
  rpc::ChannelOptions channel_options;
  channel_options.insecure_loopback = options_.insecure_loopback;
  if (!options_.insecure_loopback) {
    const std::string own =
        absl::StrCat(options_.tls_dir, "/system-", member.id, "-", kSystem);
    channel_options.tls = {options_.tls_dir + "/ca.pem", own + ".pem",
                           own + ".key"};
    channel_options.server_id = rpc::SpiffeId(
        {rpc::Peer::Kind::kAgency, options_.trust_domain, member.id, ""});
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                   rpc::MakeChannel(member.address, channel_options));
  Line& line = lines_[member.id];
  line.desk = v1::ReferralDesk::NewStub(channel);
  switch (member.vocabulary) {
    case Vocabulary::kSmsIntake:
      line.sms = v1::SmsIntakeService::NewStub(channel);
      break;
    case Vocabulary::kHealth:
      line.health = v1::HealthService::NewStub(channel);
      break;
    case Vocabulary::kEducation:
      line.education = v1::EducationService::NewStub(channel);
      break;
    case Vocabulary::kLabour:
      line.labour = v1::LabourService::NewStub(channel);
      break;
    case Vocabulary::kNgo:
      line.ngo = v1::NgoService::NewStub(channel);
      break;
  }
  return absl::OkStatus();
}

void Agencies::Prepare(const std::string& agency, absl::Duration timeout,
                       grpc::ClientContext& context) const {
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMicroseconds(timeout));
  if (options_.insecure_loopback) {
    rpc::AddIdentity(
        {rpc::Peer::Kind::kSystem, options_.trust_domain, agency, kSystem},
        context);
  }
}

}  // namespace referral::pilot
