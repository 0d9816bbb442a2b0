// The way of every call that changes something: who calls, into the outbox,
// wait for the router's verdict, answer.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_DESK_CALLS_H_
#define REFERRAL_SERVICES_AGENCY_RPC_DESK_CALLS_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "proto/referral/v1/section.pb.h"
#include "proto/referral/v1/submission.pb.h"
#include "services/agency/core/draft.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace referral::agency {

// Thread-safe. A vocabulary is a callback service whose methods are each
//
//   grpc::ServerUnaryReactor* RecordTreatment(
//       grpc::CallbackServerContext* context,
//       const v1::RecordTreatmentRequest* request,
//       v1::Submission* response) override {
//     return calls_.Serve(context, TreatmentDraft(*request), response);
//   }
class DeskCalls {
 public:
  virtual ~DeskCalls() = default;

  // Takes `draft` into the outbox and finishes the call with its submission:
  // recorded or refused if the router's verdict comes within the caller's
  // deadline, at most kSubmissionWait; else queued. An error in place of the
  // draft is the answer, once the caller is known. Blocks no thread.
  // Errors the caller gets:
  //   NOT_AUTHENTICATED, PEER_NOT_ALLOWED   no system of this agency
  //   DEADLINE_REQUIRED                     the call has no deadline
  //   INVALID_FIELD, INVALID_MESSAGE_ID, INVALID_CASE_ID, INVALID_DATE,
  //   FUTURE_DATE, INVALID_UTF8, MESSAGE_TOO_LARGE, UNKNOWN_SERVICE,
  //   UNKNOWN_PROGRAMME, UNKNOWN_AGENCY     what the call says is wrong
  //   REFERRAL_NOT_FOUND, REFERRAL_EXISTS, ILLEGAL_TRANSITION,
  //   STATUS_CHANGED, NOT_THE_RECEIVER, NOT_THE_REQUESTER
  //                                         the worklist does not allow it
  //   DUPLICATE_MESSAGE_ID                  the id stands for another request
  //   QUEUE_FULL, SHUTTING_DOWN             try again later
  virtual grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context,
                                          absl::StatusOr<Draft> draft,
                                          v1::Submission* response) = 0;

  // Finishes the call with the cases in which this service recorded whoever
  // `identity` names [21]. Blocks no thread.
  // Errors the caller gets: NOT_AUTHENTICATED, PEER_NOT_ALLOWED,
  //   DEADLINE_REQUIRED; INVALID_FIELD  name or birth date is missing.
  virtual grpc::ServerUnaryReactor* FindEarlierCases(
      grpc::CallbackServerContext* context, const v1::IdentitySection& identity,
      google::protobuf::RepeatedPtrField<std::string>* case_ids) = 0;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_DESK_CALLS_H_
