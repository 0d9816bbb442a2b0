#include "tests/services/router/core/router_testing.h"

#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/signature.h"
#include "common/store/key_store.h"
#include "gtest/gtest.h"
#include "services/router/core/message_index.h"
#include "services/router/core/policy.h"
#include "services/router/core/round_builder.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {

std::string DeploymentText() {
  const struct {
    const char* id;
    const char* role;
  } kAgencies[] = {
      {"sms", "AGENCY_ROLE_LEAD"},
      {"health", "AGENCY_ROLE_PROVIDER"},
      {"border", "AGENCY_ROLE_NOTIFIER"},
      {"ombudsman", "AGENCY_ROLE_OVERSIGHT"},
      {"iom", "AGENCY_ROLE_PARTNER"},
  };
  std::string text = absl::StrCat(
      "home: \"AZ\"\ntrust_domain: \"referral.az\"\n",
      referral::testing::TestKeyText("router_signing_keys", "router"));
  for (const auto& agency : kAgencies) {
    absl::StrAppend(&text, "agencies { id: \"", agency.id, "\" name: \"",
                    agency.id, "\" role: ", agency.role, " ",
                    referral::testing::TestKeyText("signing_keys", agency.id),
                    "}\n");
  }
  return text;
}

std::string ProgrammeText() {
  return R"(
id: "restart"
title: "RESTART"
country_code: "AZ"
currency_code: "AZN"
lead: "sms"
eligibility {
  return_country_codes: "DE"
  return_kinds: RETURN_KIND_READMISSION
}
services {
  code: "medical.check"
  title: "Medical check"
  providers: "health"
  report_group: "medical"
  categories: DATA_CATEGORY_IDENTITY
  response_working_days: 3
  completion_working_days: 15
  unit: "visit"
}
report_groups { code: "medical" }
budget { per_person_minor_units: 100000 }
durations { level: VULNERABILITY_LEVEL_LOW min_months: 3 max_months: 6 }
durations { level: VULNERABILITY_LEVEL_MEDIUM min_months: 3 max_months: 9 }
durations { level: VULNERABILITY_LEVEL_HIGH min_months: 3 max_months: 12 }
consent { duration_months: 12 }
calendar { time_zone: "UTC" working_days: [1, 2, 3, 4, 5] }
pathways { need_code: "medical" service_codes: "medical.check" follow_up_months: 3 }
language_codes: "az"
regions { code: "baku" title: "Baku" }
funding_sources { code: "eu" title: "European Union" }
complaints { addressees: "ombudsman" response_working_days: 10 }
)";
}

std::string CaseId(std::uint32_t number) {
  std::array<std::uint8_t, kCaseIdRandomBytes> random = {};
  for (size_t i = 0; i < 4; ++i) {
    random[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }
  return MintCaseId(kHome, random);
}

std::string MessageId(std::uint32_t number) {
  return absl::StrFormat("%08x-0000-4000-8000-000000000000", number);
}

namespace {

v1::Act ActOf(int year) {
  v1::Act act;
  act.set_officer("officer-1");
  act.mutable_occurred_date()->set_year(year);
  act.mutable_occurred_date()->set_month(1);
  act.mutable_occurred_date()->set_day(15);
  return act;
}

}  // namespace

v1::Act Announce() {
  v1::Act act = ActOf(2019);
  v1::ArrivalAnnounced& announced = *act.mutable_arrival_announced();
  announced.set_programme_id("restart");
  *announced.mutable_arrival_date() = act.occurred_date();
  announced.set_return_country_code("DE");
  announced.set_people_count(1);
  return act;
}

v1::Act Inform(const std::string& place_code) {
  v1::Act act = ActOf(2019);
  act.mutable_returnee_informed()->set_place_code(place_code);
  act.mutable_returnee_informed()->set_language_code("az");
  return act;
}

v1::SignedMessage Message(const std::string& sender, const std::string& case_id,
                          const std::string& message_id, const v1::Act& act) {
  absl::StatusOr<v1::SignedMessage> message =
      evidence::BuildMessage({.message_id = message_id,
                              .case_id = case_id,
                              .sender = sender,
                              .sent_time = absl::FromUnixSeconds(1551690000),
                              .acts = {act},
                              .sections = {}});
  EXPECT_TRUE(message.ok()) << Describe(message.status());
  return *std::move(message);
}

v1::SignedMessage Sign(v1::SignedMessage message, const std::string& sender) {
  *message.mutable_proof() =
      evidence::SignEnvelopes({evidence::EnvelopeDigest(message.envelope())},
                              referral::testing::TestSigningKey(sender),
                              referral::testing::TestKeyId(sender))
          .front();
  return message;
}

evidence::OpenedMessage Open(const v1::SignedMessage& message) {
  absl::StatusOr<evidence::OpenedMessage> opened =
      evidence::OpenMessage(message.SerializeAsString());
  EXPECT_TRUE(opened.ok()) << Describe(opened.status());
  return *std::move(opened);
}

struct Answers::State {
  Mutex mutex;
  CondVar arrived;
  std::map<size_t, absl::StatusOr<v1::Receipt>> answers ABSL_GUARDED_BY(mutex);
  std::vector<size_t> order ABSL_GUARDED_BY(mutex);
};

Answers::Answers() : state_(std::make_shared<State>()) {}

SubmitDone Answers::Next() {
  return [state = state_, index = next_++](absl::StatusOr<v1::Receipt> answer) {
    MutexLock lock(state->mutex);
    const bool first = state->answers.emplace(index, std::move(answer)).second;
    EXPECT_TRUE(first) << "answered twice";
    state->order.push_back(index);
    state->arrived.SignalAll();
  };
}

absl::StatusOr<v1::Receipt> Answers::Wait(size_t index) {
  MutexLock lock(state_->mutex);
  while (state_->answers.count(index) == 0) {
    state_->arrived.Wait(state_->mutex);
  }
  return state_->answers.at(index);
}

size_t Answers::arrived() const {
  MutexLock lock(state_->mutex);
  return state_->order.size();
}

std::vector<size_t> Answers::order() const {
  MutexLock lock(state_->mutex);
  return state_->order;
}

Admitted AdmittedOf(const v1::SignedMessage& message, const Vault& vault,
                    SubmitDone done, std::uint64_t expected) {
  Admitted admitted;
  admitted.message = Open(message);
  admitted.sealed = *vault.SealParts(admitted.message);
  admitted.expected_sequence = expected;
  admitted.done = std::move(done);
  return admitted;
}

absl::StatusOr<v1::Receipt> SubmitAndWait(Sequencer& sequencer,
                                          const Vault& vault,
                                          const v1::SignedMessage& message,
                                          std::uint64_t expected) {
  Answers answers;
  Frame frame;
  frame.messages.push_back(
      AdmittedOf(message, vault, answers.Next(), expected));
  sequencer.Submit(std::move(frame));
  return answers.Wait(0);
}

void LoadConfiguration(Sequencer& sequencer) {
  Answers answers;
  v1::Act programme;
  programme.mutable_programme_loaded()->set_programme_id("restart");
  programme.mutable_programme_loaded()->set_digest(
      ConfigDigest(ProgrammeText()));
  programme.mutable_programme_loaded()->set_text(ProgrammeText());
  sequencer.Record({std::move(programme), {}, {}, answers.Next()});
  v1::Act deployment;
  deployment.mutable_deployment_loaded()->set_digest(
      ConfigDigest(DeploymentText()));
  deployment.mutable_deployment_loaded()->set_text(DeploymentText());
  sequencer.Record({std::move(deployment), {}, {}, answers.Next()});
  for (size_t i = 0; i < 2; ++i) {
    const absl::StatusOr<v1::Receipt> receipt = answers.Wait(i);
    ASSERT_TRUE(receipt.ok()) << Describe(receipt.status());
  }
}

storage::v1::CommitBatch MakeBatch(const Ledger& ledger,
                                   const std::vector<std::string>& case_ids,
                                   const std::vector<std::string>& recipients) {
  const LedgerHead head = ledger.Head();
  RoundBuilder round(
      kHome, head,
      std::max(head.recorded_time, absl::FromUnixSeconds(1551690000)));
  std::map<std::string, storage::v1::CaseFile> files;
  std::map<std::string, crypto::CaseKeyPtr> keys;
  std::vector<storage::v1::MessagePrintsRow> prints;
  for (const std::string& case_id : case_ids) {
    if (files.count(case_id) == 0) {
      files[case_id] =
          ledger.ReadCaseFile(case_id)->value_or(storage::v1::CaseFile());
    }
    storage::v1::CaseFile& file = files[case_id];
    v1::Effects effects;
    effects.add_acts();
    for (const std::string& agency : recipients) {
      effects.add_recipients(agency);
    }
    const auto number =
        static_cast<std::uint32_t>(head.position + round.records() + 1);
    const evidence::OpenedMessage message =
        Open(Message("sms", case_id, MessageId(number), Inform()));
    SealedParts sealed = *ledger.vault().SealParts(message);
    const RoundBuilder::Added added =
        round.Add(message,
                  {std::move(sealed.parts),
                   ledger.vault().SealEffects(sealed.key, message,
                                              effects.SerializeAsString())},
                  effects, file.last_sequence() + 1, file.last_digest());
    if (sealed.key != nullptr) keys[case_id] = sealed.key;
    file.set_case_id(case_id);
    file.set_last_sequence(file.last_sequence() + 1);
    file.set_last_digest(crypto::ToBytes(added.digest));
    if (auto row = AddPrint(PrintOf(MessageId(number)), file);
        row.has_value()) {
      prints.push_back(*std::move(row));
    }
  }
  storage::v1::CommitBatch batch = round.Finish(/*signer=*/nullptr);
  for (const auto& [case_id, key] : keys) {
    *batch.add_case_keys() = store::ToRow(ledger.vault().keys()->Wrap(*key));
  }
  for (const auto& [case_id, file] : files) {
    storage::v1::CaseFileRow& row = *batch.add_case_files();
    row.set_case_id(case_id);
    row.set_case_file(file.SerializeAsString());
  }
  for (storage::v1::MessagePrintsRow& row : prints) {
    *batch.add_message_prints() = std::move(row);
  }
  return batch;
}

}  // namespace referral::router::testing
