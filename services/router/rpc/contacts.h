#ifndef REFERRAL_SERVICES_ROUTER_RPC_CONTACTS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CONTACTS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::router {

// What an agency last said of itself.
struct Contact {
  absl::Time last_time = absl::InfinitePast();  // never
  v1::OutboxState outbox;
  std::string software_version;
};

// When each agency was last heard of, since the router started. Thread-safe.
class Contacts {
 public:
  // Any call of the agency.
  void OnCall(absl::string_view agency, absl::Time now);
  void OnHello(absl::string_view agency, absl::Time now,
               const v1::OpenInboxRequest::Hello& hello);
  void OnOutbox(absl::string_view agency, absl::Time now,
                const v1::OutboxState& outbox);

  Contact Of(absl::string_view agency) const;

 private:
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, Contact> contacts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CONTACTS_H_
