#include "common/model/referral_times.h"

#include <cstdint>

#include "common/model/timestamps.h"
#include "common/model/working_days.h"

namespace referral::model {

void SetReferralTimes(const ActInput& input, const config::v1::Service& service,
                      v1::Priority priority, v1::ActEffects& effects) {
  if (priority == v1::PRIORITY_UNSPECIFIED) priority = v1::PRIORITY_ROUTINE;
  std::uint32_t response = service.response_working_days();
  std::uint32_t completion = service.completion_working_days();
  for (const config::v1::PriorityClock& clock : service.priority_clocks()) {
    if (clock.priority() != priority) continue;
    response = clock.response_working_days();
    completion = clock.completion_working_days();
  }
  const absl::Time now = input.context.now;
  SetTime(DueTime(input.programme, now, response),
          *effects.mutable_respond_by_time());
  SetTime(DueTime(input.programme, now, completion),
          *effects.mutable_complete_by_time());
}

}  // namespace referral::model
