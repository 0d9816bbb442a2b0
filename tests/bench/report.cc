#include "tests/bench/report.h"

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "tests/bench/background_load.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/case_story.h"
#include "tests/bench/first_failure.h"
#include "tests/bench/page_walk.h"
#include "tests/bench/router_process.h"
#include "tests/bench/submit_stream.h"
#include "tests/bench/unary_calls.h"

namespace referral::bench {
namespace {

constexpr std::uint32_t kPageRows = 100;
// One call of so many is a report.
constexpr std::size_t kCallsAReport = 20;
// How long a first run may take.
constexpr absl::Duration kFirstRun = absl::Seconds(5);
// The load that goes on is worth its name from this share of it on.
constexpr double kHeld = 0.95;

int RowsIn(const v1::ListCasesResponse& page) { return page.cases_size(); }
int RowsIn(const v1::ListReferralsResponse& page) {
  return page.referrals_size();
}

// People who page through lists, as many as there are calls under way.
// Thread-safe.
class Walks {
 public:
  explicit Walks(std::size_t rows) : rows_(rows) {}

  // The one that nobody has read on for longest.
  std::shared_ptr<PageWalk> Take() {
    MutexLock lock(mutex_);
    if (idle_.empty()) {
      const Listed listed =
          ++walks_ % 2 == 0 ? Listed::kCases : Listed::kReferrals;
      return std::make_shared<PageWalk>(listed, rows_);
    }
    std::shared_ptr<PageWalk> walk = std::move(idle_.front());
    idle_.pop_front();
    return walk;
  }

  void GiveBack(std::shared_ptr<PageWalk> walk) {
    MutexLock lock(mutex_);
    idle_.push_back(std::move(walk));
  }

 private:
  const std::size_t rows_;
  Mutex mutex_;
  std::size_t walks_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<std::shared_ptr<PageWalk>> idle_ ABSL_GUARDED_BY(mutex_);
};

// The calls of one run.
class Reading {
 public:
  // `router` and `walks` outlive it.
  Reading(const RouterProcess& router, std::size_t cases, Walks& walks,
          const Load& load)
      : router_(router),
        cases_(cases),
        walks_(walks),
        stub_(v1::RouterService::NewStub(router.ChannelOf(kLead))),
        meter_(load),
        failure_(meter_) {}

  // Errors: the first refusal; DATA_LOSS  cases are missing in what was read.
  absl::StatusOr<Sample> Run() {
    while (const auto next = meter_.AwaitNext()) {
      if (*next % kCallsAReport == kCallsAReport - 1) {
        ReadReport(*next);
      } else {
        ReadPage(*next, walks_.Take());
      }
    }
    calls_.AwaitAll();
    RETURN_IF_ERROR(failure_.status());
    return meter_.Result();
  }

 private:
  using Router = v1::RouterService::StubInterface::async_interface;

  void ReadPage(std::size_t index, std::shared_ptr<PageWalk> walk) {
    if (walk->listed() == Listed::kCases) {
      ReadPage(index, std::move(walk), &Router::ListCases,
               v1::ListCasesRequest());
    } else {
      ReadPage(index, std::move(walk), &Router::ListReferrals,
               v1::ListReferralsRequest());
    }
  }

  template <typename Request, typename Response>
  void ReadPage(std::size_t index, std::shared_ptr<PageWalk> walk,
                UnaryCalls::Method<Router, Request, Response> method,
                Request request) {
    request.set_page_size(kPageRows);
    request.set_page_token(walk->token());
    Call(index, method, std::move(request),
         [this, walk = std::move(walk)](const Response& page) {
           const auto rows = static_cast<std::size_t>(RowsIn(page));
           failure_.Note(walk->Read(rows, page.next_page_token()));
           walks_.GiveBack(walk);
         });
  }

  void ReadReport(std::size_t index) {
    v1::GetReportRequest request;
    request.set_programme_id(kShippedProgramme);
    Call(index, &Router::GetReport, std::move(request),
         [this](const v1::Report& report) {
           if (report.applied().cases() == cases_) return;
           failure_.Note(absl::DataLossError(
               absl::StrCat("a report of ", cases_, " cases counts ",
                            report.applied().cases())));
         });
  }

  template <typename Request, typename Response, typename OnResponse>
  void Call(std::size_t index,
            UnaryCalls::Method<Router, Request, Response> method,
            Request request, OnResponse on_response) {
    calls_.Start(
        static_cast<Router*>(stub_->async()), method, std::move(request),
        [this](grpc::ClientContext& context) {
          router_.Identify(kLead, context);
        },
        [this, index, on_response = std::move(on_response)](
            const absl::Status& status, const Response& response) {
          failure_.Note(status);
          meter_.OnAnswered(index);
          if (status.ok()) on_response(response);
        });
  }

  const RouterProcess& router_;
  const std::size_t cases_;
  Walks& walks_;
  const std::unique_ptr<v1::RouterService::Stub> stub_;
  Meter meter_;
  FirstFailure failure_;
  UnaryCalls calls_;
};

class Report final : public Subject {
 public:
  explicit Report(const ReportSubject& options)
      : trust_(options.trust),
        rate_(options.background),
        router_(options.trust),
        messages_(options.cases, options.trust),
        walks_(options.cases),
        background_(router_, messages_, options.background) {}

  std::string name() const override {
    return trust_ == Trust::kFull ? "report tls" : "report";
  }

  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(router_.Start(dir));
    RETURN_IF_ERROR(SubmitAtOnce(router_, kLead, messages_.Openings()));
    return SubmitAtOnce(router_, kProvider, messages_.Beginnings());
  }

  absl::Status Prepare(const Load& load) override {
    background_.Prepare(
        per_second_ == 0
            ? kFirstRun
            : absl::Seconds(static_cast<double>(load.messages) / per_second_));
    return absl::OkStatus();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    background_.Start();
    absl::StatusOr<Sample> sample =
        Reading(router_, messages_.cases(), walks_, load).Run();
    const absl::StatusOr<double> background = background_.Stop();
    RETURN_IF_ERROR(sample.status());
    RETURN_IF_ERROR(background.status());
    if (*background < kHeld * rate_) {
      std::fprintf(stderr, "%s: only %.0f additions a second meanwhile\n",
                   name().c_str(), *background);
    }
    per_second_ = sample->per_second;
    return sample;
  }

  // Done while it ran: every list had all its rows, every report all cases,
  // and the additions of a case were recorded in the order in which they were
  // sent.
  absl::Status CheckHistory() override { return absl::OkStatus(); }

  void Pause() override { router_.server().Pause(); }
  void Resume() override { router_.server().Resume(); }
  std::optional<ProcessUsage> Usage() const override {
    return router_.server().Usage();
  }

 private:
  const Trust trust_;
  const double rate_;  // of the additions
  RouterProcess router_;
  CaseMessages messages_;
  Walks walks_;
  BackgroundLoad background_;
  double per_second_ = 0;  // of the last run
};

}  // namespace

std::unique_ptr<Subject> MakeReport(const ReportSubject& options) {
  return std::make_unique<Report>(options);
}

}  // namespace referral::bench
