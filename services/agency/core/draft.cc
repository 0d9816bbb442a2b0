#include "services/agency/core/draft.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace referral::agency {

std::string RequestBytes(const google::protobuf::Message& request) {
  std::string bytes = absl::StrCat(request.GetDescriptor()->full_name(), "\n");
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  request.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

Draft NewDraft(const google::protobuf::Message& request,
               const v1::CallHeader& call) {
  Draft draft;
  draft.call = call;
  draft.request_bytes = RequestBytes(request);
  return draft;
}

v1::Act& AddAct(Draft& draft) {
  v1::Act& act = draft.acts.emplace_back();
  act.set_officer(draft.call.officer());
  *act.mutable_occurred_date() = draft.call.occurred_date();
  return act;
}

void AddCompletion(Draft& draft, absl::string_view referral_id,
                   const v1::Delivery& delivery, v1::Outcome outcome) {
  v1::ReferralCompleted& completed =
      *AddAct(draft).mutable_referral_completed();
  completed.set_referral_id(std::string(referral_id));
  completed.set_outcome(outcome);
  completed.set_quantity(delivery.quantity());
  if (delivery.has_cost()) *completed.mutable_cost() = delivery.cost();
  completed.set_scope(delivery.scope());
}

absl::Status Missing(absl::string_view field) {
  return MakeError(Reason::kInvalidField, "the field is required", field);
}

}  // namespace referral::agency
