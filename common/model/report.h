// The programme's figures, counted from case files.
#ifndef REFERRAL_COMMON_MODEL_REPORT_H_
#define REFERRAL_COMMON_MODEL_REPORT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "common/model/programmes.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/report.pb.h"

namespace referral::model {

// `part` of `whole` in hundredths of a percent, rounded half to even [2]:
// 54 of 64 is 8438, 10 of 64 is 1562. 0 if `whole` is 0.
std::uint32_t BasisPointsHalfEven(std::uint64_t part, std::uint64_t whole);

// Adds up the case files of one programme. Whoever is or was of a case counts
// with it: people who joined later, and people who left, for they applied and
// were served; only the budget is of those present. Not thread-safe.
class ReportBuilder {
 public:
  explicit ReportBuilder(const Programme& programme);
  ~ReportBuilder();

  // Counts `file` if it belongs to the programme, whatever its version.
  void Add(const storage::v1::CaseFile& file);

  // Everything but as_of_time and as_of_position.
  v1::Report Finish() const;

 private:
  struct Tally;
  std::unique_ptr<Tally> tally_;
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_REPORT_H_
