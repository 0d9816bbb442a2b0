// The programme report as JSON and as a page of text.
#ifndef REFERRAL_SERVICES_REFERRALCTL_REPORT_VIEW_H_
#define REFERRAL_SERVICES_REFERRALCTL_REPORT_VIEW_H_

#include <string>

#include "proto/referral/v1/report.pb.h"
#include "services/referralctl/table.h"

namespace referral::referralctl {

// 8438 as "84.38".
std::string Percent(unsigned basis_points);

// One line, keys in a fixed order. What nobody recorded is the string "not
// recorded", or a count under "not_recorded" where only some is missing; it
// is never 0 [6].
std::string ReportJson(const v1::Report& report);

std::string ReportText(const v1::Report& report, const Style& style);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_REPORT_VIEW_H_
