#ifndef REFERRAL_SERVICES_ROUTER_CORE_INBOX_HUB_H_
#define REFERRAL_SERVICES_ROUTER_CORE_INBOX_HUB_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/router/core/delivered_record.h"
#include "services/router/core/inbox.h"
#include "services/router/core/inbox_timer.h"
#include "services/router/core/ledger.h"
#include "services/router/core/read_pool.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// The consumer's end of an inbox: a stream, or a test. Called on threads of
// the pool; must not block.
class InboxSink {
 public:
  virtual ~InboxSink() = default;
  // One frame. The next comes only after InboxHub::OnWritten.
  virtual void Send(v1::OpenInboxResponse frame) = 0;
  // The last call.
  virtual void End(const absl::Status& status) = 0;
};

// What a consumer says in one frame, checked.
struct InboxRequest {
  struct Nack {
    std::uint64_t position = 0;
    std::string reason_code;
    std::optional<absl::Duration> delay;
  };
  std::uint32_t credit = 0;
  std::vector<std::uint64_t> acks;
  std::vector<Nack> nacks;
};

// An inbox as of its last change.
struct InboxState {
  std::string agency;
  bool connected = false;
  InboxCounts counts;
  std::vector<storage::v1::CaseDelivery> parked;
};

// An operator's act on a parked case.
struct ParkedCommand {
  std::string agency;
  std::string case_id;
  std::string operator_id;
  std::string reason;
  SubmitDone done;  // called once, on a thread of the pool or the sequencer's
};

// Every agency's inbox, and the stream that reads it. What happens to one
// inbox happens in order, on one thread of the pool at a time; nothing is read
// from the disk on the caller's thread. Thread-safe.
class InboxHub {
 public:
  struct Options {
    std::string home;
    // The redelivery policy in force.
    std::function<RedeliveryPolicy()> policy;
    // A due record as `agency` may see it, with what goes with it. Errors:
    // STORE_CORRUPT.
    std::function<absl::StatusOr<DeliveredRecord>(const std::string& agency,
                                                  const DueDelivery& due)>
        read;
    std::function<void(DeliveryChange)> change_delivery;
    std::function<void(RouterAct)> record_act;
    // An inbox cannot be read: its stream has ended.
    std::function<void(const std::string& agency, const absl::Status&)>
        on_error;
  };

  // Everything given must outlive it, and `pool` must be stopped before it is
  // destroyed.
  InboxHub(Options options, const Clock& clock, const Ledger& ledger,
           ReadPool& pool);
  ~InboxHub();

  // Takes up where the ledger stands and waits for it. For the start; an
  // agency that comes later is loaded when it is first heard of.
  // Errors: STORE_CORRUPT.
  absl::Status Load(const std::vector<std::string>& agencies);

  // A committed round's news. Never blocks.
  void OnNews(const std::vector<InboxNews>& news);

  // A stream's id, greater than every earlier one.
  std::uint64_t NewStream();
  // Gives the inbox of `agency` to `sink`, as the stream of that id; an older
  // stream ends with TAKEN_OVER. The calls below do nothing once the stream is
  // no longer the inbox's.
  void Open(const std::string& agency, std::uint64_t stream,
            std::shared_ptr<InboxSink> sink);
  // `taken`, if any, is called once the request has been taken in: who reads
  // the next one only then never gets ahead of the inbox.
  void OnRequest(const std::string& agency, std::uint64_t stream,
                 InboxRequest request, std::function<void()> taken = nullptr);
  void OnWritten(const std::string& agency, std::uint64_t stream);
  void Close(const std::string& agency, std::uint64_t stream);

  // Errors, through `done`: NOT_PARKED; those of Sequencer::Record.
  void Replay(ParkedCommand command);
  // The sender of the dropped message gets the act in its inbox.
  void Drop(ParkedCommand command);

  InboxState State(const std::string& agency) const;
  std::vector<InboxState> States() const;

  // Ends every stream with SHUTTING_DOWN. The pool must still run.
  void Stop();

 private:
  struct Slot;
  using Event = std::function<void(Slot&)>;

  Slot& SlotOf(const std::string& agency) const;
  void Post(Slot& slot, Event event);
  void Run(Slot& slot);
  absl::Status LoadSlot(Slot& slot);
  absl::Status Step(Slot& slot);
  absl::Status Pump(Slot& slot);
  absl::Status Apply(Slot& slot, const InboxRequest& request);
  void Persist(Slot& slot);
  void Publish(Slot& slot);
  void Fail(Slot& slot, const absl::Status& status);
  void Command(ParkedCommand command, bool drop);
  void Plan(Slot& slot, const ParkedCommand& command, bool drop);
  Moment Now() const { return {clock_.Now(), clock_.Monotonic()}; }

  const Options options_;
  const Clock& clock_;
  const Ledger& ledger_;
  ReadPool& pool_;

  mutable Mutex mutex_;
  mutable std::map<std::string, std::unique_ptr<Slot>> slots_
      ABSL_GUARDED_BY(mutex_);
  std::uint64_t last_stream_ ABSL_GUARDED_BY(mutex_) = 0;

  InboxTimer timer_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_INBOX_HUB_H_
