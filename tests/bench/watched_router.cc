#include "tests/bench/watched_router.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "tests/bench/meter.h"
#include "tests/support/metrics_page.h"

namespace referral::bench {
namespace {

// The port that the last process named in its log.
absl::StatusOr<std::uint16_t> MetricsPortIn(const std::string& log_file) {
  constexpr absl::string_view kBefore = "metrics are on 127.0.0.1:";
  const std::string log = testing::ReadFile(log_file);
  const std::size_t at = log.rfind(kBefore.data(), std::string::npos);
  if (at != std::string::npos) {
    const std::size_t from = at + kBefore.size();
    std::uint32_t port = 0;
    if (absl::SimpleAtoi(log.substr(from, log.find('\n', from) - from),
                         &port)) {
      return static_cast<std::uint16_t>(port);
    }
  }
  return absl::UnavailableError("a router does not say where its metrics are");
}

double SyncsOn(const std::string& page, const std::string& file) {
  return testing::CountedOn(page, "referral_store_syncs_total",
                            "file=\"" + file + "\"");
}

}  // namespace

absl::StatusOr<absl::Duration> WatchedRouter::Start() {
  const absl::Duration begun = MonotonicNow();
  RETURN_IF_ERROR(router_.Start(dir_, {"--metrics", "127.0.0.1:0"}));
  return MonotonicNow() - begun;
}

absl::Status WatchedRouter::Stop() {
  NotePeak();
  return router_.server().Stop();
}

void WatchedRouter::Kill() {
  NotePeak();
  router_.server().Kill();
}

absl::StatusOr<Syncs> WatchedRouter::SyncsSoFar() const {
  ASSIGN_OR_RETURN(const std::uint16_t port,
                   MetricsPortIn(dir_ + "/router.log"));
  const std::string page = testing::FetchMetrics(port);
  if (page.empty()) return absl::UnavailableError("no metrics");
  return Syncs{SyncsOn(page, "wal"), SyncsOn(page, "watermark")};
}

std::uint64_t WatchedRouter::ResidentBytes() const {
  return router_.server().Usage().resident_bytes;
}

std::uint64_t WatchedRouter::PeakResidentBytes() const {
  return std::max(peak_, router_.server().Usage().peak_resident_bytes);
}

}  // namespace referral::bench
