// What a message costs the router in instructions, step by step: one thread, no
// network, no disk. Only callgrind counts them, see instructions.sh; it writes
// a profile at the end of each step, in order. Prints "STEP MESSAGES" for each.
//
// The load is that of referral-bench: open cases get additions of 1 KiB from
// their provider, in turn, and the lead reads them from its inbox. Until every
// case is open nothing is counted.
#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/crypto/digest.h"
#include "common/evidence/signature.h"
#include "common/evidence/signer.h"
#include "services/router/core/admit.h"
#include "services/router/core/case_reader.h"
#include "services/router/core/case_warmer.h"
#include "services/router/core/inbox.h"
#include "services/router/core/policy.h"
#include "services/router/core/round.h"
#include "services/router/store/commit_rows.h"
#include "tests/bench/case_story.h"
#include "tests/bench/must.h"
#include "tests/bench/small_load.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace referral::bench {
namespace {

using router::testing::kHome;

constexpr std::uint32_t kCases = 200;
constexpr std::uint32_t kAdditions = 10;  // to each case
constexpr std::size_t kRoundMessages = 64;
constexpr std::size_t kFrameDeliveries = 64;

enum class Step { kGate, kDecide, kBatch, kAnswer, kInbox, kDelivery };

// Callgrind counts while one of these lives.
class Counted {
 public:
  explicit Counted(bool counted) : counted_(counted) { Toggle(); }
  ~Counted() { Toggle(); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  void Toggle() const {
    if (counted_) CALLGRIND_TOGGLE_COLLECT;
  }

  const bool counted_;
};

storage::v1::RouterFile MakeRouterFile() {
  storage::v1::RouterFile file;
  file.mutable_deployment()->set_text(router::testing::DeploymentText());
  storage::v1::LoadedFile& programme = *file.add_programmes();
  programme.set_id("restart");
  programme.set_version(1);
  programme.set_text(router::testing::ProgrammeText());
  return file;
}

router::GateRules RulesOf(const router::Policy& policy,
                          const evidence::SignatureCheck& signatures,
                          absl::Time now, bool insecure) {
  return {kHome, *policy.directory, *policy.keys, signatures, now, insecure};
}

std::unique_ptr<evidence::Signer> MakeSigner(const router::Policy& policy,
                                             absl::Time now) {
  const testing::TempDir dir;
  testing::WriteSigningKey(dir.Join("router.key"), "router");
  return Must(
      evidence::Signer::Open(dir.Join("router.key"), "", *policy.keys, now));
}

// A router in one thread, signed and sealed, that counts one of its steps. It
// goes from frame to frame as gate, sequencer and inbox do.
class CountingRouter {
 public:
  explicit CountingRouter(Step counted) : counted_(counted) {
    Must(inbox_.Load());
  }

  // Hands in everything, round by round, then reads the lead's inbox empty.
  void Run(const std::string& sender, absl::Span<const std::string> messages) {
    for (; !messages.empty();
         messages.remove_prefix(std::min(kRoundMessages, messages.size()))) {
      RunRound(Admit(sender, messages.subspan(0, kRoundMessages)));
    }
    while (Deliver()) {
    }
  }
  void StartCounting() { counting_ = true; }

  std::size_t answered() const { return answered_; }
  std::size_t delivered() const { return delivered_; }

 private:
  bool Counts(Step step) const { return counting_ && step == counted_; }

  std::vector<router::Admitted> Admit(const std::string& sender,
                                      absl::Span<const std::string> messages) {
    const router::GateRules rules =
        RulesOf(state_.policy, signatures_, clock_.Now(), /*insecure=*/false);
    std::vector<router::Admitted> admitted;
    admitted.reserve(messages.size());
    const Counted counted(Counts(Step::kGate));
    for (const std::string& message : messages) {
      admitted.push_back(
          Must(router::Admit(message, sender, rules, ledger_.vault())));
    }
    return admitted;
  }

  void RunRound(std::vector<router::Admitted> messages) {
    router::Round round(state_, ledger_.Head(), clock_.Now());
    Decide(std::move(messages), round);
    const storage::v1::CommitBatch batch = Finish(round);
    Must(ledger_.Commit(batch));
    round.OnWritten();
    Answer(round);
    Announce(batch);
  }

  void Decide(std::vector<router::Admitted> messages, router::Round& round) {
    for (router::Admitted& message : messages) {
      message.done = [this](const absl::StatusOr<v1::Receipt>& receipt) {
        Must(receipt.status());
        ++answered_;
      };
    }
    const Counted counted(Counts(Step::kDecide));
    for (router::Admitted& message : messages) {
      // The sequencer asks before each; a round of the load is never full.
      if (round.IsFullFor(message)) std::abort();
      Must(round.Decide(std::move(message)));
    }
  }

  storage::v1::CommitBatch Finish(router::Round& round) {
    const std::uint64_t head = ledger_.Head().position;
    const Counted counted(Counts(Step::kBatch));
    storage::v1::CommitBatch batch = round.Finish();
    router::RowsOf(batch,
                   head + static_cast<std::uint64_t>(batch.records_size()));
    return batch;
  }

  void Answer(router::Round& round) {
    const Counted counted(Counts(Step::kAnswer));
    Must(round.Answer(prover_));
  }

  void Announce(const storage::v1::CommitBatch& batch) {
    for (const storage::v1::InboxRow& row : batch.inbox_rows()) {
      if (row.agency() != kLead) continue;
      const std::vector<storage::v1::InboxItem> news(row.items().begin(),
                                                     row.items().end());
      const Counted counted(Counts(Step::kInbox));
      inbox_.OnNews(news);
    }
  }

  // One frame to the lead, acknowledged. False if nothing was left.
  bool Deliver() {
    const std::vector<router::DueDelivery> frame = TakeFrame();
    Read(frame);
    const Counted counted(Counts(Step::kInbox));
    for (const router::DueDelivery& due : frame) {
      Must(inbox_.Ack(due.position));
    }
    inbox_.TakeChange();
    return !frame.empty();
  }

  std::vector<router::DueDelivery> TakeFrame() {
    const router::Moment now{clock_.Now(), clock_.Monotonic()};
    std::vector<router::DueDelivery> frame;
    const Counted counted(Counts(Step::kInbox));
    Must(inbox_.Expire(now));
    Must(inbox_.Refill());
    while (frame.size() < kFrameDeliveries) {
      std::optional<router::DueDelivery> due = inbox_.Next(now);
      if (!due.has_value()) break;
      frame.push_back(*std::move(due));
    }
    return frame;
  }

  void Read(const std::vector<router::DueDelivery>& frame) {
    const Counted counted(Counts(Step::kDelivery));
    for (const router::DueDelivery& due : frame) {
      const router::DeliveredRecord read =
          Must(reader_.ReadDelivery(due.case_id, due.position, lead_));
      if (read.record.message().parts_size() > 0) ++delivered_;
    }
  }

  const Step counted_;
  bool counting_ = false;
  std::size_t answered_ = 0;
  std::size_t delivered_ = 0;  // with parts

  const testing::ManualClock clock_;
  const evidence::SignatureCheck signatures_;
  router::testing::FakeLedger ledger_;
  const storage::v1::RouterFile router_file_ = MakeRouterFile();
  const router::Policy policy_ = Must(router::BuildPolicy(router_file_));
  const std::unique_ptr<evidence::Signer> signer_ =
      MakeSigner(policy_, clock_.Now());
  router::CaseWarmer warmer_{ledger_};
  router::SequencerState state_{
      kHome,           router::CaseCache(ledger_, warmer_),
      router_file_,    policy_,
      ledger_.vault(), signer_.get()};
  const router::RoundProver prover_{ledger_};
  router::Inbox inbox_{kLead, ledger_};
  const router::CaseReader reader_{ledger_, clock_, [this] { return policy_; }};
  const model::Reader lead_{
      .agency = kLead, .role = v1::AGENCY_ROLE_LEAD, .predecessors = {}};
};

// Messages counted.
std::size_t CountStep(Step step, const SmallLoad& load) {
  CountingRouter router(step);
  router.Run(kLead, load.openings);
  router.Run(kProvider, load.beginnings);
  const std::size_t answered = router.answered();
  const std::size_t delivered = router.delivered();
  router.StartCounting();
  router.Run(kProvider, load.additions);
  if (router.answered() - answered == load.additions.size() &&
      router.delivered() - delivered == load.additions.size()) {
    return load.additions.size();
  }
  std::fprintf(stderr, "not every message was answered and delivered\n");
  std::exit(1);
}

// The gate of a router with --insecure-loopback.
std::size_t CountInsecureGate(const SmallLoad& load) {
  const router::Policy policy = Must(router::BuildPolicy(MakeRouterFile()));
  const evidence::SignatureCheck signatures;
  const router::Vault vault;
  const router::GateRules rules =
      RulesOf(policy, signatures, testing::ManualClock().Now(), true);
  const auto admit = [&](const std::vector<std::string>& messages) {
    for (const std::string& message : messages) {
      Must(router::Admit(message, kProvider, rules, vault));
    }
  };
  admit(load.beginnings);
  const Counted counted(true);
  admit(load.additions);
  return load.additions.size();
}

void Report(const char* step, std::size_t messages) {
  CALLGRIND_DUMP_STATS_AT(step);
  std::printf("%s %zu\n", step, messages);
}

void Main() {
  Must(crypto::Init());
  Report("gate", CountInsecureGate(MakeSmallLoad(kCases, kAdditions, false)));
  const SmallLoad load = MakeSmallLoad(kCases, kAdditions, true);
  Report("gate-signed", CountStep(Step::kGate, load));
  Report("decide", CountStep(Step::kDecide, load));
  Report("batch", CountStep(Step::kBatch, load));
  Report("answer", CountStep(Step::kAnswer, load));
  Report("inbox", CountStep(Step::kInbox, load));
  Report("delivery", CountStep(Step::kDelivery, load));
}

}  // namespace
}  // namespace referral::bench

int main() { referral::bench::Main(); }
