#include "services/agency/rpc/desk_service.h"

#include <utility>

#include "common/rpc/answer.h"
#include "common/rpc/status.h"
#include "grpcpp/grpcpp.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "services/agency/core/desk_drafts.h"
#include "services/agency/rpc/batch_stream.h"
#include "services/agency/rpc/capacity_call.h"
#include "services/agency/rpc/desk_reads.h"
#include "services/agency/rpc/watch.h"

namespace referral::agency {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

// A stream that ends before it began.
template <typename Row>
class EndedStream final : public grpc::ServerWriteReactor<Row> {
 public:
  explicit EndedStream(const absl::Status& status) {
    this->Finish(rpc::ToGrpc(status));
  }

 private:
  void OnDone() override { delete this; }
};

class DeskService final : public v1::ReferralDesk::CallbackService {
 public:
  explicit DeskService(const DeskParts& parts)
      : parts_(parts),
        reads_(parts.store, parts.clock),
        outbox_reader_(parts.store) {}

// A call that changes something: its draft, then the way of all of them.
#define REFERRAL_DESK_CALL(Method, Request, draft)                 \
  ServerUnaryReactor* Method(CallbackServerContext* context,       \
                             const v1::Request* request,           \
                             v1::Submission* response) override {  \
    return parts_.calls.Serve(context, draft(*request), response); \
  }
  REFERRAL_DESK_CALL(ReceiveReferral, ReceiveReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(AcceptReferral, AcceptReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(DeclineReferral, DeclineReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(AskForInformation, AskForInformationRequest, DraftOf)
  REFERRAL_DESK_CALL(AddInformation, AddInformationRequest, DraftOf)
  REFERRAL_DESK_CALL(ScheduleAppointment, ScheduleAppointmentRequest, DraftOf)
  REFERRAL_DESK_CALL(RecordAttendance, RecordAttendanceRequest, DraftOf)
  REFERRAL_DESK_CALL(StartService, StartServiceRequest, DraftOf)
  REFERRAL_DESK_CALL(HoldReferral, HoldReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(ResumeReferral, ResumeReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(CompleteReferral, CompleteReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(FailReferral, FailReferralRequest, DraftOf)
  REFERRAL_DESK_CALL(RequestCancel, CancelReferralRequest, CancelRequestDraft)
  REFERRAL_DESK_CALL(CancelReferral, CancelReferralRequest, CancelDraft)
  REFERRAL_DESK_CALL(ReferOnward, ReferOnwardRequest, DraftOf)
  REFERRAL_DESK_CALL(AcknowledgeOutcome, AcknowledgeOutcomeRequest, DraftOf)
  REFERRAL_DESK_CALL(RecordFollowUp, RecordFollowUpRequest, DraftOf)
  REFERRAL_DESK_CALL(HandOverContinuation, HandOverContinuationRequest, DraftOf)
  REFERRAL_DESK_CALL(LodgeComplaint, LodgeComplaintRequest, DraftOf)
  REFERRAL_DESK_CALL(AnswerComplaint, AnswerComplaintRequest, DraftOf)
  REFERRAL_DESK_CALL(DeclineCancel, DeclineCancelRequest, DraftOf)
  REFERRAL_DESK_CALL(AdoptDraft, AdoptDraftRequest, DraftOf)
  REFERRAL_DESK_CALL(EnterInError, EnterInErrorRequest, DraftOf)
#undef REFERRAL_DESK_CALL

  ServerUnaryReactor* ListWorklist(
      CallbackServerContext* context, const v1::ListWorklistRequest* request,
      v1::ListWorklistResponse* response) override {
    return Read(context, DeskGate::Callers::kSystems, response,
                [this, request] { return reads_.ListWorklist(*request); });
  }
  ServerUnaryReactor* GetWorklistItem(CallbackServerContext* context,
                                      const v1::GetWorklistItemRequest* request,
                                      v1::WorklistItem* response) override {
    return Read(context, DeskGate::Callers::kSystems, response,
                [this, request] { return reads_.GetWorklistItem(*request); });
  }
  ServerUnaryReactor* GetSubmission(CallbackServerContext* context,
                                    const v1::GetSubmissionRequest* request,
                                    v1::Submission* response) override {
    return Read(context, DeskGate::Callers::kSystems, response,
                [this, request] { return reads_.GetSubmission(*request); });
  }
  ServerUnaryReactor* ListSubmissions(
      CallbackServerContext* context, const v1::ListSubmissionsRequest* request,
      v1::ListSubmissionsResponse* response) override {
    return Read(context, DeskGate::Callers::kSystemsAndOperators, response,
                [this, request] { return reads_.ListSubmissions(*request); });
  }
  ServerUnaryReactor* ListNotices(CallbackServerContext* context,
                                  const v1::ListNoticesRequest* request,
                                  v1::ListNoticesResponse* response) override {
    return Read(context, DeskGate::Callers::kSystems, response,
                [this, request] { return reads_.ListNotices(*request); });
  }

  ServerUnaryReactor* PublishCapacity(
      CallbackServerContext* context, const v1::PublishCapacityRequest* request,
      v1::PublishCapacityResponse* response) override {
    return ForwardCapacity(parts_.gate, parts_.router, parts_.refusals, context,
                           request, response);
  }

  ServerUnaryReactor* AcknowledgeRefusal(
      CallbackServerContext* context,
      const v1::AcknowledgeRefusalRequest* request,
      v1::Submission* response) override;
  ServerUnaryReactor* DismissNotice(CallbackServerContext* context,
                                    const v1::DismissNoticeRequest* request,
                                    v1::Notice* response) override;

  grpc::ServerWriteReactor<v1::WorklistItem>* WatchWorklist(
      CallbackServerContext* context,
      const v1::WatchWorklistRequest* request) override {
    return Watch<v1::WorklistItem>(context, parts_.hub.worklist(), *request);
  }
  grpc::ServerWriteReactor<v1::Submission>* WatchSubmissions(
      CallbackServerContext* context,
      const v1::WatchSubmissionsRequest* request) override {
    return Watch<v1::Submission>(context, parts_.hub.submissions(), *request);
  }
  grpc::ServerWriteReactor<v1::Notice>* WatchNotices(
      CallbackServerContext* context,
      const v1::WatchNoticesRequest* request) override {
    return Watch<v1::Notice>(context, parts_.hub.notices(), *request);
  }

  grpc::ServerWriteReactor<v1::BatchProgress>* HoldReferrals(
      CallbackServerContext* context,
      const v1::HoldReferralsRequest* request) override {
    return RunBatch(context, OrderOf(*request));
  }
  grpc::ServerWriteReactor<v1::BatchProgress>* ResumeReferrals(
      CallbackServerContext* context,
      const v1::ResumeReferralsRequest* request) override {
    return RunBatch(context, OrderOf(*request));
  }

 private:
  grpc::ServerWriteReactor<v1::BatchProgress>* RunBatch(
      CallbackServerContext* context, BatchOrder order);

  // Answers with what `read` gives, on a thread that may wait for the disk.
  template <typename Response, typename ReadFunction>
  ServerUnaryReactor* Read(CallbackServerContext* context,
                           DeskGate::Callers callers, Response* response,
                           ReadFunction read) {
    ServerUnaryReactor* const reactor = context->DefaultReactor();
    if (const absl::Status allowed = parts_.gate.CheckCall(*context, callers);
        !allowed.ok()) {
      rpc::Answer(reactor, allowed, parts_.refusals);
      return reactor;
    }
    parts_.pool.Run([this, reactor, response, read = std::move(read)] {
      absl::StatusOr<Response> result = read();
      if (result.ok()) *response = *std::move(result);
      rpc::Answer(reactor, result.status(), parts_.refusals);
    });
    return reactor;
  }

  template <typename Row, typename Request>
  grpc::ServerWriteReactor<Row>* Watch(CallbackServerContext* context,
                                       WatcherList& list,
                                       const Request& request) {
    const absl::StatusOr<std::string> system =
        parts_.gate.CheckStream(*context);
    if (!system.ok()) {
      parts_.refusals.OnRefused("stream", system.status());
      return new EndedStream<Row>(system.status());
    }
    const WatchParts parts{list, parts_.pool, parts_.slow_peers,
                           parts_.refusals, parts_.max_watch_backlog};
    return agency::Watch<Row>::Start(parts, *context, *system,
                                     reads_.Watch(request));
  }

  const DeskParts parts_;
  const DeskReads reads_;
  const OutboxReader outbox_reader_;
};

grpc::ServerWriteReactor<v1::BatchProgress>* DeskService::RunBatch(
    CallbackServerContext* context, BatchOrder order) {
  const absl::StatusOr<std::string> system = parts_.gate.CheckStream(*context);
  if (!system.ok()) {
    parts_.refusals.OnRefused("stream", system.status());
    return new EndedStream<v1::BatchProgress>(system.status());
  }
  const BatchRun::Parts run{parts_.batches, parts_.outbox, outbox_reader_,
                            parts_.hub.verdicts(), parts_.pool};
  const BatchStream::Parts stream{parts_.hub.submissions(), parts_.pool,
                                  parts_.slow_peers, parts_.refusals};
  return BatchStream::Start(stream, *context, *system,
                            std::make_shared<BatchRun>(run, std::move(order)));
}

ServerUnaryReactor* DeskService::AcknowledgeRefusal(
    CallbackServerContext* context,
    const v1::AcknowledgeRefusalRequest* request, v1::Submission* response) {
  ServerUnaryReactor* const reactor = context->DefaultReactor();
  if (const absl::Status allowed = parts_.gate.CheckCall(*context);
      !allowed.ok()) {
    rpc::Answer(reactor, allowed, parts_.refusals);
    return reactor;
  }
  parts_.outbox.AcknowledgeRefusal(
      request->message_id(),
      [this, reactor, response](absl::StatusOr<v1::Submission> submission) {
        if (submission.ok()) *response = *std::move(submission);
        rpc::Answer(reactor, submission.status(), parts_.refusals);
      });
  return reactor;
}

ServerUnaryReactor* DeskService::DismissNotice(
    CallbackServerContext* context, const v1::DismissNoticeRequest* request,
    v1::Notice* response) {
  ServerUnaryReactor* const reactor = context->DefaultReactor();
  if (const absl::Status allowed = parts_.gate.CheckCall(*context);
      !allowed.ok()) {
    rpc::Answer(reactor, allowed, parts_.refusals);
    return reactor;
  }
  agency::DismissNotice(
      parts_.store, request->number(),
      [this, reactor, response](absl::StatusOr<v1::Notice> notice) {
        if (notice.ok()) *response = *std::move(notice);
        rpc::Answer(reactor, notice.status(), parts_.refusals);
      });
  return reactor;
}

}  // namespace

std::unique_ptr<grpc::Service> MakeDeskService(const DeskParts& parts) {
  return std::make_unique<DeskService>(parts);
}

}  // namespace referral::agency
