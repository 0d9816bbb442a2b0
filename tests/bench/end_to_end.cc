#include "tests/bench/end_to_end.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "tests/bench/agency_process.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/case_story.h"
#include "tests/bench/passage.h"
#include "tests/bench/referral_intake.h"
#include "tests/bench/router_process.h"
#include "tests/bench/submit_stream.h"

namespace referral::bench {
namespace {

constexpr testing::ServiceName kLeadService = {"sms-intake", kLead};
constexpr testing::ServiceName kProviderService = {"health", kProvider};

class EndToEnd final : public Subject {
 public:
  EndToEnd(Trust trust, std::size_t cases)
      : trust_(trust),
        router_(trust),
        lead_(kLeadService, trust),
        provider_(kProviderService, trust),
        cases_(cases, trust),
        scheduled_(cases) {}

  std::string name() const override {
    return trust_ == Trust::kFull ? "end-to-end tls" : "end-to-end";
  }

  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(router_.Start(dir));
    RETURN_IF_ERROR(SubmitAtOnce(router_, kLead, cases_.Applications()));
    RETURN_IF_ERROR(lead_.Start(dir, router_));
    RETURN_IF_ERROR(provider_.Start(dir, router_));
    return TakeIn(cases_, lead_, provider_);
  }

  absl::Status Prepare(const Load& load) override {
    said_.clear();
    for (std::size_t i = 0; i < load.messages; ++i) said_.push_back(NextSaid());
    passage_.emplace(cases_, lead_, provider_, load);
    return passage_->AwaitWorklist();
  }

  absl::StatusOr<Sample> Run(const Load&) override {
    absl::StatusOr<Sample> sample = passage_->Run(said_);
    passage_.reset();
    return sample;
  }

  // The lead's client saw each, once; the router recorded those of a case in
  // the order in which they were sent.
  absl::Status CheckHistory() override;

  std::optional<ProcessUsage> Usage() const override {
    ProcessUsage all;
    for (const ServerProcess* server :
         {&router_.server(), &lead_.server(), &provider_.server()}) {
      const ProcessUsage one = server->Usage();
      all.cpu += one.cpu;
      all.peak_resident_bytes += one.peak_resident_bytes;
    }
    return all;
  }

  // Whoever calls stands still before whom it calls.
  void Pause() override {
    provider_.server().Pause();
    lead_.server().Pause();
    router_.server().Pause();
  }
  void Resume() override {
    router_.server().Resume();
    lead_.server().Resume();
    provider_.server().Resume();
  }

 private:
  // An appointment, or that nobody came, in each case in turn.
  Said NextSaid() {
    Said said;
    said.number = next_++ % scheduled_.size();
    scheduled_[said.number] = !scheduled_[said.number];
    said.shows = scheduled_[said.number] ? v1::BUSINESS_STATUS_SCHEDULED
                                         : v1::BUSINESS_STATUS_NO_SHOW;
    return said;
  }

  // Of a message whose call was answered before the router had.
  absl::StatusOr<std::uint64_t> AwaitSequence(const std::string& message_id);

  const Trust trust_;
  RouterProcess router_;
  AgencyProcess lead_;
  AgencyProcess provider_;
  CaseMessages cases_;
  std::vector<bool> scheduled_;  // by case: what was said last
  std::size_t next_ = 0;
  std::vector<Said> said_;  // in the last run
  std::optional<Passage> passage_;
};

absl::StatusOr<std::uint64_t> EndToEnd::AwaitSequence(
    const std::string& message_id) {
  grpc::ClientContext context;
  provider_.Identify(context);
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(kCallPatience));
  v1::WatchSubmissionsRequest request;
  request.add_message_ids(message_id);
  const auto desk = v1::ReferralDesk::NewStub(provider_.MakeChannel());
  const auto stream = desk->WatchSubmissions(&context, request);
  v1::Submission submission;
  while (!submission.has_receipt() && stream->Read(&submission)) {
  }
  context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (submission.has_receipt()) return submission.receipt().sequence();
  if (!status.ok()) return rpc::FromGrpc(status);
  return absl::DataLossError(
      absl::StrCat("message ", message_id, " has no receipt"));
}

absl::Status EndToEnd::CheckHistory() {
  std::vector<std::uint64_t> last(cases_.cases());
  for (Said& said : said_) {
    if (said.sequence == 0) {
      ASSIGN_OR_RETURN(said.sequence, AwaitSequence(said.message_id));
    }
    if (said.sequence <= last[said.number]) {
      return absl::DataLossError(
          absl::StrCat("message ", said.message_id, " is out of order"));
    }
    last[said.number] = said.sequence;
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<Subject> MakeEndToEnd(Trust trust, std::size_t cases) {
  return std::make_unique<EndToEnd>(trust, cases);
}

}  // namespace referral::bench
