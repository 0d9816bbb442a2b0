#ifndef REFERRAL_SERVICES_ROUTER_CORE_FINDING_H_
#define REFERRAL_SERVICES_ROUTER_CORE_FINDING_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "proto/referral/v1/ops_service.pb.h"

namespace referral::router {

// Something that is not what it was when the receipt was given.
struct CaseFinding {
  std::string case_id;
  std::uint64_t sequence = 0;  // 0: no record of the case in particular
  v1::FindingKind kind = v1::FINDING_KIND_UNSPECIFIED;
  std::string reason_code;  // of common/base/errors.h
  std::string message;
};

// `status` says what was found, and where.
inline CaseFinding MakeFinding(absl::string_view case_id,
                               std::uint64_t sequence, v1::FindingKind kind,
                               const absl::Status& status) {
  std::string message(status.message());
  if (!Where(status).empty()) absl::StrAppend(&message, ": ", Where(status));
  return {std::string(case_id), sequence, kind, ReasonCode(status),
          std::move(message)};
}

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_FINDING_H_
