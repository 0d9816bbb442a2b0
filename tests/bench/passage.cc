#include "tests/bench/passage.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/status_proto.h"
#include "tests/bench/case_ids.h"
#include "tests/bench/desk_story.h"

namespace referral::bench {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(5);

}  // namespace

Passage::Passage(const CaseMessages& cases, const AgencyProcess& lead,
                 const AgencyProcess& provider, const Load& load)
    : cases_(cases),
      provider_(provider),
      desk_(v1::ReferralDesk::NewStub(provider.MakeChannel())),
      meter_(load),
      failure_(meter_),
      order_(cases.cases()),
      watch_(
          lead, [this](const auto& item) { OnItem(item); },
          [this](const auto& status) { Fail(status); }) {}

absl::Status Passage::AwaitWorklist() {
  MutexLock lock(mutex_);
  const absl::Duration end = MonotonicNow() + kPatience;
  while (rows_ < cases_.cases() && broken_.ok()) {
    if (changed_.WaitFor(mutex_, end - MonotonicNow())) {
      return absl::DeadlineExceededError("the worklist does not come");
    }
  }
  return broken_;
}

absl::StatusOr<Sample> Passage::Run(std::vector<Said>& said) {
  said_ = &said;
  while (const auto next = meter_.AwaitNext()) {
    if (order_.MayGo(said[*next].number, *next)) Call(*next);
  }
  const bool done = meter_.AwaitDone(kPatience);
  calls_.AwaitAll();
  RETURN_IF_ERROR(failure_.status());
  if (done) return meter_.Result();
  return absl::DeadlineExceededError("a message does not arrive");
}

bool Passage::IsOld() {
  MutexLock lock(mutex_);
  if (rows_ == cases_.cases()) return false;
  ++rows_;
  changed_.SignalAll();
  return true;
}

void Passage::OnItem(const v1::WorklistItem& item) {
  if (IsOld()) return;
  const auto number = ReferralNumberOf(item.referral_id());
  const auto index = number.has_value() && *number < cases_.cases()
                         ? order_.Out(*number)
                         : std::nullopt;
  if (!index.has_value() || (*said_)[*index].shows != item.business_status()) {
    return Fail(absl::DataLossError(absl::StrCat(
        "the worklist shows what nobody has just said of referral ",
        item.referral_id())));
  }
  meter_.OnAnswered(*index);
  if (const auto next = order_.Answered(*number)) Call(*next);
}

void Passage::Call(std::size_t index) {
  const std::size_t number = (*said_)[index].number;
  const std::string& case_id = cases_.case_id(number);
  if ((*said_)[index].shows == v1::BUSINESS_STATUS_SCHEDULED) {
    Start(index, &Desk::ScheduleAppointment, ScheduleCall(case_id, number));
  } else {
    Start(index, &Desk::RecordAttendance, NoShowCall(case_id, number));
  }
}

template <typename Request>
void Passage::Start(std::size_t index,
                    UnaryCalls::Method<Desk, Request, v1::Submission> method,
                    Request request) {
  (*said_)[index].message_id = request.call().message_id();
  calls_.Start(
      static_cast<Desk*>(desk_->async()), method, std::move(request),
      [this](grpc::ClientContext& context) { provider_.Identify(context); },
      [this, index](const absl::Status& status,
                    const v1::Submission& submission) {
        OnSubmission(index, status, submission);
      });
}

void Passage::OnSubmission(std::size_t index, const absl::Status& status,
                           const v1::Submission& submission) {
  if (!status.ok()) return Fail(status);
  if (submission.has_refusal()) {
    return Fail(rpc::FromProto(submission.refusal()));
  }
  (*said_)[index].sequence = submission.receipt().sequence();
}

void Passage::Fail(const absl::Status& status) {
  failure_.Note(status);
  MutexLock lock(mutex_);
  broken_.Update(status);
  changed_.SignalAll();
}

}  // namespace referral::bench
