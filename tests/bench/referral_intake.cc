#include "tests/bench/referral_intake.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/rpc/status_proto.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "proto/referral/v1/sms_intake_service.grpc.pb.h"
#include "tests/bench/case_ids.h"
#include "tests/bench/desk_story.h"
#include "tests/bench/first_failure.h"
#include "tests/bench/unary_calls.h"
#include "tests/bench/worklist_watch.h"

namespace referral::bench {
namespace {

// Referrals asked for and not yet accepted.
constexpr std::size_t kInFlight = 256;
constexpr absl::Duration kPatience = absl::Minutes(5);

// Each referral is looked for once.
class Awaited {
 public:
  explicit Awaited(std::size_t count) : seen_(count) {}

  // Its number if `item` is there for the first time.
  std::optional<std::size_t> FirstTime(const v1::WorklistItem& item) {
    const auto number = ReferralNumberOf(item.referral_id());
    if (!number.has_value() || *number >= seen_.size() || seen_[*number]) {
      return std::nullopt;
    }
    seen_[*number] = true;
    return *number;
  }

 private:
  std::vector<bool> seen_;
};

class Intake {
 public:
  Intake(const CaseMessages& cases, const AgencyProcess& lead,
         const AgencyProcess& provider)
      : cases_(cases),
        lead_(lead),
        provider_(provider),
        sms_(v1::SmsIntakeService::NewStub(lead.MakeChannel())),
        desk_(v1::ReferralDesk::NewStub(provider.MakeChannel())),
        meter_({.in_flight = kInFlight, .messages = cases.cases()}),
        failure_(meter_),
        requested_(cases.cases()),
        accepted_(cases.cases()) {}

  absl::Status Run() {
    const auto broken = [this](const absl::Status& s) { failure_.Note(s); };
    const WorklistWatch at_provider(
        provider_, [this](const auto& item) { AtProvider(item); }, broken);
    const WorklistWatch at_lead(
        lead_, [this](const auto& item) { AtLead(item); }, broken);
    while (const auto next = meter_.AwaitNext()) Refer(*next);
    if (!meter_.AwaitDone(kPatience)) {
      failure_.Note(absl::DeadlineExceededError("referrals are not accepted"));
    }
    return failure_.status();
  }

 private:
  void Refer(std::size_t number) {
    Start(lead_, static_cast<Sms*>(sms_->async()), &Sms::Refer,
          ReferCall(cases_.case_id(number), number));
  }

  void AtProvider(const v1::WorklistItem& item) {
    if (item.status() != v1::REFERRAL_STATUS_REQUESTED) return;
    const auto number = requested_.FirstTime(item);
    if (!number.has_value()) return;
    Start(provider_, static_cast<Desk*>(desk_->async()), &Desk::AcceptReferral,
          AcceptCall(item.case_id(), *number));
  }

  // Until the lead's own request is settled the row will change once more.
  void AtLead(const v1::WorklistItem& item) {
    if (item.status() != v1::REFERRAL_STATUS_ACCEPTED || !item.recorded()) {
      return;
    }
    const auto number = accepted_.FirstTime(item);
    if (number.has_value()) meter_.OnAnswered(*number);
  }

  using Sms = v1::SmsIntakeService::StubInterface::async_interface;
  using Desk = v1::ReferralDesk::StubInterface::async_interface;

  template <typename Stub, typename Request>
  void Start(const AgencyProcess& agency, Stub* stub,
             UnaryCalls::Method<Stub, Request, v1::Submission> method,
             Request request) {
    calls_.Start(
        stub, method, std::move(request),
        [&](grpc::ClientContext& context) { agency.Identify(context); },
        [this](const absl::Status& status, const v1::Submission& submission) {
          failure_.Note(status);
          if (submission.has_refusal()) {
            failure_.Note(rpc::FromProto(submission.refusal()));
          }
        });
  }

  const CaseMessages& cases_;
  const AgencyProcess& lead_;
  const AgencyProcess& provider_;
  const std::unique_ptr<v1::SmsIntakeService::Stub> sms_;
  const std::unique_ptr<v1::ReferralDesk::Stub> desk_;
  Meter meter_;
  FirstFailure failure_;
  Awaited requested_;
  Awaited accepted_;
  UnaryCalls calls_;
};

}  // namespace

absl::Status TakeIn(const CaseMessages& cases, const AgencyProcess& lead,
                    const AgencyProcess& provider) {
  return Intake(cases, lead, provider).Run();
}

}  // namespace referral::bench
