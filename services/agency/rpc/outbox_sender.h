// Brings the outbox to the router: one stream, several messages to a frame,
// in order per case, for as long as it takes.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_SENDER_H_
#define REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_SENDER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/agency/core/change_listener.h"
#include "services/agency/core/outbox_plan.h"
#include "services/agency/rpc/client_stream.h"
#include "services/agency/rpc/key_watch.h"
#include "services/agency/rpc/router_link.h"
#include "services/agency/rpc/trust.h"
#include "services/agency/rpc/wakeup.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/outbox.h"

namespace referral::agency {

// Thread-safe. One thread of its own.
//   A receipt makes a submission RECORDED. What may pass (IsRetryable) is sent
// again, the case from there on. A refusal of the agency itself
// (IsPeerRefused) pauses the outbox: it logs an alarm and tries again every
// kMaxReconnectDelay. RESIGN makes it take the signing key from its file, sign
// the same envelope anew and send it again, the case from there on; while the
// file holds no other key that is registered, it pauses. Everything else makes
// the submission REFUSED. A broken stream is opened again, and what had no
// answer is sent again byte for byte. A stream whose connection is being closed
// for its age ends in order, and the next one is opened at once.
class OutboxSender {
 public:
  // All outlive it. `keys` is null where nothing is signed. `on_change` is
  // called on its thread, or on the store's, when State() has changed: must not
  // block.
  OutboxSender(const RouterLink& link, AgencyStore& store, Outbox& outbox,
               Trust& trust, KeyWatch* keys, const Clock& clock,
               std::function<void()> on_change);
  // Stops, as Stop() does.
  ~OutboxSender();

  void Start();
  // Cuts the stream and ends the thread. Idempotent.
  void Stop();

  // A message is to be sent. Numbers come ascending.
  void Add(const OpenEntry& entry);

  // How far behind it is.
  v1::OutboxState State() const;
  // The router refuses this agency.
  bool paused() const;

 private:
  using Stream = ClientStream<v1::SubmitManyRequest, v1::SubmitManyResponse>;
  using Result = v1::SubmitManyResponse::Result;
  // What a message in flight is.
  struct Sent {
    std::string message_id;
    std::string case_id;
    std::string key_id;  // that it is signed with; empty if it is not
  };

  void Run();
  // One stream's life; returns why it ended.
  absl::Status Serve();
  absl::Status OnFrames(std::vector<v1::SubmitManyResponse> frames);
  absl::Status OnFrame(const v1::SubmitManyResponse& frame);
  // Adds to `verdicts` what is for good, to `resign` what is to be signed anew.
  // Errors: the stream must end.
  absl::Status OnResult(const Result& result, std::vector<Verdict>& verdicts,
                        std::vector<uint64_t>& resign);
  absl::Status CheckReceipt(const v1::Receipt& receipt, const Sent& sent);
  absl::Status Settle(std::vector<Verdict> verdicts);
  // The router wants these signed with another key. Errors: there is none, the
  // stream must end.
  absl::Status Resign(const std::vector<uint64_t>& numbers);
  void SendAgain(uint64_t number);
  absl::StatusOr<v1::SubmitManyRequest> NextFrame();
  // Notes and logs how a stream ended; returns how long to wait.
  absl::Duration AfterStream(const absl::Status& status);

  const RouterLink& link_;
  AgencyStore& store_;
  Outbox& outbox_;
  Trust& trust_;
  KeyWatch* const keys_;
  const OutboxReader reader_;
  const Clock& clock_;
  const std::function<void()> on_change_;
  Wakeup wakeup_;

  mutable Mutex mutex_;
  OutboxPlan plan_ ABSL_GUARDED_BY(mutex_);
  bool paused_ ABSL_GUARDED_BY(mutex_) = false;

  // Its thread alone.
  std::map<uint64_t, Sent> sent_;
  int failures_ = 0;
  // The stream ended in order, for another one to take its place.
  bool moved_ = false;

  std::thread thread_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_SENDER_H_
