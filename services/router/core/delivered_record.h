// A record as an inbox delivers it.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_DELIVERED_RECORD_H_
#define REFERRAL_SERVICES_ROUTER_CORE_DELIVERED_RECORD_H_

#include <optional>

#include "proto/referral/v1/record.pb.h"

namespace referral::router {

struct DeliveredRecord {
  v1::Record record;
  // The request that a re-routing in `record` hands on [32].
  std::optional<v1::Record> original;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_DELIVERED_RECORD_H_
