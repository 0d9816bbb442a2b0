#include "deploy/pilot/read_referral.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "deploy/pilot/words.h"

namespace referral::pilot {
namespace {

using Json = nlohmann::json;

// Minor units; beyond what any programme gives.
constexpr int64_t kMaxAmount = 1'000'000'000;

constexpr Word<EventData::Kind> kEventWords[] = {
    {"declined", EventData::Kind::kDeclined},
    {"no-show", EventData::Kind::kNoShow},
    {"hold", EventData::Kind::kHold},
    {"resume", EventData::Kind::kResume},
};

Amount ReadAmount(const Json& object, const std::string& path,
                  LineErrors& errors) {
  ObjectReader in(object, path, errors);
  return {in.Number("minor_units", 0, kMaxAmount), in.Text("currency")};
}

EventData ReadEvent(const Json& object, const std::string& path,
                    LineErrors& errors) {
  ObjectReader in(object, path, errors);
  EventData event;
  event.kind = in.Choice<EventData::Kind>("kind", kEventWords);
  event.date = in.Date("date");
  switch (event.kind) {
    case EventData::Kind::kDeclined:
      event.decline = in.Choice<v1::DeclineReason>("reason", kDeclineWords);
      break;
    case EventData::Kind::kNoShow:
      event.until = in.Date("rescheduled");
      break;
    case EventData::Kind::kHold:
      event.until = in.Date("until");
      event.hold = in.Choice<v1::HoldReason>("reason", kHoldWords);
      break;
    case EventData::Kind::kResume:
      break;
  }
  return event;
}

void ReadEvents(ObjectReader& in, ReferralData& referral, LineErrors& errors) {
  in.Note("events");
  if (!in.Has("events")) return;
  size_t index = 0;
  for (const Json& event : in.List("events")) {
    const std::string path =
        absl::StrCat(in.PathOf("events"), "[", index++, "]");
    referral.events.push_back(ReadEvent(event, path, errors));
    if (referral.events.back().kind == EventData::Kind::kDeclined) {
      referral.declined = true;
    }
  }
}

// What a referral has unless it was declined.
void ReadDelivery(ObjectReader& in, ReferralData& referral,
                  LineErrors& errors) {
  referral.accepted = in.Date("accepted");
  referral.started = in.Date("started");
  referral.completed = in.Date("completed");
  referral.acknowledged = in.Date("acknowledged");
  referral.quantity = static_cast<uint32_t>(
      in.Number("quantity", 1, std::numeric_limits<int32_t>::max()));
  in.Text("unit");
  referral.scope = in.Choice<v1::Scope>("scope", kScopeWords);
  in.Note("delivered_cost");
  referral.delivered = in.Has("delivered_cost")
                           ? ReadAmount(in.Object("delivered_cost"),
                                        in.PathOf("delivered_cost"), errors)
                           : referral.cost;
}

}  // namespace

ReferralData ReadReferral(const Json& object, const std::string& path,
                          LineErrors& errors) {
  ObjectReader in(object, path, errors);
  ReferralData referral;
  referral.id = in.Text("id");
  referral.service = in.Text("service");
  referral.provider = in.TextOr("provider");
  referral.people = in.Texts("people");
  referral.requested = in.Date("requested");
  referral.bundle = in.TextOr("bundle");
  referral.replaces = in.TextOr("replaces");
  referral.cost = ReadAmount(in.Object("cost"), in.PathOf("cost"), errors);
  in.Note("form");
  if (in.Has("form")) {
    referral.form = in.Choice<v1::SupportForm>("form", kFormWords);
  }
  in.Note("override");
  if (in.Has("override")) {
    ObjectReader approval(in.Object("override"), in.PathOf("override"), errors);
    referral.override_ = {approval.Text("reason"), approval.Text("approver")};
  }
  referral.treated_in = in.TextOr("treated_in");
  const std::string lodging = in.TextOr("lodging");
  if (lodging.empty() != referral.treated_in.empty()) {
    in.Fail("lodging", "and treated_in stand together or not at all");
  } else if (!lodging.empty() && lodging != "programme" &&
             lodging != "relatives") {
    in.Fail("lodging", "is none of programme, relatives");
  }
  ReadEvents(in, referral, errors);
  if (!referral.declined) ReadDelivery(in, referral, errors);
  return referral;
}

}  // namespace referral::pilot
