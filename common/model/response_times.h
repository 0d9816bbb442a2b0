// How quickly agencies answer what they are asked [26], counted from case
// files.
#ifndef REFERRAL_COMMON_MODEL_RESPONSE_TIMES_H_
#define REFERRAL_COMMON_MODEL_RESPONSE_TIMES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/report.pb.h"

namespace referral::model {

// The element of `sorted`, ascending and not empty, that `percent` of 100
// elements do not exceed, by the nearest rank: of ten, 90 is the ninth.
absl::Duration NearestRank(const std::vector<absl::Duration>& sorted,
                           int percent);

// By receiver and service. From recorded request to recorded decision; a mere
// receipt is no answer, nor is it one that the router said nobody answered
// [29]. Left out: drafts, and what was withdrawn before it was decided. Not
// thread-safe.
class ResponseTimes {
 public:
  // What is not answered is judged as of `now`.
  explicit ResponseTimes(absl::Time now) : now_(now) {}

  void Add(const storage::v1::CaseFile& file);

  // In order of agency and service.
  std::vector<v1::Report::ResponseTimes> Rows() const;

 private:
  struct Tally {
    std::vector<absl::Duration> answered;
    std::uint32_t in_time = 0;
    std::uint32_t waiting = 0;
    std::uint32_t overdue = 0;
    std::uint32_t completed = 0;
    std::uint32_t completed_late = 0;
  };
  void Add(const storage::v1::CaseReferral& referral);

  const absl::Time now_;
  std::map<std::pair<std::string, std::string>, Tally> tallies_;
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_RESPONSE_TIMES_H_
