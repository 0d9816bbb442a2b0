// An export of needs as CSV and as a table. Columns that a row has given up so
// that nobody is recognised are empty, as are those nobody recorded.
#ifndef REFERRAL_SERVICES_REFERRALCTL_NEEDS_VIEW_H_
#define REFERRAL_SERVICES_REFERRALCTL_NEEDS_VIEW_H_

#include <string>

#include "proto/referral/v1/router_service.pb.h"
#include "services/referralctl/table.h"

namespace referral::referralctl {

// RFC 4180 with a header line, for other programs. What is not of a row stays
// out of it.
std::string NeedsCsv(const v1::NeedsExport& needs);

std::string NeedsText(const v1::NeedsExport& needs, const Style& style);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_NEEDS_VIEW_H_
