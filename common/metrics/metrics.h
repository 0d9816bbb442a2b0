// Counters, gauges and histograms of one process, in Prometheus' terms.
#ifndef REFERRAL_COMMON_METRICS_METRICS_H_
#define REFERRAL_COMMON_METRICS_METRICS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace prometheus {
class Registry;
}  // namespace prometheus

namespace referral::metrics {

// Values by name. Codes and agency ids only: a label never names a person.
using Labels = std::map<std::string, std::string>;

// Made by main and handed to whoever counts. Thread-safe, as what it returns
// is. What it returns lives as long as it does; the same name and labels give
// the same object. A name is [a-zA-Z_:][a-zA-Z0-9_:]*, counts end in _total,
// times in _seconds, sizes in _bytes; one name has one type. Anything else is a
// programming error and ends the process.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  prometheus::Counter& Counter(const std::string& name, const std::string& help,
                               const Labels& labels = {});
  prometheus::Gauge& Gauge(const std::string& name, const std::string& help,
                           const Labels& labels = {});
  // `bounds`: upper ends of the buckets, ascending, in the unit of the name.
  prometheus::Histogram& Histogram(const std::string& name,
                                   const std::string& help,
                                   const std::vector<double>& bounds,
                                   const Labels& labels = {});

  // Everything in Prometheus' text format.
  std::string Text() const;

  const std::shared_ptr<prometheus::Registry>& registry() const {
    return registry_;
  }

 private:
  const std::shared_ptr<prometheus::Registry> registry_;
};

// Ends of buckets for waits and calls, in seconds: 100 us to 10 s.
std::vector<double> LatencyBounds();

}  // namespace referral::metrics

#endif  // REFERRAL_COMMON_METRICS_METRICS_H_
