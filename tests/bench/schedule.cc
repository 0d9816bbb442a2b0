#include "tests/bench/schedule.h"

#include <algorithm>

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

absl::StatusOr<Sample> RunOnce(Subject& subject, const Load& load) {
  RETURN_IF_ERROR(subject.Prepare(load));
  ASSIGN_OR_RETURN(Sample sample, subject.Run(load));
  RETURN_IF_ERROR(subject.CheckHistory());
  return sample;
}

// The same while no other subject runs.
absl::StatusOr<Sample> RunAlone(Subject& subject, const Load& load) {
  subject.Resume();
  absl::StatusOr<Sample> sample = RunOnce(subject, load);
  subject.Pause();
  if (!sample.ok()) return Under(subject, sample.status());
  return sample;
}

Load LoadOf(const Schedule& schedule, std::size_t messages) {
  return {schedule.in_flight, schedule.rate, messages};
}

std::size_t MessagesOf(const Schedule& schedule, double per_second) {
  const double rate = schedule.rate == 0 ? per_second : schedule.rate;
  return std::max<std::size_t>(
      static_cast<std::size_t>(rate * absl::ToDoubleSeconds(schedule.run)), 1);
}

void Add(const Sample& sample, Result& result) {
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
    ASSIGN_OR_RETURN(const Sample sample,
                     RunAlone(subject, LoadOf(schedule, trial + 1)));
    messages[i] = MessagesOf(schedule, sample.per_second);
    say(absl::StrCat(subject.name(), " is ready"));
  }
  for (int round = 1; round <= schedule.rounds; ++round) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      ASSIGN_OR_RETURN(const Sample sample,
                       RunAlone(*subjects[i], LoadOf(schedule, messages[i])));
      Add(sample, results[i]);
      say(absl::StrFormat("round %d of %d  %-20s %9.0f/s", round,
                          schedule.rounds, results[i].name, sample.per_second));
    }
  }
  return results;
}

}  // namespace referral::bench
