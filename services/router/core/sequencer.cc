#include "services/router/core/sequencer.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/model/timestamps.h"
#include "common/store/fatal.h"
#include "services/router/core/case_cache.h"
#include "services/router/core/case_warmer.h"
#include "services/router/core/round.h"
#include "services/router/core/round_prover.h"
#include "services/router/core/work_queue.h"

namespace referral::router {
namespace {

// Answers that go out together. Fewer cost more frames; more make a peer that
// waits for them idle while the router works, and the other way round.
constexpr std::size_t kAnswersAtOnce = 16;

Policy EmptyPolicy() {
  return {std::make_shared<const model::Directory>(config::v1::Deployment()),
          std::make_shared<const model::ProgrammeBook>(),
          std::make_shared<const evidence::KeyBook>(),
          std::make_shared<const model::CapacityBook>()};
}

// The cases that `work` is done in.
std::vector<absl::string_view> CasesOf(const WorkQueue::Work& work) {
  std::vector<absl::string_view> case_ids;
  if (const Frame* frame = std::get_if<Frame>(&work); frame != nullptr) {
    case_ids.reserve(frame->messages.size());
    for (const Admitted& message : frame->messages) {
      case_ids.push_back(message.message.envelope.case_id());
    }
  } else if (const CaseTurns* turns = std::get_if<CaseTurns>(&work);
             turns != nullptr) {
    for (const CaseTurn& turn : turns->turns) case_ids.push_back(turn.case_id);
  }
  return case_ids;
}

std::vector<InboxNews> NewsOf(const storage::v1::CommitBatch& batch) {
  std::vector<InboxNews> news;
  news.reserve(static_cast<size_t>(batch.inbox_rows_size()));
  for (const storage::v1::InboxRow& row : batch.inbox_rows()) {
    news.push_back({row.agency(), {row.items().begin(), row.items().end()}});
  }
  return news;
}

}  // namespace

class Sequencer::Impl {
 public:
  Impl(Options options, const Clock& clock, Ledger& ledger)
      : options_(std::move(options)),
        clock_(clock),
        ledger_(ledger),
        prover_(ledger),
        queue_(kMaxSubmitQueue),
        warmer_(ledger),
        state_{options_.home,
               CaseCache(ledger, warmer_),
               {},
               EmptyPolicy(),
               ledger.vault(),
               options_.signer},
        policy_(state_.policy) {
    if (!options_.on_disk_failed) {
      options_.on_disk_failed = store::ExitAtOnce();
    }
  }
  ~Impl() { Stop(); }

  absl::Status Start();
  void Stop();
  absl::Status Put(WorkQueue::Work& work);
  Policy policy() const;
  std::uint64_t queued() const { return queue_.messages(); }

 private:
  void Run();
  absl::Status Process(std::deque<WorkQueue::Work> work);
  absl::Status Take(Frame frame);
  absl::Status Take(DeliveryChange change);
  absl::Status Take(KeyChange change);
  absl::Status Take(RouterAct act);
  absl::Status Take(CaseTurns turns);
  // Writes the round under way and begins the next.
  absl::Status EndRound();
  absl::Status Write(storage::v1::CommitBatch& batch);
  void BeginRound();
  absl::Time NowAfter(const LedgerHead& head) const;

  Options options_;
  const Clock& clock_;
  Ledger& ledger_;
  const RoundProver prover_;
  WorkQueue queue_;
  CaseWarmer warmer_;

  // The sequencer's thread alone.
  SequencerState state_;
  std::unique_ptr<Round> round_;

  mutable Mutex mutex_;
  Policy policy_ ABSL_GUARDED_BY(mutex_);

  Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);
};

absl::Status Sequencer::Impl::Start() {
  ASSIGN_OR_RETURN(state_.router_file, ledger_.ReadRouterFile());
  ASSIGN_OR_RETURN(state_.policy, BuildPolicy(state_.router_file));
  {
    MutexLock lock(mutex_);
    policy_ = state_.policy;
  }
  MutexLock lock(join_mutex_);
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void Sequencer::Impl::Stop() {
  queue_.Close();
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

absl::Status Sequencer::Impl::Put(WorkQueue::Work& work) {
  const std::vector<absl::string_view> case_ids = CasesOf(work);
  // First: the sequencer must not come before it.
  warmer_.Want(case_ids);
  absl::Status status = queue_.Put(work);
  if (!status.ok()) warmer_.Drop(case_ids);
  return status;
}

Policy Sequencer::Impl::policy() const {
  MutexLock lock(mutex_);
  return policy_;
}

void Sequencer::Impl::Run() {
  while (true) {
    std::deque<WorkQueue::Work> work = queue_.Take(kMaxRoundMessages);
    if (work.empty()) return;
    const absl::Status status = Process(std::move(work));
    if (status.ok()) continue;
    queue_.Close();
    options_.on_disk_failed(status);
    return;
  }
}

absl::Status Sequencer::Impl::Process(std::deque<WorkQueue::Work> work) {
  BeginRound();
  for (WorkQueue::Work& unit : work) {
    RETURN_IF_ERROR(std::visit(
        [this](auto& taken) { return Take(std::move(taken)); }, unit));
  }
  return EndRound();
}

absl::Status Sequencer::Impl::Take(Frame frame) {
  std::size_t decided = 0;  // since answers last went out
  const auto send_out = [&] {
    if (decided == 0) return;
    decided = 0;
    round_->AfterAnswers(frame.answered);
  };
  for (Admitted& message : frame.messages) {
    if (round_->IsFullFor(message)) {
      send_out();
      RETURN_IF_ERROR(EndRound());
    }
    RETURN_IF_ERROR(round_->Decide(std::move(message)));
    if (++decided == kAnswersAtOnce) send_out();
  }
  send_out();
  return absl::OkStatus();
}

absl::Status Sequencer::Impl::Take(DeliveryChange change) {
  round_->Change(std::move(change));
  return absl::OkStatus();
}

absl::Status Sequencer::Impl::Take(KeyChange change) {
  round_->Change(std::move(change));
  return absl::OkStatus();
}

absl::Status Sequencer::Impl::Take(RouterAct act) {
  if (round_->IsFullFor(act)) RETURN_IF_ERROR(EndRound());
  round_->Record(std::move(act));
  return absl::OkStatus();
}

absl::Status Sequencer::Impl::Take(CaseTurns turns) {
  for (const CaseTurn& turn : turns.turns) {
    if (round_->IsFull()) RETURN_IF_ERROR(EndRound());
    RETURN_IF_ERROR(round_->Speak(turn));
  }
  round_->MoveDeadlines(std::move(turns.cursor), std::move(turns.done));
  return absl::OkStatus();
}

absl::Status Sequencer::Impl::EndRound() {
  storage::v1::CommitBatch batch;
  if (!round_->WritesNothing()) {
    batch = round_->Finish();
    RETURN_IF_ERROR(Write(batch));
    round_->OnWritten();
  }
  if (std::optional<Policy> policy = round_->NewPolicy(); policy.has_value()) {
    state_.policy = *std::move(policy);
    MutexLock lock(mutex_);
    policy_ = state_.policy;
  }
  if (options_.on_deadlines && batch.deadline_rows_size() > 0) {
    // In order of time.
    options_.on_deadlines(model::ToTime(batch.deadline_rows(0).due_time()));
  }
  RETURN_IF_ERROR(round_->Answer(prover_));
  if (options_.on_inbox_news && batch.inbox_rows_size() > 0) {
    options_.on_inbox_news(NewsOf(batch));
  }
  if (options_.on_cases_changed && batch.records_size() > 0) {
    options_.on_cases_changed(round_->Touched());
  }
  round_.reset();
  state_.cases.Trim();
  BeginRound();
  return absl::OkStatus();
}

absl::Status Sequencer::Impl::Write(storage::v1::CommitBatch& batch) {
  const std::uint64_t checked = ledger_.CheckedPosition();
  if (checked > ledger_.VerifiedPosition()) {
    batch.set_verified_position(checked);
  }
  return ledger_.Commit(batch);
}

void Sequencer::Impl::BeginRound() {
  const LedgerHead head = ledger_.Head();
  round_ = std::make_unique<Round>(state_, head, NowAfter(head));
}

// The recorded time never goes back, whatever the wall clock does.
absl::Time Sequencer::Impl::NowAfter(const LedgerHead& head) const {
  return std::max(clock_.Now(), head.recorded_time);
}

Sequencer::Sequencer(Options options, const Clock& clock, Ledger& ledger)
    : impl_(std::make_unique<Impl>(std::move(options), clock, ledger)) {}

Sequencer::~Sequencer() = default;

absl::Status Sequencer::Start() { return impl_->Start(); }

void Sequencer::Stop() { impl_->Stop(); }

void Sequencer::Submit(Frame frame) {
  if (frame.messages.empty()) return;
  WorkQueue::Work work(std::move(frame));
  const absl::Status status = impl_->Put(work);
  if (status.ok()) return;
  const Frame& refused = std::get<Frame>(work);
  for (const Admitted& message : refused.messages) {
    if (message.done) message.done(status);
  }
  if (refused.answered) refused.answered();
}

void Sequencer::ChangeDelivery(DeliveryChange change) {
  WorkQueue::Work work(std::move(change));
  // Refused only when stopping: what was not acknowledged is delivered again.
  impl_->Put(work).IgnoreError();
}

void Sequencer::ChangeKeys(KeyChange change) {
  WorkQueue::Work work(std::move(change));
  // Refused only when stopping: the next rotation goes on.
  impl_->Put(work).IgnoreError();
}

void Sequencer::Record(RouterAct act) {
  WorkQueue::Work work(std::move(act));
  const absl::Status status = impl_->Put(work);
  if (status.ok()) return;
  RouterAct& refused = std::get<RouterAct>(work);
  if (refused.done) refused.done(status);
}

void Sequencer::Say(CaseTurns turns) {
  WorkQueue::Work work(std::move(turns));
  // Refused only when stopping: what is due is due after the next start, too.
  impl_->Put(work).IgnoreError();
}

Policy Sequencer::policy() const { return impl_->policy(); }

std::uint64_t Sequencer::queued() const { return impl_->queued(); }

}  // namespace referral::router
