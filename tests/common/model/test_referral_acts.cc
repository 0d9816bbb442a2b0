// Acts about one referral, from its request to its end.
#include "absl/strings/str_cat.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing::acts {

v1::Act Request(absl::string_view referral, absl::string_view service,
                std::vector<std::string> people, std::int64_t budget) {
  v1::Act act = NewAct();
  auto& request = *act.mutable_referral_requested();
  request.set_referral_id(std::string(referral));
  request.set_service_code(std::string(service));
  for (const std::string& person : people) request.add_person_ids(person);
  request.set_region_code("baku");
  *request.mutable_budget() = Azn(budget);
  return act;
}

v1::Act Adoption(const storage::v1::CaseReferral& draft) {
  v1::Act act = Request(draft.referral_id(), draft.service_code(),
                        {draft.person_ids().begin(), draft.person_ids().end()},
                        draft.reserved().minor_units());
  auto& request = *act.mutable_referral_requested();
  request.set_receiver(draft.receiver());
  request.set_region_code(draft.region_code());
  request.set_linked_referral_id(draft.linked_referral_id());
  request.set_replaces_referral_id(draft.replaces_referral_id());
  return act;
}

v1::Act Received(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_referral_received()->set_referral_id(std::string(referral));
  return act;
}

v1::Act Accepted(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_referral_accepted()->set_referral_id(std::string(referral));
  return act;
}

v1::Act Declined(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& rejected = *act.mutable_referral_rejected();
  rejected.set_referral_id(std::string(referral));
  rejected.set_reason(v1::DECLINE_REASON_PROVIDER_FULL);
  rejected.set_side(v1::REASON_SIDE_PROVIDER);
  rejected.set_next_step(v1::NEXT_STEP_REFER_TO_ANOTHER_PROVIDER);
  return act;
}

v1::Act AsksForInformation(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& asks = *act.mutable_referral_information_requested();
  asks.set_referral_id(std::string(referral));
  asks.add_needs(v1::INFORMATION_NEED_MEDICAL_RECORD);
  return act;
}

v1::Act Scheduled(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_referral_scheduled()->set_referral_id(std::string(referral));
  *act.mutable_referral_scheduled()->mutable_appointment_date() =
      Day(2030, 1, 1);
  return act;
}

v1::Act Attendance(absl::string_view referral, v1::BusinessStatus status) {
  v1::Act act = NewAct();
  act.mutable_referral_attendance()->set_referral_id(std::string(referral));
  act.mutable_referral_attendance()->set_status(status);
  return act;
}

v1::Act Started(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_referral_started()->set_referral_id(std::string(referral));
  return act;
}

v1::Act Held(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& held = *act.mutable_referral_held();
  held.set_referral_id(std::string(referral));
  held.set_reason(v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  *held.mutable_resume_date() = Day(2030, 1, 1);
  return act;
}

v1::Act TakenUp(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_referral_resumed()->set_referral_id(std::string(referral));
  return act;
}

v1::Act Completed(absl::string_view referral, std::int64_t cost) {
  v1::Act act = NewAct();
  auto& completed = *act.mutable_referral_completed();
  completed.set_referral_id(std::string(referral));
  completed.set_outcome(v1::OUTCOME_NEED_MET);
  completed.set_quantity(1);
  *completed.mutable_cost() = Azn(cost);
  completed.set_scope(v1::SCOPE_FULL);
  return act;
}

v1::Act Failed(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& failed = *act.mutable_referral_failed();
  failed.set_referral_id(std::string(referral));
  failed.set_reason(v1::DECLINE_REASON_CLIENT_MOVED);
  failed.set_side(v1::REASON_SIDE_CLIENT);
  return act;
}

v1::Act CancelRequested(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& asks = *act.mutable_referral_cancel_requested();
  asks.set_referral_id(std::string(referral));
  asks.set_reason(v1::CANCEL_REASON_NEED_MET);
  return act;
}

v1::Act CancelDeclined(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& declined = *act.mutable_referral_cancel_declined();
  declined.set_referral_id(std::string(referral));
  declined.set_answer(v1::CANCEL_ANSWER_SERVICE_NEARLY_DONE);
  return act;
}

v1::Act Cancelled(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_referral_cancelled()->set_referral_id(std::string(referral));
  act.mutable_referral_cancelled()->set_reason(v1::CANCEL_REASON_NEED_MET);
  return act;
}

v1::Act EnteredInError(absl::string_view referral) {
  v1::Act act = NewAct();
  auto& error = *act.mutable_referral_entered_in_error();
  error.set_referral_id(std::string(referral));
  error.set_reason(v1::CANCEL_REASON_WRONG_PERSON);
  error.set_approver("officer-2");
  return act;
}

v1::Act Acknowledged(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_outcome_acknowledged()->set_referral_id(std::string(referral));
  return act;
}

v1::Act Waived(absl::string_view referral) {
  v1::Act act = NewAct();
  act.mutable_outcome_waived()->set_referral_id(std::string(referral));
  act.mutable_outcome_waived()->set_reason_code("REQUESTER_GONE");
  return act;
}

v1::Act Rerouted(absl::string_view referral) {
  v1::Act act;
  act.mutable_referral_rerouted()->set_referral_id(std::string(referral));
  return act;
}

std::vector<v1::Act> EveryReferralAct() {
  return {Request(Id(1), "medical.check"),
          Received(Id(1)),
          Accepted(Id(1)),
          Declined(Id(1)),
          AsksForInformation(Id(1)),
          Scheduled(Id(1)),
          Attendance(Id(1), v1::BUSINESS_STATUS_EVENT_DONE),
          Started(Id(1)),
          Held(Id(1)),
          TakenUp(Id(1)),
          Completed(Id(1)),
          Failed(Id(1)),
          CancelRequested(Id(1)),
          CancelDeclined(Id(1)),
          Cancelled(Id(1)),
          EnteredInError(Id(1)),
          Acknowledged(Id(1)),
          Waived(Id(1)),
          Rerouted(Id(1))};
}

}  // namespace referral::model::testing::acts
