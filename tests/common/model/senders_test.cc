#include "common/model/senders.h"

#include <map>
#include <set>

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

// An act of the kind with field number `number`, otherwise empty.
v1::Act ActOfKind(const google::protobuf::FieldDescriptor& field) {
  v1::Act act;
  act.GetReflection()->MutableMessage(&act, &field);
  return act;
}

TEST(SendersTest, EachRoleSendsItsOwnActsOnly) {
  const std::set<std::string> notifier = {"arrival_announced"};
  std::set<std::string> provider;
  std::set<std::string> lead;
  const auto* kinds = v1::Act::descriptor()->FindOneofByName("kind");
  ASSERT_NE(kinds, nullptr);
  for (int i = 0; i < kinds->field_count(); ++i) {
    const auto* field = kinds->field(i);
    const bool destroyed = field->name() == "parts_destroyed";
    // From 70 on it is the router itself that speaks.
    if (field->number() < 70 && !destroyed) lead.insert(field->name());
    const bool waived = field->name() == "outcome_waived";
    if (field->number() >= 40 && field->number() < 70 && !waived) {
      provider.insert(field->name());
    }
  }
  provider.insert("information_added");
  provider.insert("follow_up_recorded");
  provider.insert("continuation_handed_over");
  provider.insert("parts_destroyed");
  provider.insert("complaint_lodged");
  provider.insert("complaint_answered");
  const std::map<v1::AgencyRole, std::set<std::string>> want = {
      {v1::AGENCY_ROLE_UNSPECIFIED, {}},
      {v1::AGENCY_ROLE_LEAD, lead},
      {v1::AGENCY_ROLE_PROVIDER, provider},
      {v1::AGENCY_ROLE_NOTIFIER, notifier},
      {v1::AGENCY_ROLE_OVERSIGHT, {"complaint_answered"}},
      {v1::AGENCY_ROLE_PARTNER, {}}};
  for (const auto& [role, may_send] : want) {
    for (int i = 0; i < kinds->field_count(); ++i) {
      const auto* field = kinds->field(i);
      SCOPED_TRACE(v1::AgencyRole_Name(role) + " " + field->name());
      const absl::Status status = CheckRole(ActOfKind(*field), role, "acts[0]");
      if (may_send.count(field->name()) > 0) {
        EXPECT_OK(status);
      } else {
        EXPECT_THAT(status, IsReason(Reason::kRoleNotAllowed));
      }
    }
  }
}

TEST(SendersTest, AnActThatSaysNothingIsRefused) {
  EXPECT_THAT(CheckRole(v1::Act(), v1::AGENCY_ROLE_LEAD, "acts[0]"),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::model
