#include "tests/services/agency/fake_router.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "common/base/errors.h"
#include "common/evidence/message.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"
#include "gtest/gtest.h"

namespace referral::agency {
namespace {

// No test waits longer for what must come.
constexpr absl::Duration kPatience = absl::Seconds(10);

}  // namespace

rpc::ServerOptions FakeRouter::Insecure() {
  rpc::ServerOptions options;
  options.insecure_loopback = true;
  return options;
}

void FakeRouter::Start(const rpc::ServerOptions& options) {
  {
    MutexLock lock(mutex_);
    stopping_ = false;
  }
  rpc::ServerOptions at = options;
  at.listen_address = address_;
  auto server = rpc::Server::Start(at, {this});
  ASSERT_TRUE(server.ok()) << Describe(server.status());
  server_ = *std::move(server);
  address_ = server_->bound_address();
}

void FakeRouter::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }
  server_.reset();
}

void FakeRouter::FailNext(const std::string& message_id,
                          std::vector<absl::Status> failures) {
  MutexLock lock(mutex_);
  failures_[message_id].assign(failures.begin(), failures.end());
}

void FakeRouter::RefuseStreams(const absl::Status& status) {
  MutexLock lock(mutex_);
  refuse_ = status;
}

void FakeRouter::SwallowAnswers(bool swallow) {
  MutexLock lock(mutex_);
  swallow_ = swallow;
}

void FakeRouter::LieAbout(const std::string& message_id) {
  MutexLock lock(mutex_);
  lies_.insert(message_id);
}

void FakeRouter::ForgeReceiptOf(const std::string& message_id) {
  MutexLock lock(mutex_);
  forgeries_.insert(message_id);
}

void FakeRouter::Register(const config::v1::Deployment& deployment) {
  MutexLock lock(mutex_);
  book_ = evidence::KeyBook(deployment);
}

void FakeRouter::RequireSignatures(bool required) {
  MutexLock lock(mutex_);
  signatures_ = required;
}

void FakeRouter::SignWith(int n, const std::string& key_id) {
  MutexLock lock(mutex_);
  maker_.SignWith(n, key_id);
}

v1::Record FakeRouter::MakeRecord(const evidence::BuildSpec& spec,
                                  const v1::Effects& effects) {
  MutexLock lock(mutex_);
  auto made = maker_.Record(spec, effects);
  EXPECT_TRUE(made.ok()) << Describe(made.status());
  return made->record;
}

grpc::Status FakeRouter::PublishCapacity(
    grpc::ServerContext* /*context*/, const v1::PublishCapacityRequest* request,
    v1::PublishCapacityResponse* response) {
  *response->mutable_capacities() = request->capacities();
  return grpc::Status::OK;
}

void FakeRouter::Deliver(const v1::Record& record,
                         std::optional<v1::Record> original) {
  const auto head = evidence::ParseRecordHead(record.head());
  ASSERT_TRUE(head.ok());
  MutexLock lock(mutex_);
  inbox_[head->position] = record;
  if (original.has_value()) {
    originals_[head->position] = *std::move(original);
  }
  changed_.SignalAll();
}

void FakeRouter::TakeOverInbox() {
  MutexLock lock(mutex_);
  taken_over_ = inboxes_;
  changed_.SignalAll();
}

template <typename Condition>
bool FakeRouter::Await(Condition condition) {
  const absl::Time until = absl::Now() + kPatience;
  mutex_.AssertHeld();
  while (!condition()) {
    if (changed_.WaitFor(mutex_, until - absl::Now())) return condition();
  }
  return true;
}

bool FakeRouter::AwaitRecorded(size_t count) {
  MutexLock lock(mutex_);
  return Await([&] { return recorded_.size() >= count; });
}

bool FakeRouter::AwaitArrivals(const std::string& message_id, size_t count) {
  MutexLock lock(mutex_);
  return Await([&] { return arrivals_[message_id].size() >= count; });
}

bool FakeRouter::AwaitAcks(size_t count) {
  MutexLock lock(mutex_);
  return Await([&] { return acks_.size() >= count; });
}

bool FakeRouter::AwaitAck(uint64_t position) {
  MutexLock lock(mutex_);
  return Await([&] {
    return std::find(acks_.begin(), acks_.end(), position) != acks_.end();
  });
}

bool FakeRouter::AwaitNacks(size_t count) {
  MutexLock lock(mutex_);
  return Await([&] { return nacks_.size() >= count; });
}

bool FakeRouter::AwaitOutboxes(size_t count) {
  MutexLock lock(mutex_);
  return Await([&] { return outboxes_ >= count; });
}

uint64_t FakeRouter::outboxes() const {
  MutexLock lock(mutex_);
  return outboxes_;
}

bool FakeRouter::AwaitInboxes(size_t count) {
  MutexLock lock(mutex_);
  return Await([&] { return inboxes_ >= count; });
}

bool FakeRouter::AwaitOutboxDepth(uint64_t depth) {
  MutexLock lock(mutex_);
  return Await([&] { return outbox_.depth() == depth; });
}

std::vector<FakeRouter::Recorded> FakeRouter::recorded() const {
  MutexLock lock(mutex_);
  return recorded_;
}

std::vector<std::string> FakeRouter::arrivals(
    const std::string& message_id) const {
  MutexLock lock(mutex_);
  const auto it = arrivals_.find(message_id);
  return it == arrivals_.end() ? std::vector<std::string>() : it->second;
}

std::vector<std::string> FakeRouter::order() const {
  MutexLock lock(mutex_);
  return order_;
}

std::vector<uint64_t> FakeRouter::acks() const {
  MutexLock lock(mutex_);
  return acks_;
}

std::vector<v1::OpenInboxRequest::Nack> FakeRouter::nacks() const {
  MutexLock lock(mutex_);
  return nacks_;
}

v1::OpenInboxRequest FakeRouter::hello() const {
  MutexLock lock(mutex_);
  return hello_;
}

// What is wrong with a message now. What holds its case back is noted in
// `waiting`.
absl::Status FakeRouter::Refuses(const evidence::OpenedMessage& message,
                                 std::set<std::string>& waiting) {
  const v1::Envelope& envelope = message.envelope;
  const std::string& id = envelope.message_id();
  absl::Status failure;
  if (signatures_) {
    failure = evidence::VerifyArriving(envelope.sender(), message.sent_time,
                                       message.envelope_digest, message.proof,
                                       absl::Now(), book_, check_);
  }
  if (auto& failures = failures_[id]; failure.ok() && !failures.empty()) {
    failure = failures.front();
    failures.pop_front();
  }
  if (!failure.ok()) {
    if (IsRetryable(failure) || HasReason(failure, Reason::kResign)) {
      waiting.insert(envelope.case_id());
    }
    return failure;
  }
  if (waiting.contains(envelope.case_id()) && arrivals_[id].size() == 1) {
    return MakeError(Reason::kPredecessorPending, "not before the others");
  }
  waiting.erase(envelope.case_id());
  return absl::OkStatus();
}

v1::SubmitManyResponse::Result FakeRouter::Decide(
    const v1::SubmitManyRequest::Item& item, std::set<std::string>& waiting) {
  v1::SubmitManyResponse::Result result;
  result.set_tag(item.tag());
  const auto message = evidence::OpenMessage(item.signed_message());
  if (!message.ok()) {
    *result.mutable_error() = rpc::ToProto(message.status());
    return result;
  }
  const v1::Envelope& envelope = message->envelope;
  const std::string& id = envelope.message_id();
  arrivals_[id].push_back(item.signed_message());
  order_.push_back(id);
  changed_.SignalAll();
  if (const absl::Status failure = Refuses(*message, waiting); !failure.ok()) {
    *result.mutable_error() = rpc::ToProto(failure);
    return result;
  }
  auto known = receipts_.find(id);
  if (known == receipts_.end()) {
    auto made = maker_.Record(item.signed_message());
    if (!made.ok()) {
      *result.mutable_error() = rpc::ToProto(made.status());
      return result;
    }
    known = receipts_.emplace(id, made->receipt).first;
    recorded_.push_back({id, envelope.case_id(), envelope.sender()});
  }
  *result.mutable_receipt() = known->second;
  if (lies_.erase(id) > 0) {
    result.mutable_receipt()->set_message_id(
        "00000000-0000-4000-8000-000000000000");
  }
  if (forgeries_.erase(id) > 0) {
    evidence::SignRoundHead(
        SigningKeyOf("somebody"), kKeyId,
        *result.mutable_receipt()->mutable_proof()->mutable_round_head());
  }
  return result;
}

grpc::Status FakeRouter::SubmitMany(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<v1::SubmitManyResponse, v1::SubmitManyRequest>*
        stream) {
  std::set<std::string> waiting;  // cases with a failed message
  v1::SubmitManyRequest request;
  {
    MutexLock lock(mutex_);
    ++outboxes_;
    changed_.SignalAll();
  }
  while (true) {
    {
      MutexLock lock(mutex_);
      if (!refuse_.ok()) return rpc::ToGrpc(refuse_);
    }
    if (!stream->Read(&request)) return grpc::Status::OK;
    v1::SubmitManyResponse response;
    bool swallow = false;
    {
      MutexLock lock(mutex_);
      for (const auto& item : request.items()) {
        *response.add_results() = Decide(item, waiting);
      }
      swallow = swallow_;
    }
    if (!swallow) stream->Write(response);
  }
}

void FakeRouter::Note(const v1::OpenInboxRequest& frame) {
  if (frame.has_hello()) {
    hello_ = frame;
    outbox_ = frame.hello().outbox();
    ++inboxes_;
  }
  if (frame.has_outbox()) outbox_ = frame.outbox();
  for (const uint64_t position : frame.acks()) {
    acks_.push_back(position);
    inbox_.erase(position);
  }
  for (const auto& nack : frame.nacks()) {
    nacks_.push_back(nack);
    inbox_.erase(nack.position());
  }
  changed_.SignalAll();
}

grpc::Status FakeRouter::OpenInbox(grpc::ServerContext* context,
                                   InboxStream* stream) {
  v1::OpenInboxRequest frame;
  if (!stream->Read(&frame)) return grpc::Status::OK;
  uint64_t self = 0;
  bool ended = false;
  {
    MutexLock lock(mutex_);
    Note(frame);
    self = inboxes_;
  }
  std::thread reader([&] {
    v1::OpenInboxRequest next;
    while (stream->Read(&next)) {
      MutexLock lock(mutex_);
      Note(next);
    }
    MutexLock lock(mutex_);
    ended = true;
    changed_.SignalAll();
  });
  std::set<uint64_t> sent;
  grpc::Status status;
  while (true) {
    v1::OpenInboxResponse response;
    {
      MutexLock lock(mutex_);
      const auto is_new = [&](const auto& one) {
        return !sent.contains(one.first);
      };
      while (!ended && !stopping_ && taken_over_ < self &&
             std::none_of(inbox_.begin(), inbox_.end(), is_new)) {
        changed_.Wait(mutex_);
      }
      if (ended || stopping_) break;
      if (taken_over_ >= self) {
        status = rpc::ToGrpc(
            MakeError(Reason::kTakenOver, "a newer stream reads this inbox"));
        break;
      }
      for (const auto& [position, record] : inbox_) {
        if (!sent.insert(position).second) continue;
        auto& delivery = *response.add_deliveries();
        delivery.set_position(position);
        delivery.set_attempt(1);
        *delivery.mutable_record() = record;
        if (const auto original = originals_.find(position);
            original != originals_.end()) {
          *delivery.mutable_original() = original->second;
        }
      }
    }
    if (!stream->Write(response)) break;
  }
  {
    MutexLock lock(mutex_);
    if (!ended) context->TryCancel();
  }
  reader.join();
  return status;
}

}  // namespace referral::agency
