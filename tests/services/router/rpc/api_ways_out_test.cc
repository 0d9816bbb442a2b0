// Every way out of the API, as a table: a method whose answer could carry parts
// of a message, or what was decided on it, has to say through which function
// they pass and which test shows that a provider without consent gets none.
// Every other answer has to say what it shows to whom. The services are those
// of the .proto files in the source tree, so that none can be forgotten.
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/education_service.pb.h"
#include "proto/referral/v1/health_service.pb.h"
#include "proto/referral/v1/labour_service.pb.h"
#include "proto/referral/v1/ngo_service.pb.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"

namespace referral::router::testing {
namespace {

namespace fs = std::filesystem;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// ---- The tables.

// A place in the source tree and what must stand there.
struct Place {
  const char* file;
  const char* text;
};

struct WayOut {
  const char* what;  // what it shows to whom
  Place through;     // the function it passes
  Place proof;       // the test that shows it
};

constexpr Place kNeedToKnow = {"services/router/core/case_reader.cc",
                               "model::NeedToKnow("};
constexpr Place kRowsOfLists = {"services/router/core/lists.cc",
                                "model::ViewRow("};
constexpr Place kByRole = {"services/router/rpc/caller.cc", "MayCall("};

// By method: answers that could carry parts.
const std::map<std::string, WayOut>& PartsByMethod() {
  static const auto* table = new std::map<std::string, WayOut>{
      {"RouterService.OpenInbox",
       {"to lead, providers and oversight: the records sent to them, with the "
        "parts that need to know leaves",
        kNeedToKnow,
        {"tests/services/router/rpc/ways_out_test.cc",
         "InboxShowsNoSectionOnceConsentIsWithdrawn27"}}},
      {"RouterService.ReadCaseLog",
       {"the same to lead and providers; heads to oversight and operators, and "
        "to oversight the acts of complaints that it is to answer",
        kNeedToKnow,
        {"tests/services/router/rpc/ways_out_test.cc",
         "CaseLogShowsNoSectionOnceConsentIsWithdrawn27"}}},
      {"ReferralDesk.GetWorklistItem",
       {"to the agency's own systems: sections that its inbox brought or that "
        "it wrote, and that are not destroyed since",
        {"services/agency/rpc/desk_reads.cc", "ReadSections("},
        {"tests/services/agency/store/inbox_test.cc",
         "WithheldPartsDoNotStandInTheWay"}}},
      {"ReferralDesk.ListWorklist",
       {"to the agency's own systems: its referrals, never a section",
        {"services/agency/rpc/desk_reads.cc", "worklist_.List("},
        {"tests/services/agency/rpc/desk_service_test.cc",
         "SectionsShowInOneItemAndInNoList"}}},
      {"ReferralDesk.WatchWorklist",
       {"to the agency's own systems: its referrals, never a section",
        {"services/agency/rpc/desk_reads.cc", "DeskReads::Watch("},
        {"tests/services/agency/rpc/desk_service_test.cc",
         "SectionsShowInOneItemAndInNoList"}}},
  };
  return *table;
}

constexpr WayOut kOwnReceipts = {
    "to the sender: what became of its own message",
    {"services/router/rpc/submit_call.cc", "CallKind::kSubmit"},
    {"tests/services/router/rpc/submit_test.cc",
     "ReceiptProvesThatTheMessageIsRecorded"}};
constexpr WayOut kOwnSubmissions = {
    "to the agency's own systems: what became of their messages",
    {"services/agency/rpc/desk_reads.cc", "outbox_.Find("},
    {"tests/services/agency/rpc/desk_service_test.cc",
     "OnlySystemsOfThisAgencyAreLetIn"}};
constexpr WayOut kOwnNotices = {
    "to the agency's own systems: codes and ids of what its inbox brought",
    {"services/agency/rpc/desk_reads.cc", "notices_.List("},
    {"tests/services/agency/rpc/desk_notices_test.cc",
     "AreForSystemsOfThisAgencyAlone"}};
constexpr WayOut kOperations = {
    "to operators: how the router is, ids and counts",
    kByRole,
    {"tests/services/router/rpc/ops_service_test.cc",
     "OnlyOperatorsAreServed"}};

// By type of the answer, in package referral.v1: answers that cannot.
const std::map<std::string, WayOut>& RowsByAnswer() {
  static const auto* table = new std::map<std::string, WayOut>{
      {"Case",
       {"to lead and operators every code; to oversight steps, counts and "
        "pending destructions; to a provider its own referrals, and what it "
        "looks after",
        kRowsOfLists,
        {"tests/services/router/core/lists_test.cc",
         "OversightSeesStepsAndWhoTookThemButNoService17"}}},
      {"ListCasesResponse",
       {"the rows of GetCase",
        kRowsOfLists,
        {"tests/services/router/rpc/case_calls_test.cc",
         "CaseIsThereOnlyForWhoTakesPartInIt"}}},
      {"ListReferralsResponse",
       {"the referrals of GetCase; filters see no more than the reader",
        kRowsOfLists,
        {"tests/services/router/rpc/case_calls_test.cc",
         "OversightCannotAskForAServiceEither17"}}},
      {"ListComplaintsResponse",
       {"codes of complaints to oversight, operators, the lead of the case and "
        "who lodged it or is to answer it",
        {"services/router/rpc/oversight_calls.cc", "model::MaySeeComplaint("},
        {"tests/services/router/rpc/oversight_calls_test.cc",
         "ComplaintsShowToWhoHasToDoWithThem"}}},
      {"ListEmergenciesResponse",
       {"people and categories that were opened, to oversight, operators and "
        "the lead of the case",
        {"services/router/rpc/oversight_calls.cc", "model::ViewRow("},
        {"tests/services/router/rpc/oversight_calls_test.cc",
         "EmergenciesShowToOversightAndTheLead27"}}},
      {"CaseTimeline",
       {"acts by name, of the parts that need to know leaves; all of them to "
        "oversight and operators; services as in rows",
        {"services/router/core/timeline.cc", "model::ViewRow("},
        {"tests/services/router/rpc/case_calls_test.cc",
         "TimelineShowsServicesAsListsDo17"}}},
      {"Report",
       {"to all but notifiers: sums over all cases of a programme",
        kByRole,
        {"tests/services/router/rpc/case_calls_test.cc",
         "NotifierAndPartnerReadNothingOfACase"}}},
      {"NeedsExport",
       {"to lead, oversight, partners and operators: counts of k people or "
        "more, of those who agreed to be counted",
        {"services/router/rpc/case_calls.cc", "model::NeedsExporter"},
        {"tests/common/model/needs_export_test.cc",
         "NoRowOrTotalTellsOfFewerThanK"}}},
      {"BatchProgress",
       {"to the agency's own systems: how many of its referrals are queued",
        {"services/agency/rpc/desk_service.cc", "CheckStream("},
        {"tests/services/agency/rpc/batch_test.cc",
         "OnlySystemsOfTheAgencyGiveOrders"}}},
      {"FindEarlierCasesResponse",
       {"to the lead's own systems: case ids, of a person whose identity they "
        "know",
        {"services/agency/rpc/outbox_calls.cc", "gate_.CheckCall("},
        {"tests/services/agency/rpc/earlier_cases_test.cc",
         "OnlySystemsOfTheAgencyAsk"}}},
      {"LookUpServicesResponse",
       {"to those who read cases: the programme's catalogue, nothing of a case",
        kByRole,
        {"tests/services/router/rpc/case_calls_test.cc",
         "NoReadingCallIsForNotifierOrPartner"}}},
      {"PublishCapacityResponse",
       {"to the provider itself: what it says of its places",
        kByRole,
        {"tests/services/router/rpc/capacity_test.cc",
         "OnlyProvidersPublishAndOnlyTheirOwn33"}}},
      {"Receipt", kOwnReceipts},
      {"SubmitManyResponse", kOwnReceipts},
      {"Submission", kOwnSubmissions},
      {"ListSubmissionsResponse", kOwnSubmissions},
      {"Notice", kOwnNotices},
      {"ListNoticesResponse", kOwnNotices},
      {"RouterStatus", kOperations},
      {"ListAgenciesResponse", kOperations},
      {"ListInboxesResponse", kOperations},
      {"ListParkedResponse", kOperations},
      {"ParkedResponse", kOperations},
      {"VerifyCasesResponse", kOperations},
      {"ReloadResponse", kOperations},
      {"RotateMasterKeyResponse", kOperations},
      {"ConfigFile",
       {"to operators: configuration, nothing of a case",
        kByRole,
        {"tests/services/router/rpc/config_calls_test.cc",
         "OnlyOperatorsAreServed"}}},
      {"LoadConfigFileResponse",
       {"to operators: which version a file became",
        kByRole,
        {"tests/services/router/rpc/config_calls_test.cc",
         "OnlyOperatorsAreServed"}}},
      {"MoveCasesResponse",
       {"to operators: codes of what another version changes for a case, "
        "never its needs",
        {"services/router/rpc/move_stream.cc", "CallKind::kOperate"},
        {"tests/common/model/policy_move_test.cc",
         "WhatIsRefusedNamesNoNeed17"}}},
      {"ConfirmClockResponse", kOperations},
      {"EraseCaseResponse", kOperations},
  };
  return *table;
}

// What must not leave unseen.
const std::set<std::string>& Guarded() {
  static const auto* names = new std::set<std::string>{
      "Record",  "SignedMessage", "Part",    "Disclosure",
      "Section", "Act",           "Effects", "ActEffects"};
  return *names;
}

// ---- The API.

const char* const kRoot = REFERRAL_SOURCE_DIR;
constexpr char kApi[] = "proto/referral/v1";

std::string ReadFile(const std::string& path) {
  std::ifstream in(fs::path(kRoot) / path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The files that declare services, each by one of its messages.
std::vector<const FileDescriptor*> ServiceFiles() {
  return {v1::ListWorklistRequest::descriptor()->file(),
          v1::EducationFinding::descriptor()->file(),
          v1::MedicalFinding::descriptor()->file(),
          v1::EmploymentFinding::descriptor()->file(),
          v1::DocumentFinding::descriptor()->file(),
          v1::GetStatusRequest::descriptor()->file(),
          v1::SubmitRequest::descriptor()->file(),
          v1::AnnounceArrivalRequest::descriptor()->file()};
}

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

const Descriptor* Message(const std::string& name) {
  return ServiceFiles().front()->pool()->FindMessageTypeByName("referral.v1." +
                                                               name);
}

// The first guarded message that `message` is or holds at any depth, with the
// way there; "" if there is none.
std::string Reaches(const Descriptor* message,
                    std::set<const Descriptor*>& seen) {
  if (Guarded().count(message->name()) > 0) return message->name();
  if (!seen.insert(message).second) return "";
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor& field = *message->field(i);
    if (field.message_type() == nullptr) continue;
    const std::string way = Reaches(field.message_type(), seen);
    if (!way.empty()) return absl::StrCat(field.name(), " > ", way);
  }
  return "";
}

std::string Reaches(const Descriptor* message) {
  std::set<const Descriptor*> seen;
  return Reaches(message, seen);
}

std::string NameOf(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->name(), ".", method.name());
}

void ExpectStands(const Place& place) {
  EXPECT_TRUE(absl::StrContains(ReadFile(place.file), place.text))
      << place.file << " has no " << place.text;
}

// ---- The tests.

TEST(ApiWaysOutTest, EveryFileWithAServiceIsWalked) {
  std::set<std::string> walked;
  for (const FileDescriptor* file : ServiceFiles()) walked.insert(file->name());
  std::set<std::string> declared;
  for (const auto& entry : fs::directory_iterator(fs::path(kRoot) / kApi)) {
    const std::string name =
        absl::StrCat(kApi, "/", entry.path().filename().string());
    if (absl::StrContains(ReadFile(name), "\nservice ")) declared.insert(name);
  }
  EXPECT_EQ(walked, declared);
}

TEST(ApiWaysOutTest, PartsLeaveByTheListedMethodsAlone) {
  std::set<std::string> found;
  for (const MethodDescriptor* method : Methods()) {
    const std::string way = Reaches(method->output_type());
    if (way.empty()) continue;
    found.insert(NameOf(*method));
    EXPECT_EQ(PartsByMethod().count(NameOf(*method)), 1u)
        << NameOf(*method) << " could return parts by " << way
        << ": pass need to know, prove it, and list it";
  }
  for (const auto& [name, way] : PartsByMethod()) {
    EXPECT_EQ(found.count(name), 1u) << name << " is listed for nothing";
  }
}

TEST(ApiWaysOutTest, EveryOtherAnswerSaysWhatItShowsToWhom) {
  std::set<std::string> found;
  for (const MethodDescriptor* method : Methods()) {
    if (!Reaches(method->output_type()).empty()) continue;
    const std::string& answer = method->output_type()->name();
    found.insert(answer);
    EXPECT_EQ(RowsByAnswer().count(answer), 1u)
        << NameOf(*method) << " answers with " << answer
        << ": say what it shows to whom";
  }
  for (const auto& [name, way] : RowsByAnswer()) {
    EXPECT_EQ(found.count(name), 1u) << name << " is listed for nothing";
  }
}

TEST(ApiWaysOutTest, FunctionsAndProofsAreWhereTheTablesSay) {
  for (const auto* table : {&PartsByMethod(), &RowsByAnswer()}) {
    for (const auto& [name, way] : *table) {
      SCOPED_TRACE(name);
      EXPECT_STRNE(way.what, "");
      ExpectStands(way.through);
      ExpectStands(way.proof);
    }
  }
}

TEST(ApiWaysOutTest, TheWalkFindsWhatIsHiddenDeep) {
  EXPECT_GE(Methods().size(), 40u) << "the API was not read";
  for (const std::string& name : Guarded()) {
    EXPECT_NE(Message(name), nullptr) << name << " is gone or renamed";
  }
  EXPECT_EQ(Reaches(Message("OpenInboxResponse")),
            "deliveries > record > Record");
  EXPECT_EQ(Reaches(Message("ListWorklistResponse")),
            "items > sections > Section");
  EXPECT_EQ(Reaches(Message("Receipt")), "");
}

}  // namespace
}  // namespace referral::router::testing
