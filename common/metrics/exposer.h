// Shows a process's metrics to Prometheus.
#ifndef REFERRAL_COMMON_METRICS_EXPOSER_H_
#define REFERRAL_COMMON_METRICS_EXPOSER_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "common/metrics/metrics.h"

namespace prometheus {
class Exposer;
}  // namespace prometheus

namespace referral::metrics {

// http://127.0.0.1:<port>/metrics, until it is destroyed. Loopback only: a
// deployment that collects from elsewhere puts its own agent in front.
class Exposer {
 public:
  // `metrics` outlives it. Port 0 takes a free one.
  // Errors: PORT_IN_USE.
  static absl::StatusOr<std::unique_ptr<Exposer>> Start(const Metrics& metrics,
                                                        uint16_t port);

  ~Exposer();
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;

  uint16_t port() const { return port_; }

 private:
  Exposer(std::unique_ptr<prometheus::Exposer> exposer, uint16_t port);

  const std::unique_ptr<prometheus::Exposer> exposer_;
  const uint16_t port_;
};

}  // namespace referral::metrics

#endif  // REFERRAL_COMMON_METRICS_EXPOSER_H_
