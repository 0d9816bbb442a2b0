#ifndef REFERRAL_SERVICES_ROUTER_CORE_INBOX_SLOT_H_
#define REFERRAL_SERVICES_ROUTER_CORE_INBOX_SLOT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "services/router/core/inbox_hub.h"

namespace referral::router {

// Everything of one agency. What is not guarded belongs to the run: one
// thread at a time.
struct InboxHub::Slot {
  explicit Slot(std::string id) : agency(std::move(id)) {}

  const std::string agency;

  mutable Mutex mutex;
  std::vector<Event> events ABSL_GUARDED_BY(mutex);
  bool scheduled ABSL_GUARDED_BY(mutex) = false;
  InboxState state ABSL_GUARDED_BY(mutex);

  std::unique_ptr<Inbox> inbox;  // null: not loaded
  std::shared_ptr<InboxSink> sink;
  std::uint64_t stream = 0;
  std::uint64_t credit = 0;
  bool writable = false;
  bool told_caught_up = false;
  bool change_in_flight = false;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_INBOX_SLOT_H_
