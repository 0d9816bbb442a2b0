#include "tests/bench/schedule.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

// Of the first run, which finds out how fast a subject is.
constexpr std::size_t kTrialMessages = 2'000;

absl::Status Under(const Subject& subject, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat(subject.name(), ": ", status.message()));
}

struct Measured {
  Sample sample;
  std::optional<absl::Duration> cpu;  // a message
};

absl::StatusOr<Measured> RunOnce(Subject& subject, const Load& load) {
  RETURN_IF_ERROR(subject.Prepare(load));
  const std::optional<ProcessUsage> before = subject.Usage();
  Measured measured;
  ASSIGN_OR_RETURN(measured.sample, subject.Run(load));
  if (before.has_value()) {
    measured.cpu = (subject.Usage()->cpu - before->cpu) /
                   static_cast<std::int64_t>(load.messages);
  }
  RETURN_IF_ERROR(subject.CheckHistory());
  return measured;
}

// The same while no other subject runs.
absl::StatusOr<Measured> RunAlone(Subject& subject, const Load& load) {
  subject.Resume();
  absl::StatusOr<Measured> measured = RunOnce(subject, load);
  subject.Pause();
  if (!measured.ok()) return Under(subject, measured.status());
  return measured;
}

Load LoadOf(const Schedule& schedule, std::size_t messages) {
  return {schedule.in_flight, schedule.rate, messages};
}

std::size_t MessagesOf(const Schedule& schedule, double per_second) {
  const double rate = schedule.rate == 0 ? per_second : schedule.rate;
  return std::max<std::size_t>(
      static_cast<std::size_t>(rate * absl::ToDoubleSeconds(schedule.run)), 1);
}

void Add(const Measured& measured, Result& result) {
  const Sample& sample = measured.sample;
  if (measured.cpu.has_value()) result.cpu.push_back(*measured.cpu);
  result.per_second.push_back(sample.per_second);
  result.p50.push_back(sample.latency.At(0.5));
  result.p99.push_back(sample.latency.At(0.99));
}

}  // namespace

absl::StatusOr<std::vector<Result>> Measure(
    const Schedule& schedule, const std::string& dir,
    const std::vector<std::unique_ptr<Subject>>& subjects,
    const std::function<void(const std::string&)>& say) {
  std::vector<Result> results(subjects.size());
  std::vector<std::size_t> messages(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    Subject& subject = *subjects[i];
    results[i].name = subject.name();
    const std::string own = absl::StrReplaceAll(subject.name(), {{" ", "-"}});
    RETURN_IF_ERROR(Under(subject, subject.Start(absl::StrCat(dir, "/", own))));
    const std::size_t trial =
        schedule.rate == 0 ? kTrialMessages : MessagesOf(schedule, 0) / 4;
    ASSIGN_OR_RETURN(const Measured trial_run,
                     RunAlone(subject, LoadOf(schedule, trial + 1)));
    messages[i] = MessagesOf(schedule, trial_run.sample.per_second);
    say(absl::StrCat(subject.name(), " is ready"));
  }
  for (int round = 1; round <= schedule.rounds; ++round) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      ASSIGN_OR_RETURN(const Measured measured,
                       RunAlone(*subjects[i], LoadOf(schedule, messages[i])));
      Add(measured, results[i]);
      say(absl::StrFormat("round %d of %d  %-20s %9.0f/s", round,
                          schedule.rounds, results[i].name,
                          measured.sample.per_second));
    }
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::optional<ProcessUsage> usage = subjects[i]->Usage();
    if (!usage.has_value()) continue;
    results[i].peak_resident_bytes = usage->peak_resident_bytes;
  }
  return results;
}

}  // namespace referral::bench
