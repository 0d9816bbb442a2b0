#include "services/router/core/own_message.h"

#include <array>
#include <cstdint>
#include <utility>

#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/model/dates.h"

namespace referral::router {

absl::StatusOr<evidence::OpenedMessage> BuildOwnMessage(
    const OwnPlace& place, std::string message_id, std::vector<v1::Act> acts) {
  for (v1::Act& act : acts) {
    if (act.has_occurred_date()) continue;
    *act.mutable_occurred_date() =
        model::ToDate(absl::ToCivilDay(place.now, place.time_zone));
  }
  ASSIGN_OR_RETURN(v1::SignedMessage message,
                   evidence::BuildMessage({.message_id = std::move(message_id),
                                           .case_id = place.case_id,
                                           .sender = place.home,
                                           .sent_time = place.now,
                                           .acts = std::move(acts),
                                           .sections = {}}));
  return evidence::OpenDelivered(std::move(message));
}

std::string RandomMessageId() {
  std::array<uint8_t, 16> random;
  crypto::FillRandom(absl::MakeSpan(random));
  return UuidV4(random);
}

}  // namespace referral::router
