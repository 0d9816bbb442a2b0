// Reads the agency's inbox at the router: every delivery is verified, stored,
// synced, and only then acknowledged.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_INBOX_READER_H_
#define REFERRAL_SERVICES_AGENCY_RPC_INBOX_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/agency/rpc/client_stream.h"
#include "services/agency/rpc/router_link.h"
#include "services/agency/rpc/trust.h"
#include "services/agency/rpc/wakeup.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/inbox.h"

namespace referral::agency {

// Messages that may be out to one agency at a time: enough to fill a synced
// write, few enough to be stored in milliseconds.
inline constexpr uint32_t kInboxCredit = 256;

// How long a message has to lie in the outbox before the router hears of it:
// most are gone by then. That the outbox is empty again is told at once.
inline constexpr absl::Duration kOutboxReportDelay = absl::Seconds(1);

// Thread-safe. One thread of its own. A stream that ends, whatever the reason,
// is opened again; at once if it ended in order because its connection is being
// closed for its age.
class InboxReader {
 public:
  struct Options {
    std::string software_version;
    std::function<v1::OutboxState()> outbox_state;
    // Called with what became of each delivery, on any thread.
    std::function<void(const absl::Status&)> on_delivery;
  };

  // All outlive it.
  InboxReader(const RouterLink& link, AgencyStore& store, Inbox& inbox,
              Trust& trust, const Clock& clock, Options options);
  // Stops, as Stop() does.
  ~InboxReader();

  void Start();
  // Cuts the stream and ends the thread. Idempotent. Deliveries under way may
  // still be stored: stop the store before this is destroyed.
  void Stop();

  // The state of the outbox has changed.
  void OnOutboxChanged() { wakeup_.Wake(); }

 private:
  using Stream = ClientStream<v1::OpenInboxRequest, v1::OpenInboxResponse>;
  using Nack = v1::OpenInboxRequest::Nack;

  // What one stream has to answer; outlived by stores that are under way.
  struct Answers {
    Mutex mutex;
    std::vector<uint64_t> acks ABSL_GUARDED_BY(mutex);
    std::vector<Nack> nacks ABSL_GUARDED_BY(mutex);
  };

  void Run();
  // One stream's life; returns why it ended.
  absl::Status Serve();
  absl::StatusOr<v1::OpenInboxRequest> Hello();
  void OnDelivery(const v1::OpenInboxResponse::Delivery& delivery,
                  const std::shared_ptr<Answers>& answers);
  void Answer(uint64_t position, const absl::Status& status, Answers& answers);
  // What is to be said now; nullopt if nothing is. `wait` gets how long there
  // will be nothing unless something happens.
  std::optional<v1::OpenInboxRequest> NextFrame(Answers& answers,
                                                absl::Duration& wait);
  bool OutboxIsDue(const v1::OutboxState& state, absl::Duration& wait);
  void NoteReport(const v1::OutboxState& state);

  const RouterLink& link_;
  AgencyStore& store_;
  Inbox& inbox_;
  Trust& trust_;
  const Clock& clock_;
  const Options options_;
  Wakeup wakeup_;

  // Its thread alone.
  int failures_ = 0;
  // The stream ended in order, for another one to take its place.
  bool moved_ = false;
  v1::OutboxState reported_;
  // Since when the state differs from what was reported.
  std::optional<absl::Duration> changed_at_;

  std::thread thread_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_INBOX_READER_H_
