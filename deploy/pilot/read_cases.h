// Reads the whole data set before anything is sent. Thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_READ_CASES_H_
#define REFERRAL_DEPLOY_PILOT_READ_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "deploy/pilot/case_data.h"

namespace referral::pilot {

// One line that is neither empty nor a comment. `where` is file:line; no date
// but that of a follow-up may lie after `today`.
// Errors: BAD_PILOT_LINE  at `where`: what the line lacks or has wrong
absl::StatusOr<CaseData> ReadCase(const std::string& line,
                                  const std::string& where, Day today);

// A whole text; `path` names it in errors.
// Errors: BAD_PILOT_LINE  the first broken line, a case name used twice, or
//                         no case at all
absl::StatusOr<std::vector<CaseData>> ReadCases(const std::string& text,
                                                const std::string& path,
                                                Day today);

// The file at `path`.
// Errors: INVALID_ARGUMENT_FILE  it cannot be read
//         BAD_PILOT_LINE         see above
absl::StatusOr<std::vector<CaseData>> ReadCaseFile(const std::string& path,
                                                   Day today);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_READ_CASES_H_
