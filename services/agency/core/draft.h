// What a ministry system asks its agency service to do, before it becomes a
// message: every call of the desk and of a vocabulary is a pure function from
// its request to a Draft; there is no second path. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_DRAFT_H_
#define REFERRAL_SERVICES_AGENCY_CORE_DRAFT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::agency {

// What a call wants to say.
struct Draft {
  // The caller's header. Its case id is empty where the call opens a case and
  // the service is to mint the id.
  v1::CallHeader call;
  // The call may open a case.
  bool opens_case = false;
  // At least one; at most kMaxParts together with the sections.
  std::vector<v1::Act> acts;
  std::vector<v1::Section> sections;
  // The caller's request, see RequestBytes: the same message id with other
  // bytes is refused with DUPLICATE_MESSAGE_ID.
  std::string request_bytes;
  // If not empty, every referral that the acts are about (other than those
  // they request) must be for one of these service codes; else INVALID_FIELD.
  std::vector<std::string> required_services;
  // The only act requests what one of the router's drafts in the worklist
  // proposes [30]; what it does not say itself is taken from there.
  bool adopts_draft = false;
};

// Name of the request's type and its deterministic serialisation.
std::string RequestBytes(const google::protobuf::Message& request);

// A draft of `request` with its header, without acts.
//
//   absl::StatusOr<Draft> DraftOf(const v1::StartServiceRequest& request) {
//     Draft draft = NewDraft(request, request.call());
//     AddAct(draft).mutable_referral_started()->set_referral_id(
//         request.referral_id());
//     return draft;
//   }
Draft NewDraft(const google::protobuf::Message& request,
               const v1::CallHeader& call);

// Appends an act by the header's officer on its day; the caller sets its kind.
// The reference is good until the next call.
v1::Act& AddAct(Draft& draft);

// Appends an act that completes `referral_id` with what was delivered [30].
// `outcome` is what came of it; a vocabulary derives it from its typed result
// and takes over `delivery.outcome()` where that is allowed to say more.
void AddCompletion(Draft& draft, absl::string_view referral_id,
                   const v1::Delivery& delivery, v1::Outcome outcome);

// INVALID_FIELD at `field`: "is required", for a field that was not set.
absl::Status Missing(absl::string_view field);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_DRAFT_H_
