#include "services/router/rpc/contacts.h"

namespace referral::router {

void Contacts::OnCall(absl::string_view agency, absl::Time now) {
  MutexLock lock(mutex_);
  contacts_[agency].last_time = now;
}

void Contacts::OnHello(absl::string_view agency, absl::Time now,
                       const v1::OpenInboxRequest::Hello& hello) {
  MutexLock lock(mutex_);
  Contact& contact = contacts_[agency];
  contact.last_time = now;
  contact.outbox = hello.outbox();
  contact.software_version = hello.software_version();
}

void Contacts::OnOutbox(absl::string_view agency, absl::Time now,
                        const v1::OutboxState& outbox) {
  MutexLock lock(mutex_);
  Contact& contact = contacts_[agency];
  contact.last_time = now;
  contact.outbox = outbox;
}

Contact Contacts::Of(absl::string_view agency) const {
  MutexLock lock(mutex_);
  const auto found = contacts_.find(agency);
  return found == contacts_.end() ? Contact() : found->second;
}

}  // namespace referral::router
