#include "deploy/pilot/player.h"

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "deploy/pilot/steps.h"

namespace referral::pilot {
namespace {

// Between two looks whether an earlier case has ended.
constexpr absl::Duration kEarlierCasePause = absl::Milliseconds(20);

bool AnyStatus(v1::ReferralStatus) { return true; }

bool HasEnded(v1::ReferralStatus status) {
  return status == v1::REFERRAL_STATUS_COMPLETED ||
         status == v1::REFERRAL_STATUS_REJECTED ||
         status == v1::REFERRAL_STATUS_FAILED ||
         status == v1::REFERRAL_STATUS_CANCELLED;
}

}  // namespace

Player::Player(Agencies& agencies, Stop& stop, Progress& progress,
               std::string programme)
    : agencies_(agencies),
      stop_(stop),
      progress_(progress),
      programme_(std::move(programme)),
      calls_(agencies, stop) {
  for (const Member& member : agencies.cast().members()) {
    watches_[member.id] =
        std::make_unique<WorklistWatch>(member.id, agencies, stop);
  }
}

Player::~Player() { stop_.Fail(absl::OkStatus(), ""); }

absl::Status Player::Play(const std::vector<CaseData>& cases, int jobs) {
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < cases.size() && !stop_.stopped(); i = next++) {
      const absl::Status status = PlayCase(cases[i]);
      if (!status.ok()) {
        stop_.Fail(status,
                   absl::StrCat(cases[i].where, ", case ", cases[i].name));
        return;
      }
      progress_.CaseDone(cases[i].people.size(), messages());
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  return stop_.status();
}

absl::Status Player::PlayCase(const CaseData& data) {
  CaseContext context{data, agencies_.cast(), programme_, ""};
  RETURN_IF_ERROR(AwaitEarlierCases(context));
  for (const Step& step : StepsOf(data, agencies_.cast())) {
    absl::Status status = Await(context, step);
    if (status.ok()) {
      absl::StatusOr<v1::Submission> sent = Send(context, step);
      if (sent.ok()) context.case_id = sent->case_id();
      status = std::move(sent).status();
    }
    if (!status.ok()) {
      // Keeps reason and remedy, and says which step it was.
      return FromReasonCode(
          ReasonCode(status),
          absl::StrCat("step ", step.name, ": ", status.message()),
          Where(status), status.code());
    }
    progress_.MessageSent(messages());
  }
  MutexLock lock(mutex_);
  ended_[data.name] = context.case_id;
  return absl::OkStatus();
}

// They stand above it in the file and were begun before it: no two cases wait
// for each other.
absl::Status Player::AwaitEarlierCases(CaseContext& context) {
  for (const PersonData& person : context.data.people) {
    if (person.earlier_case.empty()) continue;
    std::string& id = context.earlier_case_ids[person.earlier_case];
    while (id.empty()) {
      {
        MutexLock lock(mutex_);
        const auto ended = ended_.find(person.earlier_case);
        if (ended != ended_.end()) id = ended->second;
      }
      if (!id.empty()) break;
      if (stop_.Left() <= absl::ZeroDuration()) {
        return absl::DeadlineExceededError(
            "the time for the replay is over; an earlier case goes on still");
      }
      if (!stop_.Pause(kEarlierCasePause)) {
        return absl::CancelledError("the replay has stopped");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Player::Await(const CaseContext& context, const Step& step) {
  if (step.kind != Step::Kind::kReceive &&
      step.kind != Step::Kind::kAcknowledge) {
    return absl::OkStatus();
  }
  const std::string id = context.ReferralId(context.Referral(step).id);
  return watches_.at(step.agency)
      ->WaitFor(id, step.kind == Step::Kind::kReceive ? AnyStatus : HasEnded);
}

}  // namespace referral::pilot
