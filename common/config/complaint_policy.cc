#include "common/config/complaint_policy.h"

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/config/checks.h"

namespace referral::config {
namespace {

constexpr uint32_t kMaxWorkingDays = 260;  // a year

absl::Status CheckAddressee(
    const Place& place, const std::string& id,
    const ::referral::config::v1::Deployment& deployment) {
  for (const auto& agency : deployment.agencies()) {
    if (agency.id() != id) continue;
    if (agency.role() == ::referral::v1::AGENCY_ROLE_PROVIDER ||
        agency.role() == ::referral::v1::AGENCY_ROLE_OVERSIGHT) {
      return absl::OkStatus();
    }
    return place.Error(absl::StrCat("the agency \"", id,
                                    "\" is neither provider nor oversight"));
  }
  return place.Error(absl::StrCat("unknown agency \"", absl::CHexEscape(id),
                                  "\" for complaints"));
}

}  // namespace

absl::Status CheckComplaintPolicy(
    const Place& top, const ::referral::config::v1::Programme& programme,
    const ::referral::config::v1::Deployment& deployment) {
  if (!programme.has_complaints()) return absl::OkStatus();
  const auto& policy = programme.complaints();
  const Place place = top.At("complaints");
  std::set<std::string> addressees;
  for (int i = 0; i < policy.addressees_size(); ++i) {
    const Place at = place.At("addressees", i);
    RETURN_IF_ERROR(CheckAddressee(at, policy.addressees(i), deployment));
    RETURN_IF_ERROR(
        CheckNew(at, "addressee", policy.addressees(i), addressees));
  }
  const uint32_t days = policy.response_working_days();
  if (days >= 1 && days <= kMaxWorkingDays) return absl::OkStatus();
  return place.At("response_working_days")
      .Error(absl::StrCat("a complaint is answered in 1 to ", kMaxWorkingDays,
                          " working days"));
}

}  // namespace referral::config
