#include "tests/bench/store_bench.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/case_story.h"
#include "tests/bench/router_subjects.h"
#include "tests/bench/stored_subjects.h"
#include "tests/bench/submit_stream.h"
#include "tests/bench/watched_router.h"

namespace referral::bench {
namespace {

constexpr double kMiB = 1 << 20;
constexpr double kKiB = 1 << 10;
constexpr std::size_t kColdPercent = 5;
// To count syncs by; and between two starts, so that there is something to
// take up again.
constexpr std::size_t kMessagesOneByOne = 2'000;
constexpr std::size_t kMessagesTogether = 40'000;
constexpr std::size_t kMessagesBeforeRestart = 20'000;

Finding AtMost(double limit, const std::string& what, double value,
               const std::string& unit = "") {
  return {what, value, unit, Bound{Bound::Side::kAtMost, limit}};
}
Finding AtLeast(double limit, const std::string& what, double value) {
  return {what, value, "", Bound{Bound::Side::kAtLeast, limit}};
}
Finding Told(const std::string& what, double value, const std::string& unit) {
  return {what, value, unit, std::nullopt};
}

// A router and what is said in its cases.
struct Store {
  Store(Trust trust, std::string dir, std::size_t cases)
      : router(trust, std::move(dir)), messages(cases, trust) {}

  WatchedRouter router;
  CaseMessages messages;
};

// Measures on two routers: one whose store is empty but for the active cases,
// and one that is full.
class StoreBench {
 public:
  StoreBench(const StoreBenchOptions& options, const Say& say)
      : options_(options),
        say_(say),
        empty_(options.trust, options.dir + "/empty", options.active),
        full_(options.trust, options.dir + "/full", options.cases) {}

  absl::StatusOr<std::vector<Finding>> Run() {
    RETURN_IF_ERROR(StartEmpty());
    RETURN_IF_ERROR(CountSyncs(1, kMessagesOneByOne, 1.02));
    RETURN_IF_ERROR(CountSyncs(64, kMessagesTogether, 0.05));
    empty_.router.router().server().Pause();
    RETURN_IF_ERROR(FillAndWeigh());
    RETURN_IF_ERROR(Restart("a clean stop", 1, &StoreBench::StopFull));
    RETURN_IF_ERROR(Restart("kill -9", 2, &StoreBench::KillFull));
    RETURN_IF_ERROR(CompareWithEmpty());
    RETURN_IF_ERROR(empty_.router.Stop());
    RETURN_IF_ERROR(full_.router.Stop());
    RETURN_IF_ERROR(CompareDrain());
    Add(AtMost(256, "memory, peak under load",
               static_cast<double>(peak_) / kMiB, "MiB"));
    return std::move(findings_);
  }

 private:
  void Add(Finding finding) {
    if (options_.trust == Trust::kFull) finding.what += ", tls";
    say_(absl::StrCat(finding.what, ": ", *finding.value, " ", finding.unit));
    findings_.push_back(std::move(finding));
  }
  void NotePeak(const std::string& of, std::uint64_t bytes) {
    say_(absl::StrCat("memory, peak, ", of, ": ",
                      static_cast<double>(bytes) / kMiB, " MiB"));
    peak_ = std::max(peak_, bytes);
  }
  void AddResident(const std::string& when, const WatchedRouter& router) {
    // What only the start needed goes back to the system within ten seconds.
    absl::SleepFor(absl::Seconds(12));
    Add(AtMost(64, absl::StrCat("memory, idle, ", when),
               static_cast<double>(router.ResidentBytes()) / kMiB, "MiB"));
  }
  CaseSpread Mixed() const { return {options_.active, kColdPercent}; }

  absl::Status StartEmpty();
  absl::Status CountSyncs(std::size_t in_flight, std::size_t messages,
                          double goal);
  absl::Status FillAndWeigh();
  void AddDisk(const StoreBytes& before, const StoreBytes& after,
               std::size_t messages);
  absl::Status StopFull() { return full_.router.Stop(); }
  absl::Status KillFull() {
    full_.router.Kill();
    return absl::OkStatus();
  }
  absl::Status Restart(const std::string& after, double goal_seconds,
                       absl::Status (StoreBench::*end)());
  struct Medians {
    double rate = 0;  // a second
    double p99 = 0;   // milliseconds
    double cpu = 0;   // microseconds a message
  };
  struct Compared {
    Medians empty;
    Medians ratio;  // of the other to that
  };
  // Submits to the full store's cases by `spread`, and to the empty one.
  absl::StatusOr<Compared> OverEmpty(const std::string& name,
                                     const CaseSpread& spread);
  absl::Status CompareWithEmpty();
  absl::Status CompareDrain();

  const StoreBenchOptions options_;
  const Say say_;
  Store empty_;
  Store full_;
  std::uint64_t peak_ = 0;
  std::vector<Finding> findings_;
};

absl::Status StoreBench::StartEmpty() {
  RETURN_IF_ERROR(empty_.router.Start().status());
  AddResident("just started", empty_.router);
  return FillCases(empty_.router.router(), empty_.messages, say_);
}

absl::Status StoreBench::CountSyncs(std::size_t in_flight, std::size_t messages,
                                    double goal) {
  Meter meter({.in_flight = in_flight, .messages = messages});
  std::vector<std::string> additions = empty_.messages.Additions(messages);
  ASSIGN_OR_RETURN(const Syncs before, empty_.router.SyncsSoFar());
  const absl::Duration begun = MonotonicNow();
  RETURN_IF_ERROR(
      SubmitAll(empty_.router.router(), kProvider, std::move(additions), meter)
          .status());
  ASSIGN_OR_RETURN(const Syncs after, empty_.router.SyncsSoFar());
  const double seconds = absl::ToDoubleSeconds(MonotonicNow() - begun);
  const auto count = static_cast<double>(messages);
  Add(AtMost(goal,
             absl::StrCat("log syncs a message, ", in_flight, " in flight"),
             (after.wal - before.wal) / count));
  Add(AtMost(
      20, absl::StrCat("watermark syncs a second, ", in_flight, " in flight"),
      (after.watermark - before.watermark) / seconds));
  return absl::OkStatus();
}

// A restart writes what is in memory into tables, as happens anyway once there
// is enough of it: what is weighed is all there, once.
absl::Status StoreBench::FillAndWeigh() {
  ServerProcess& server = full_.router.router().server();
  const RouterProcess& router = full_.router.router();
  RETURN_IF_ERROR(full_.router.Start().status());
  RETURN_IF_ERROR(FillCases(router, full_.messages, say_));
  RETURN_IF_ERROR(full_.router.Stop());
  RETURN_IF_ERROR(full_.router.Start().status());
  RETURN_IF_ERROR(server.AwaitIdle());
  const StoreBytes before = full_.router.Bytes();

  const std::size_t messages = options_.records - 2 * options_.cases;
  RETURN_IF_ERROR(FillAdditions(router, full_.messages, messages, say_));
  Add(Told("disk, log when it was filled",
           static_cast<double>(full_.router.Bytes().wal) / kMiB, "MiB"));
  NotePeak("while filled", full_.router.PeakResidentBytes());
  RETURN_IF_ERROR(full_.router.Stop());
  RETURN_IF_ERROR(full_.router.Start().status());
  AddResident("just started, full", full_.router);
  RETURN_IF_ERROR(server.AwaitIdle());
  AddDisk(before, full_.router.Bytes(), messages);
  return absl::OkStatus();
}

void StoreBench::AddDisk(const StoreBytes& before, const StoreBytes& after,
                         std::size_t messages) {
  const double goal = options_.trust == Trust::kFull ? 1.6 : 1.2;
  const auto grown = static_cast<double>(after.live() - before.live());
  Add(AtMost(goal, "disk, tables, for a message of 1 KiB",
             grown / static_cast<double>(messages) / kKiB, "KiB"));
  Add(Told("disk, everything", static_cast<double>(after.live()) / kMiB,
           "MiB"));
}

absl::Status StoreBench::Restart(const std::string& after, double goal_seconds,
                                 absl::Status (StoreBench::*end)()) {
  std::vector<double> seconds;
  for (int i = 0; i < options_.restarts; ++i) {
    RETURN_IF_ERROR(SubmitAtOnce(
        full_.router.router(), kProvider,
        full_.messages.Additions(kMessagesBeforeRestart, Mixed())));
    RETURN_IF_ERROR((this->*end)());
    ASSIGN_OR_RETURN(const absl::Duration took, full_.router.Start());
    seconds.push_back(absl::ToDoubleSeconds(took));
  }
  Add(AtMost(goal_seconds, absl::StrCat("restart after ", after),
             Median(seconds), "s"));
  return absl::OkStatus();
}

// Cold cases in a run of their own: they take the place of the active ones in
// the router's memory, and those would have to come back.
absl::Status StoreBench::CompareWithEmpty() {
  ASSIGN_OR_RETURN(const Compared full, OverEmpty("full store", Mixed()));
  Add(Told("submit-many, empty store", full.empty.rate, "/s"));
  Add(AtLeast(0.9, "submit-many, full / empty store", full.ratio.rate));
  Add(Told("submit-many p99, empty store", full.empty.p99, "ms"));
  Add(AtMost(1.1, "submit-many p99, full / empty store", full.ratio.p99));
  Add(Told("cpu a message, empty store", full.empty.cpu, "us"));
  Add(Told("cpu a message, full / empty store", full.ratio.cpu, ""));
  ASSIGN_OR_RETURN(const Compared cold, OverEmpty("cold cases", {0, 100}));
  Add(Told("submit-many, cold cases / empty store", cold.ratio.rate, ""));
  Add(Told("submit-many p99, cold cases / empty store", cold.ratio.p99, ""));
  Add(Told("cpu a message, cold cases / empty store", cold.ratio.cpu, ""));
  NotePeak("empty store", empty_.router.PeakResidentBytes());
  NotePeak("full store", full_.router.PeakResidentBytes());
  return absl::OkStatus();
}

absl::StatusOr<StoreBench::Compared> StoreBench::OverEmpty(
    const std::string& name, const CaseSpread& spread) {
  std::vector<std::unique_ptr<Subject>> subjects;
  subjects.push_back(
      MakeSubmitter({"empty store", empty_.router, empty_.messages}, {}));
  subjects.push_back(
      MakeSubmitter({name, full_.router, full_.messages}, spread));
  ASSIGN_OR_RETURN(const std::vector<Result> results,
                   Measure(options_.schedule, options_.dir, subjects, say_));
  const auto medians = [](const Result& result) -> Medians {
    return {Median(result.per_second),
            absl::ToDoubleMilliseconds(Median(result.p99)),
            absl::ToDoubleMicroseconds(Median(result.cpu))};
  };
  const Medians empty = medians(results[0]);
  const Medians other = medians(results[1]);
  return Compared{
      empty,
      {other.rate / empty.rate, other.p99 / empty.p99, other.cpu / empty.cpu}};
}

absl::Status StoreBench::CompareDrain() {
  Store store(options_.trust, options_.dir + "/waiting", options_.cases);
  RETURN_IF_ERROR(store.router.Start().status());
  RETURN_IF_ERROR(FillCases(store.router.router(), store.messages, say_));
  RouterSubject flow;
  flow.mode = RouterSubject::Mode::kFlow;
  flow.trust = options_.trust;
  flow.cases = options_.cases;
  std::vector<std::unique_ptr<Subject>> subjects;
  subjects.push_back(MakeRouterSubject(flow));
  subjects.push_back(MakeDrain({"drain", store.router, store.messages},
                               options_.waiting, say_));
  ASSIGN_OR_RETURN(const std::vector<Result> results,
                   Measure(options_.schedule, options_.dir, subjects, say_));
  const double live = Median(results[0].per_second);
  Add(Told("flow, live", live, "/s"));
  Add(AtLeast(
      0.8,
      absl::StrCat("inbox with ", options_.waiting, " waiting, drain / flow"),
      Median(results[1].per_second) / live));
  NotePeak("flow", results[0].peak_resident_bytes);
  NotePeak("inbox waiting", store.router.PeakResidentBytes());
  return store.router.Stop();
}

}  // namespace

absl::StatusOr<std::vector<Finding>> MeasureStore(
    const StoreBenchOptions& options, const Say& say) {
  return StoreBench(options, say).Run();
}

}  // namespace referral::bench
