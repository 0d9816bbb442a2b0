// An operator who changes something says why. A new call has to be put into
// the table.
#include <map>
#include <string>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/ops_service.pb.h"

namespace referral::router {
namespace {

enum class Kind { kReads, kChanges };

TEST(OpsReasonsTest, EveryCallThatChangesSomethingHasAReasonAndNoOtherHas) {
  const std::map<std::string, Kind> kTable = {
      {"GetStatus", Kind::kReads},         {"ListAgencies", Kind::kReads},
      {"ListInboxes", Kind::kReads},       {"ListParked", Kind::kReads},
      {"ReplayParked", Kind::kChanges},    {"DropParked", Kind::kChanges},
      {"VerifyCases", Kind::kReads},       {"Reload", Kind::kChanges},
      {"RotateMasterKey", Kind::kChanges}, {"ConfirmClock", Kind::kChanges},
      {"GetConfigFile", Kind::kReads},     {"LoadConfigFile", Kind::kChanges},
      {"MoveCases", Kind::kChanges},       {"EraseCase", Kind::kChanges},
  };
  const google::protobuf::ServiceDescriptor* service =
      v1::GetStatusRequest::descriptor()->file()->FindServiceByName(
          "OpsService");
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(service->method_count(), kTable.size());
  for (int i = 0; i < service->method_count(); ++i) {
    const google::protobuf::MethodDescriptor* method = service->method(i);
    SCOPED_TRACE(method->name());
    const auto row = kTable.find(method->name());
    if (row == kTable.end()) {
      ADD_FAILURE() << "the table does not say whether it changes something";
      continue;
    }
    const google::protobuf::FieldDescriptor* reason =
        method->input_type()->FindFieldByName("reason");
    EXPECT_EQ(reason != nullptr, row->second == Kind::kChanges);
    if (reason == nullptr) continue;
    EXPECT_EQ(reason->type(), google::protobuf::FieldDescriptor::TYPE_STRING);
    EXPECT_FALSE(reason->is_repeated());
  }
}

}  // namespace
}  // namespace referral::router
