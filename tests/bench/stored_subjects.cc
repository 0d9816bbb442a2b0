#include "tests/bench/stored_subjects.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/bench/case_story.h"
#include "tests/bench/inbox_reader.h"
#include "tests/bench/submit_stream.h"

namespace referral::bench {
namespace {

class Stored : public Subject {
 public:
  explicit Stored(const StoredSubject& stored) : stored_(stored) {}

  std::string name() const override { return stored_.name; }
  void Pause() override { stored_.router.router().server().Pause(); }
  void Resume() override { stored_.router.router().server().Resume(); }
  std::optional<ProcessUsage> Usage() const override {
    return router().server().Usage();
  }

 protected:
  const RouterProcess& router() const { return stored_.router.router(); }
  CaseMessages& messages() { return stored_.messages; }

  // What the last fill left to do behind does not disturb a run.
  absl::Status AwaitIdle() {
    return stored_.router.router().server().AwaitIdle();
  }

 private:
  const StoredSubject stored_;
};

class Submitter final : public Stored {
 public:
  Submitter(const StoredSubject& stored, const CaseSpread& spread)
      : Stored(stored), spread_(spread) {}

  absl::Status Start(const std::string& /*dir*/) override {
    Resume();
    // Twice, for what goes to cold ones.
    RETURN_IF_ERROR(
        SubmitAtOnce(router(), kProvider,
                     messages().Additions(2 * spread_.active, spread_)));
    return AwaitIdle();
  }

  absl::Status Prepare(const Load& load) override {
    additions_ = messages().Additions(load.messages, spread_);
    return absl::OkStatus();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    Meter meter(load);
    ASSIGN_OR_RETURN(receipts_, SubmitAll(router(), kProvider,
                                          std::move(additions_), meter));
    return meter.Result();
  }

  absl::Status CheckHistory() override {
    std::vector<std::uint64_t> last(messages().cases());
    for (std::size_t i = 0; i < receipts_.size(); ++i) {
      std::uint64_t& before = last[messages().CaseOf(i)];
      if (receipts_[i].sequence() <= before) {
        return absl::DataLossError(
            absl::StrCat("message ", i, " is out of order"));
      }
      before = receipts_[i].sequence();
    }
    return absl::OkStatus();
  }

 private:
  const CaseSpread spread_;
  std::vector<std::string> additions_;
  std::vector<v1::Receipt> receipts_;
};

class Drain final : public Stored {
 public:
  Drain(const StoredSubject& stored, std::size_t waiting, Say say)
      : Stored(stored), waiting_(waiting), say_(std::move(say)) {}

  absl::Status Start(const std::string& /*dir*/) override {
    return absl::OkStatus();
  }

  absl::Status Prepare(const Load& /*load*/) override {
    RETURN_IF_ERROR(
        FillInbox(router(), messages(), waiting_ - waiting_now_, say_));
    waiting_now_ = waiting_;
    return AwaitIdle();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    taken_.clear();
    const std::size_t enough = std::min(load.messages, waiting_);
    InboxReader reader(router(), kLead);
    const absl::Duration begun = MonotonicNow();
    RETURN_IF_ERROR(reader.ReadSome([&] { return taken_.size() >= enough; },
                                    [&](absl::Span<const std::string> ids) {
                                      taken_.insert(taken_.end(), ids.begin(),
                                                    ids.end());
                                    }));
    Sample sample;
    sample.per_second = static_cast<double>(taken_.size()) /
                        absl::ToDoubleSeconds(MonotonicNow() - begun);
    return sample;
  }

  // Each was delivered once in the run.
  absl::Status CheckHistory() override {
    waiting_now_ -= taken_.size();
    const absl::flat_hash_set<std::string> once(taken_.begin(), taken_.end());
    if (once.size() == taken_.size()) return absl::OkStatus();
    return absl::DataLossError("a message was delivered twice");
  }

 private:
  const std::size_t waiting_;
  const Say say_;
  std::size_t waiting_now_ = 0;
  std::vector<std::string> taken_;
};

}  // namespace

std::unique_ptr<Subject> MakeSubmitter(const StoredSubject& stored,
                                       const CaseSpread& spread) {
  return std::make_unique<Submitter>(stored, spread);
}

std::unique_ptr<Subject> MakeDrain(const StoredSubject& stored,
                                   std::size_t waiting, Say say) {
  return std::make_unique<Drain>(stored, waiting, std::move(say));
}

}  // namespace referral::bench
