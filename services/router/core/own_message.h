#ifndef REFERRAL_SERVICES_ROUTER_CORE_OWN_MESSAGE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_OWN_MESSAGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/evidence/message.h"
#include "proto/referral/v1/act.pb.h"

namespace referral::router {

// Where the router says something of its own, and what day it is there.
struct OwnPlace {
  std::string home;     // the sender
  std::string case_id;  // or the id of the router's own log
  absl::Time now;
  absl::TimeZone time_zone;
};

// A message of the router's own. An act without a date happened today.
// Errors: those of evidence::BuildMessage.
absl::StatusOr<evidence::OpenedMessage> BuildOwnMessage(
    const OwnPlace& place, std::string message_id, std::vector<v1::Act> acts);

// An id that no other message has. Thread-safe after crypto::Init().
std::string RandomMessageId();

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_OWN_MESSAGE_H_
