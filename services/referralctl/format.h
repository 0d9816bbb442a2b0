// Codes, times and amounts as people read them.
#ifndef REFERRAL_SERVICES_REFERRALCTL_FORMAT_H_
#define REFERRAL_SERVICES_REFERRALCTL_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::referralctl {

// "-" stands for what is absent.
inline constexpr absl::string_view kAbsent = "-";

std::string OrAbsent(const std::string& text);

// CASE_STATUS_PLAN_AGREED with prefix CASE_STATUS_ as "plan agreed".
std::string Words(absl::string_view enum_name, absl::string_view prefix);
std::string ToText(v1::CaseStatus status);
std::string ToText(v1::ReferralStatus status);
std::string ToText(v1::BusinessStatus status);
std::string ToText(v1::AgencyRole role);
std::string ToText(v1::VulnerabilityLevel level);
std::string ToText(v1::RejectionReason reason);

// 1664 as "1,664".
std::string Count(std::uint64_t number);
// 3250585 as "3.1 MiB".
std::string Bytes(std::uint64_t bytes);
// 2019-10-02.
std::string ToText(const v1::Date& date);
// AZN 1,200.00; every currency is shown with two decimals.
std::string ToText(const v1::Money& money);
// Coarse length of time: "5 s", "12 min", "3 h", "8 d".
std::string Length(absl::Duration duration);
// 2026-11-23 10:42:07Z.
std::string Moment(const google::protobuf::Timestamp& timestamp);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_FORMAT_H_
