#ifndef REFERRAL_SERVICES_REFERRALCTL_MOVE_VIEW_H_
#define REFERRAL_SERVICES_REFERRALCTL_MOVE_VIEW_H_

#include <cstdint>
#include <string>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/referralctl/policy_commands.h"
#include "services/referralctl/table.h"

namespace referral::referralctl {

// Cases that cannot follow the version.
std::uint64_t CountLeft(const v1::MoveCasesResponse& result);

// What a move came to, or would come to, for people: a row for each change of
// each case, then the cases that cannot follow and why, then a line.
std::string MovesText(const v1::MoveCasesResponse& result,
                      const MoveOrder& order, const Style& style);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_MOVE_VIEW_H_
