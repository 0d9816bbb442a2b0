#include "services/router/core/deadline_timer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/crypto/named_uuid.h"
#include "common/model/deadlines.h"
#include "common/model/timestamps.h"

namespace referral::router {
namespace {

// A round that was under way while its time was read may set a clock for a time
// before the cursor. The timer hears of it; after a crash it looks this far
// back, longer than any round takes. A case that has nothing to say says
// nothing.
constexpr absl::Duration kLookBack = absl::Hours(1);

// Said in a case at once; the others follow at the next look.
constexpr size_t kMaxSaid = 16;

// The last place of a time.
DeadlinePlace EndOf(absl::Time time) {
  return {time, std::numeric_limits<std::uint64_t>::max()};
}

bool IsBefore(const DeadlinePlace& a, const DeadlinePlace& b) {
  return a.due != b.due ? a.due < b.due : a.position < b.position;
}

DeadlinePlace EarlierOf(const DeadlinePlace& a, const DeadlinePlace& b) {
  return IsBefore(b, a) ? b : a;
}

}  // namespace

DeadlineTimer::DeadlineTimer(Options options, const Clock& clock,
                             const Ledger& ledger)
    : options_(std::move(options)),
      clock_(clock),
      ledger_(ledger),
      watch_(clock, ledger.Head().recorded_time) {}

DeadlineTimer::~DeadlineTimer() { Stop(); }

absl::Status DeadlineTimer::Load() {
  ASSIGN_OR_RETURN(const absl::Time cursor, ledger_.ReadDeadlineCursor());
  {
    MutexLock lock(mutex_);
    read_ = EndOf(cursor == absl::InfinitePast() ? absl::UnixEpoch()
                                                 : cursor - kLookBack);
  }
  return ReadNext();
}

void DeadlineTimer::Start() {
  MutexLock lock(join_mutex_);
  thread_ = std::thread([this] { Run(); });
}

void DeadlineTimer::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void DeadlineTimer::OnDeadlines(absl::Time due) {
  MutexLock lock(mutex_);
  next_ = std::min(next_, due);
  read_ = EarlierOf(read_, EndOf(due - absl::Nanoseconds(1)));
}

DeadlineTimer::State DeadlineTimer::state() const {
  MutexLock lock(mutex_);
  return {watch_.leap(), next_, passed_};
}

void DeadlineTimer::ConfirmClock() {
  MutexLock lock(mutex_);
  watch_.Confirm();
  wake_.SignalAll();
}

void DeadlineTimer::Run() {
  while (true) {
    const bool asked = Look();
    MutexLock lock(mutex_);
    if (stopping_) return;
    if (asked && !asking_) continue;  // they have answered already
    wake_.WaitFor(mutex_, kDeadlineLook);
    if (stopping_) return;
  }
}

bool DeadlineTimer::Look() {
  {
    MutexLock lock(mutex_);
    if (!watch_.Look() || stopping_) return false;
    if (asking_) return true;
    if (due_.empty() && clock_.Now() < next_) return false;
  }
  return Ask();
}

// Reads what is due if all that was read has been asked, and asks.
bool DeadlineTimer::Ask() {
  bool read = false;
  {
    MutexLock lock(mutex_);
    read = !due_.empty();
  }
  if (!read) {
    absl::Status status = ReadDue(clock_.Now());
    status.Update(ReadNext());
    if (!status.ok()) options_.on_error(status);
  }
  {
    MutexLock lock(mutex_);
    if (due_.empty()) return false;
    asking_ = true;
  }
  SayNext();
  return true;
}

// The next cases with a clock that may have run out by `now`.
absl::Status DeadlineTimer::ReadDue(absl::Time now) {
  DeadlinePlace from;
  {
    // Before reading: what is set meanwhile takes it back.
    MutexLock lock(mutex_);
    from = std::exchange(read_, EndOf(now));
  }
  const absl::StatusOr<std::vector<DeadlineEntry>> entries =
      ledger_.ReadDeadlines(from, now, kMaxDeadlinesPerRound);
  MutexLock lock(mutex_);
  if (!entries.ok()) {
    read_ = EarlierOf(read_, from);
    return entries.status();
  }
  cursor_ = now;
  if (entries->size() == kMaxDeadlinesPerRound) {
    // There may be more, also of the same time.
    read_ = EarlierOf(read_, entries->back().place);
    cursor_ = entries->back().place.due - absl::Nanoseconds(1);
  }
  for (const DeadlineEntry& entry : *entries) {
    due_.insert(due_.end(), entry.case_ids.begin(), entry.case_ids.end());
  }
  return absl::OkStatus();
}

absl::Status DeadlineTimer::ReadNext() {
  DeadlinePlace from;
  {
    MutexLock lock(mutex_);
    next_ = absl::InfiniteFuture();
    from = read_;
  }
  const absl::StatusOr<std::vector<DeadlineEntry>> entries =
      ledger_.ReadDeadlines(from, absl::InfiniteFuture(), 1);
  MutexLock lock(mutex_);
  if (!entries.ok()) {
    // Tried again at the next look.
    next_ = absl::InfinitePast();
    return entries.status();
  }
  if (!entries->empty()) next_ = std::min(next_, entries->front().place.due);
  return absl::OkStatus();
}

// Asks as many cases as fit a round beside what people send.
void DeadlineTimer::SayNext() {
  CaseTurns turns;
  {
    MutexLock lock(mutex_);
    while (!due_.empty() && turns.turns.size() < kMaxDeadlinesPerRound) {
      turns.turns.push_back(
          {std::move(due_.front()),
           [this](const storage::v1::CaseFile& file, absl::Time now) {
             return Speak(file, now);
           }});
      due_.pop_front();
    }
    if (due_.empty()) {
      turns.cursor.emplace();
      model::SetTime(cursor_, *turns.cursor->mutable_time());
    }
  }
  turns.done = [this] {
    MutexLock lock(mutex_);
    asking_ = false;
    wake_.SignalAll();
  };
  options_.say(std::move(turns));
}

std::vector<OwnMessage> DeadlineTimer::Speak(const storage::v1::CaseFile& file,
                                             absl::Time now) {
  const std::shared_ptr<const model::Directory> directory =
      options_.directory();
  std::vector<OwnMessage> said;
  for (const model::Deadline& deadline : model::DueClocks(file, now)) {
    if (said.size() == kMaxSaid) break;
    OwnMessage& message = said.emplace_back();
    message.message_id =
        model::DeadlineMessageId(file.case_id(), deadline, crypto::NamedUuid);
    message.act = model::DeadlineAct(deadline, *directory);
    message.done = [this](const absl::StatusOr<v1::Receipt>& receipt) {
      if (!receipt.ok()) return options_.on_error(receipt.status());
      MutexLock lock(mutex_);
      ++passed_;
    };
  }
  return said;
}

}  // namespace referral::router
