#include "tests/common/model/random_traffic.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "common/model/case_file.h"
#include "common/model/lifecycle.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const std::vector<std::string>& Agencies() {
  static const auto* agencies = new std::vector<std::string>{
      "sms",    "health", "education", "ngo", "police",
      "border", "quiet",  "ombudsman", "iom", "nobody"};
  return *agencies;
}

// Nonsense for one singular field.
void SpoilField(Message& message, const FieldDescriptor& field, bool high) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field,
                                 high ? std::numeric_limits<int>::max() : -1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(
          &message, &field,
          high ? std::numeric_limits<std::int64_t>::max() : -1);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(
          &message, &field,
          high ? std::numeric_limits<std::uint32_t>::max() : 0);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, high ? 77 : 0);
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, high ? "Ə-no ne" : "");
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, high);
    default:
      return reflection.ClearField(&message, &field);
  }
}

}  // namespace

int RandomTraffic::Below(int bound) {
  return static_cast<int>(random_() % static_cast<std::uint64_t>(bound));
}

std::string RandomTraffic::SomeReferral(const storage::v1::CaseFile& file) {
  if (file.referrals().empty() || Chance(5)) return Id(999);
  return file.referrals(Below(file.referrals_size())).referral_id();
}

std::vector<std::string> RandomTraffic::SomePeople(
    const storage::v1::CaseFile& file) {
  std::vector<std::string> people;
  for (const storage::v1::Person& person : file.people()) {
    if (Chance(50)) people.push_back(person.person().person_id());
  }
  if (people.empty()) people.push_back("p1");
  return people;
}

v1::Act RandomTraffic::SomeRequest(const storage::v1::CaseFile& file) {
  const std::string service = OneOf<std::string>(
      {"medical.check", "medical.psychosocial", "accommodation.temporary",
       "education.school", "documents.passport"});
  v1::Act act =
      acts::Request(Id(++referrals_), service, SomePeople(file), Below(60'000));
  auto& request = *act.mutable_referral_requested();
  if (Chance(10)) {
    request.mutable_budget_override()->set_reason_code("NEED");
    request.mutable_budget_override()->set_approver("head-1");
  }
  if (Chance(20)) request.set_replaces_referral_id(SomeReferral(file));
  if (Chance(50)) request.set_may_reroute(true);
  if (Chance(10)) request.set_linked_referral_id(SomeReferral(file));
  if (Chance(25)) request.set_region_code("ganja");
  return act;
}

v1::Act RandomTraffic::SomeDestruction(const storage::v1::CaseFile& file) {
  if (file.pending_destructions().empty() || Chance(10)) {
    return acts::Destroyed(Id(998), SomePeople(file)[0]);
  }
  const v1::PendingDestruction& due =
      file.pending_destructions(Below(file.pending_destructions_size()));
  return acts::Destroyed(due.withdrawn_message_id(), due.person_id());
}

v1::Act RandomTraffic::LikelyReferralAct(
    const storage::v1::CaseReferral& referral) {
  const std::string& id = referral.referral_id();
  switch (referral.status()) {
    case v1::REFERRAL_STATUS_DRAFT:
      return OneOf<v1::Act>({acts::Adoption(referral), acts::Adoption(referral),
                             acts::Cancelled(id), acts::EnteredInError(id)});
    case v1::REFERRAL_STATUS_REQUESTED:
      return OneOf<v1::Act>({acts::Received(id), acts::Accepted(id),
                             acts::Declined(id), acts::Cancelled(id)});
    case v1::REFERRAL_STATUS_RECEIVED:
      return OneOf<v1::Act>({acts::Accepted(id), acts::Accepted(id),
                             acts::Declined(id), acts::AsksForInformation(id)});
    case v1::REFERRAL_STATUS_ACCEPTED:
      return OneOf<v1::Act>({acts::Started(id), acts::Started(id),
                             acts::Scheduled(id), acts::Failed(id)});
    case v1::REFERRAL_STATUS_IN_PROGRESS:
      return OneOf<v1::Act>(
          {acts::Completed(id, Below(70'000)), acts::Completed(id, 0),
           acts::Held(id), acts::CancelRequested(id), acts::Cancelled(id),
           acts::CancelDeclined(id),
           acts::Attendance(id, v1::BUSINESS_STATUS_NO_SHOW)});
    case v1::REFERRAL_STATUS_ON_HOLD:
      return OneOf<v1::Act>(
          {acts::TakenUp(id), acts::Failed(id), acts::CancelRequested(id)});
    default:
      return Chance(90) ? acts::Acknowledged(id) : acts::EnteredInError(id);
  }
}

v1::Act RandomTraffic::LikelyAct(const storage::v1::CaseFile& file) {
  if (!file.pending_destructions().empty() && Chance(15)) {
    return SomeDestruction(file);
  }
  if (!file.referrals().empty() && Chance(65)) {
    return LikelyReferralAct(file.referrals(Below(file.referrals_size())));
  }
  switch (file.status()) {
    case v1::CASE_STATUS_UNSPECIFIED:
      return OneOf<v1::Act>({acts::ArrivalAnnounced(), acts::SelfReferral(),
                             acts::Application(1 + Below(4))});
    case v1::CASE_STATUS_ANNOUNCED:
      return acts::Application(1 + Below(4));
    case v1::CASE_STATUS_APPLIED:
      return acts::ReviewStarted();
    case v1::CASE_STATUS_ELIGIBILITY_REVIEW:
      return acts::Eligible();
    case v1::CASE_STATUS_REJECTED:
      return acts::Appeal();
    case v1::CASE_STATUS_OPEN:
      return Chance(50) ? acts::PlanAgreed()
                        : acts::Consent(SomePeople(file)[0]);
    case v1::CASE_STATUS_PLAN_AGREED:
      return Chance(50) ? SomeRequest(file)
                        : acts::Consent(SomePeople(file)[0]);
    case v1::CASE_STATUS_ACTIVE:
      if (Chance(10)) {
        return Chance(50) ? acts::Joined(absl::StrCat("p", 1 + Below(9)))
                          : acts::Left(SomePeople(file)[0]);
      }
      return OneOf<v1::Act>({SomeRequest(file), SomeRequest(file),
                             acts::ClosingStarted(), acts::Suspended()});
    case v1::CASE_STATUS_SUSPENDED:
      return acts::Resumed();
    case v1::CASE_STATUS_CLOSING:
      return Chance(50) ? acts::Closed() : acts::ClosedWith("health");
    default:
      return OneOf<v1::Act>({acts::FollowUp(), acts::Reopened(),
                             acts::Archived(),
                             acts::HandedOver(OneOf(Agencies()))});
  }
}

v1::Act RandomTraffic::AnyAct(const storage::v1::CaseFile& file) {
  const std::string id = SomeReferral(file);
  const std::string person = SomePeople(file)[0];
  return OneOf<v1::Act>({acts::ArrivalAnnounced(),
                         acts::SelfReferral(),
                         acts::ReturneeInformed(),
                         acts::Application(1 + Below(4)),
                         acts::ReviewStarted(),
                         acts::Eligible(),
                         acts::Rejected(v1::REJECTION_REASON_NOT_A_CITIZEN),
                         acts::Appeal(),
                         acts::NeedsAssessed("schooling", Chance(20)),
                         acts::PlanAgreed(),
                         acts::Extended(1),
                         acts::Suspended(),
                         acts::Resumed(),
                         acts::ClosingStarted(),
                         acts::Closed(),
                         acts::FollowUp(),
                         acts::HandedOver(OneOf(Agencies())),
                         acts::Archived(),
                         acts::Reopened(),
                         acts::Joined(absl::StrCat("p", 1 + Below(9))),
                         acts::Left(person),
                         acts::Consent(person),
                         acts::Withdrawal(person),
                         acts::Renewal(person),
                         acts::Emergency(person),
                         acts::Protection(person),
                         acts::Complaint(Id(800 + Below(4))),
                         acts::Answer(Id(800 + Below(4))),
                         SomeDestruction(file),
                         acts::Information(id),
                         SomeRequest(file),
                         acts::Received(id),
                         acts::Accepted(id),
                         acts::Declined(id),
                         acts::AsksForInformation(id),
                         acts::Scheduled(id),
                         acts::Attendance(id, v1::BUSINESS_STATUS_EVENT_DONE),
                         acts::Started(id),
                         acts::Held(id),
                         acts::TakenUp(id),
                         acts::Completed(id, Below(70'000)),
                         acts::Failed(id),
                         acts::CancelRequested(id),
                         acts::CancelDeclined(id),
                         acts::Cancelled(id),
                         acts::EnteredInError(id),
                         acts::Acknowledged(id),
                         acts::Waived(id)});
}

std::string RandomTraffic::SenderOf(const storage::v1::CaseFile& file,
                                    const v1::Act& act) {
  if (Chance(7)) return OneOf(Agencies());
  for (const v1::PendingDestruction& due : file.pending_destructions()) {
    if (due.withdrawn_message_id() ==
        act.parts_destroyed().withdrawn_message_id()) {
      return due.agency();
    }
  }
  // After the programme, whoever looks after a continuing need [18].
  if ((act.has_follow_up_recorded() || act.has_continuation_handed_over()) &&
      file.has_continuation() && Chance(50)) {
    return file.continuation().owner();
  }
  if (act.has_complaint_answered()) return "ombudsman";
  const storage::v1::CaseReferral* referral =
      FindReferral(file, ReferralIdOf(act));
  if (referral == nullptr) {
    // Now and then a provider refers onward.
    return act.has_referral_requested() && !file.referrals().empty() &&
                   Chance(20)
               ? file.referrals(0).receiver()
               : "sms";
  }
  for (const ReferralTransition& row : ReferralTransitions()) {
    if (row.act != act.kind_case() || row.from != referral->status()) continue;
    if (row.who == ReferralPart::kReceiver) return referral->receiver();
    if (row.who == ReferralPart::kRequester) return referral->requester();
  }
  return "sms";
}

void RandomTraffic::Spoil(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  if (fields.empty()) return;
  const FieldDescriptor& field = *OneOf(fields);
  const bool nested = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (field.is_repeated()) {
    if (nested && Chance(70)) {
      const int last = reflection.FieldSize(message, &field) - 1;
      Spoil(*reflection.MutableRepeatedMessage(&message, &field, last));
    } else {
      reflection.RemoveLast(&message, &field);
    }
  } else if (nested && Chance(85)) {
    Spoil(*reflection.MutableMessage(&message, &field));
  } else {
    SpoilField(message, field, Chance(50));
  }
}

RandomMessage RandomTraffic::Next(const storage::v1::CaseFile& file) {
  RandomMessage message;
  const int acts = Chance(85) ? 1 : 1 + Below(4);
  for (int i = 0; i < acts; ++i) {
    message.acts.push_back(Chance(75) ? LikelyAct(file) : AnyAct(file));
    v1::Act& act = message.acts.back();
    // Mostly in order, sometimes long ago or not yet.
    *act.mutable_occurred_date() = Day(2020, 3 + Below(6), 1 + Below(28));
    if (Chance(3)) act.mutable_occurred_date()->set_year(2050);
    if (act.has_application_registered() && Chance(15)) {
      act.mutable_application_registered()->mutable_return_facts()->set_citizen(
          false);
    }
    if (Chance(8)) Spoil(act);
  }
  message.sender = SenderOf(file, message.acts[0]);
  if (message.acts[0].has_information_added() || Chance(10)) {
    message.sections.push_back(Note(SomePeople(file)[0]));
  }
  return message;
}

}  // namespace referral::model::testing
