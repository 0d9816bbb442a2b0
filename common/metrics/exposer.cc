#include "common/metrics/exposer.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "prometheus/exposer.h"
#include "prometheus/registry.h"

namespace referral::metrics {

absl::StatusOr<std::unique_ptr<Exposer>> Exposer::Start(const Metrics& metrics,
                                                        uint16_t port) {
  const std::string address = absl::StrCat("127.0.0.1:", port);
  std::unique_ptr<prometheus::Exposer> exposer;
  // The one library here that throws.
  try {
    exposer = std::make_unique<prometheus::Exposer>(address, 1);
  } catch (const std::exception&) {
    return MakeError(Reason::kPortInUse, "metrics cannot be shown there",
                     address);
  }
  exposer->RegisterCollectable(metrics.registry());
  const auto bound = static_cast<uint16_t>(exposer->GetListeningPorts().at(0));
  return std::unique_ptr<Exposer>(new Exposer(std::move(exposer), bound));
}

Exposer::Exposer(std::unique_ptr<prometheus::Exposer> exposer, uint16_t port)
    : exposer_(std::move(exposer)), port_(port) {}

Exposer::~Exposer() = default;

}  // namespace referral::metrics
