// A router in the test's own process: it records what comes, or refuses it, or
// is not there, as the test says. Evidence is real; there are no rules.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_FAKE_ROUTER_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_FAKE_ROUTER_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/evidence/key_book.h"
#include "common/evidence/signature.h"
#include "common/rpc/server.h"
#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "tests/services/agency/support/records.h"
#include "tests/services/agency/support/samples.h"

namespace referral::agency {

// Thread-safe.
class FakeRouter final : public v1::RouterService::Service {
 public:
  // A message that was recorded.
  struct Recorded {
    std::string message_id;
    std::string case_id;
    std::string sender;
  };

  FakeRouter() = default;
  ~FakeRouter() override { Stop(); }

  // Serves at `address`, the first time at a port of its own; what was
  // recorded before a Stop is still there.
  void Start(const rpc::ServerOptions& options = Insecure());
  // Cuts every stream.
  void Stop();
  const std::string& address() const { return address_; }
  static rpc::ServerOptions Insecure();

  // How the next tries of this message fail, one after the other; then it is
  // recorded.
  void FailNext(const std::string& message_id,
                std::vector<absl::Status> failures);
  // Every SubmitMany ends with this at once; OK: no longer.
  void RefuseStreams(const absl::Status& status);
  // Holds every answer back until the stream ends, as if the router died with
  // them; false: no longer.
  void SwallowAnswers(bool swallow);
  // Gives the receipt of another message.
  void LieAbout(const std::string& message_id);
  // Once gives a receipt of it whose signature is not the router's.
  void ForgeReceiptOf(const std::string& message_id);
  // The keys of this deployment are good from now on, in place of those of the
  // sample.
  void Register(const config::v1::Deployment& deployment);
  // Whether messages must be signed; they must unless told otherwise.
  void RequireSignatures(bool required);
  // Signs rounds with the router's nth key from now on; none if 0.
  void SignWith(int n, const std::string& key_id = kKeyId);

  // The record of a message that another agency sends, in its place between
  // those that came.
  v1::Record MakeRecord(const evidence::BuildSpec& spec,
                        const v1::Effects& effects = {});
  // Puts a record into every inbox, with the request that it hands on.
  void Deliver(const v1::Record& record,
               std::optional<v1::Record> original = std::nullopt);
  // Ends the inbox stream as if another one had taken over.
  void TakeOverInbox();

  // All wait at most ten seconds for what they say and return whether it came.
  bool AwaitRecorded(size_t count);
  bool AwaitArrivals(const std::string& message_id, size_t count);
  bool AwaitAcks(size_t count);
  bool AwaitAck(uint64_t position);
  bool AwaitNacks(size_t count);
  // Streams of the kind that were opened so far.
  bool AwaitOutboxes(size_t count);
  bool AwaitInboxes(size_t count);
  bool AwaitOutboxDepth(uint64_t depth);

  uint64_t outboxes() const;  // streams opened so far
  std::vector<Recorded> recorded() const;
  // Every try of the message, byte for byte, in order.
  std::vector<std::string> arrivals(const std::string& message_id) const;
  // Message ids in the order in which they came.
  std::vector<std::string> order() const;
  std::vector<uint64_t> acks() const;
  std::vector<v1::OpenInboxRequest::Nack> nacks() const;
  // The first frame of the newest inbox stream.
  v1::OpenInboxRequest hello() const;

  // What was published is what the caller sent.
  grpc::Status PublishCapacity(grpc::ServerContext* context,
                               const v1::PublishCapacityRequest* request,
                               v1::PublishCapacityResponse* response) override;
  grpc::Status SubmitMany(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::SubmitManyResponse, v1::SubmitManyRequest>*
          stream) override;
  grpc::Status OpenInbox(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::OpenInboxResponse, v1::OpenInboxRequest>*
          stream) override;

 private:
  using InboxStream =
      grpc::ServerReaderWriter<v1::OpenInboxResponse, v1::OpenInboxRequest>;

  v1::SubmitManyResponse::Result Decide(const v1::SubmitManyRequest::Item& item,
                                        std::set<std::string>& waiting)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Refuses(const evidence::OpenedMessage& message,
                       std::set<std::string>& waiting)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Note(const v1::OpenInboxRequest& frame)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  template <typename Condition>
  bool Await(Condition condition);

  mutable Mutex mutex_;
  CondVar changed_;
  RecordMaker maker_ ABSL_GUARDED_BY(mutex_);
  evidence::KeyBook book_ ABSL_GUARDED_BY(mutex_){SomeDeployment()};
  evidence::SignatureCheck check_;
  bool signatures_ ABSL_GUARDED_BY(mutex_) = true;
  std::map<std::string, v1::Receipt> receipts_ ABSL_GUARDED_BY(mutex_);
  std::vector<Recorded> recorded_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<std::string>> arrivals_
      ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> order_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::deque<absl::Status>> failures_
      ABSL_GUARDED_BY(mutex_);
  std::set<std::string> lies_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> forgeries_ ABSL_GUARDED_BY(mutex_);
  absl::Status refuse_ ABSL_GUARDED_BY(mutex_);
  bool swallow_ ABSL_GUARDED_BY(mutex_) = false;

  std::map<uint64_t, v1::Record> inbox_ ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, v1::Record> originals_ ABSL_GUARDED_BY(mutex_);
  std::vector<uint64_t> acks_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::OpenInboxRequest::Nack> nacks_ ABSL_GUARDED_BY(mutex_);
  v1::OpenInboxRequest hello_ ABSL_GUARDED_BY(mutex_);
  v1::OutboxState outbox_ ABSL_GUARDED_BY(mutex_);
  uint64_t outboxes_ ABSL_GUARDED_BY(mutex_) = 0;  // opened so far
  uint64_t inboxes_ ABSL_GUARDED_BY(mutex_) = 0;   // opened so far
  uint64_t taken_over_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::string address_ = "127.0.0.1:0";
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_FAKE_ROUTER_H_
