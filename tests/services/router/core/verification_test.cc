#include "services/router/core/verification.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/crypto/signing.h"
#include "common/evidence/digests.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/services/router/core/tampered_log.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

using referral::testing::TestKeyId;
using referral::testing::TestSigningKey;
using storage::v1::LogRow;
using storage::v1::StoredRound;

// The deployment after an agency has left it.
std::string DeploymentWithout(const std::string& agency) {
  std::string text;
  for (const absl::string_view line : absl::StrSplit(DeploymentText(), '\n')) {
    if (absl::StartsWith(line, absl::StrCat("agencies { id: \"", agency)))
      continue;
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

// The head of `round` after `edit`.
void EditHead(StoredRound& round,
              const std::function<void(evidence::RoundHeadSpec&)>& edit) {
  evidence::RoundHeadSpec spec = *evidence::ParseRoundHead(round.head());
  edit(spec);
  round.mutable_head()->set_head(evidence::MakeRoundHead(spec).head());
}

TEST(VerificationTest, AnUntouchedLogVerifies) {
  TamperedLog log;
  EXPECT_THAT(log.Found(), IsEmpty());
  EXPECT_EQ(log.records(), 7u);
}

TEST(VerificationTest, WhatWasDoneToTheLogIsNamed) {
  const crypto::SigningKey stranger = crypto::SigningKey::Generate();
  struct Case {
    const char* name;
    std::function<void(TamperedLog&)> tamper;
    std::vector<std::string> want;
  };
  const Case kCases[] = {
      {"sequence",
       [](TamperedLog& t) { t.Edit([](auto& r) { r.set_sequence(3); }); },
       {"1 2 CHANGED"}},
      {"no sequence",
       [](TamperedLog& t) { t.Edit([](auto& r) { r.clear_sequence(); }); },
       {"1 2 CHANGED"}},
      {"position",
       [](TamperedLog& t) { t.Edit([](auto& r) { r.set_position(5); }); },
       {"1 2 CHANGED"}},
      {"position beyond the log",
       [](TamperedLog& t) { t.Edit([](auto& r) { r.set_position(99); }); },
       {"1 2 ROUND", "1 2 CHANGED"}},
      {"recorded time",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { r.mutable_recorded_time()->set_nanos(7); });
       },
       {"1 2 CHANGED"}},
      {"previous digest",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_previous_digest()); });
       },
       {"1 2 CHANGED"}},
      {"row that cannot be read",
       [](TamperedLog& t) { t.Edit([](auto& r) { r.Clear(); }); },
       {"1 2 CHANGED"}},
      {"envelope",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_envelope()); });
       },
       {"1 2 CHANGED"}},
      {"part",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_parts(1)); });
       },
       {"1 2 CHANGED"}},
      {"one part less",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { r.mutable_parts()->RemoveLast(); });
       },
       {"1 2 CHANGED"}},
      {"effects",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_effects()); });
       },
       {"1 2 CHANGED"}},
      {"record",
       [](TamperedLog& t) { t.ledger().Erase(CaseId(1), 2); },
       {"1 2 MISSING"}},
      {"last record",
       [](TamperedLog& t) { t.ledger().Erase(CaseId(1), 4); },
       {"1 4 MISSING"}},
      {"last record and what the case file knows of it",
       [](TamperedLog& t) {
         t.ledger().Erase(CaseId(1), 4);
         t.RollBackFile();
       },
       {"1 4 MISSING"}},
      {"a whole case",
       [](TamperedLog& t) {
         t.ledger().Erase(CaseId(2), 1);
         t.ledger().Erase(CaseId(2), 2);
         t.ledger().EraseCaseFile(CaseId(2));
       },
       {"2 1 MISSING"}},
      {"two records of a case",
       [](TamperedLog& t) {
         const LogRow two = t.Row(1, 2);
         t.Put(1, 2, t.Row(1, 3));
         t.Put(1, 3, two);
       },
       {"1 2 REORDERED", "1 3 REORDERED"}},
      {"another case's record",
       [](TamperedLog& t) { t.Put(1, 2, t.Row(2, 2)); },
       {"1 2 SWAPPED"}},
      {"another record's part",
       [](TamperedLog& t) {
         t.Edit([&](auto& r) { r.set_parts(0, t.Row(1, 3).parts(0)); });
       },
       {"1 2 SWAPPED"}},
      {"another case's part",
       [](TamperedLog& t) {
         t.Edit([&](auto& r) { r.set_parts(0, t.Row(2, 1).parts(1)); });
       },
       {"1 2 SWAPPED"}},
      {"two parts of a record",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { r.mutable_parts()->SwapElements(0, 1); });
       },
       {"1 2 CHANGED"}},
      {"another record's effects",
       [](TamperedLog& t) {
         t.Edit([&](auto& r) { r.set_effects(t.Row(2, 1).effects()); });
       },
       {"1 2 SWAPPED"}},
      {"another record's envelope",
       [](TamperedLog& t) {
         t.Edit([&](auto& r) { r.set_envelope(t.Row(1, 3).envelope()); });
       },
       {"1 2 SWAPPED"}},
      {"no sender's signature",
       [](TamperedLog& t) { t.Edit([](auto& r) { r.clear_proof(); }); },
       {"1 2 SENDER_SIGNATURE"}},
      {"sender's signature",
       [](TamperedLog& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_proof()->mutable_signature()); });
       },
       {"1 2 SENDER_SIGNATURE"}},
      {"path of the sender's signature",
       [](TamperedLog& t) {
         t.Edit([](auto& r) {
           Flip(*r.mutable_proof()->mutable_path()->mutable_siblings(0));
         });
       },
       {"1 2 SENDER_SIGNATURE"}},
      {"sender's signature by a stranger",
       [&](TamperedLog& t) {
         t.Edit([&](auto& r) {
           *r.mutable_proof() =
               evidence::SignEnvelopes({evidence::EnvelopeDigest(r.envelope())},
                                       stranger, TestKeyId("border"))[0];
         });
       },
       {"1 2 SENDER_SIGNATURE"}},
      {"no router's signature",
       [](TamperedLog& t) {
         t.EditRound([](auto& r) {
           r.mutable_head()->clear_signature();
           r.mutable_head()->clear_key_id();
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"router's signature by a stranger",
       [&](TamperedLog& t) {
         t.EditRound([&](auto& r) {
           evidence::SignRoundHead(stranger, TestKeyId("router"),
                                   *r.mutable_head());
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"router's signature by a sender",
       [&](TamperedLog& t) {
         t.EditRound([&](auto& r) {
           evidence::SignRoundHead(TestSigningKey("border"),
                                   TestKeyId("border"), *r.mutable_head());
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"digest in a round",
       [](TamperedLog& t) {
         t.EditRound([](auto& r) {
           Flip(*r.mutable_entries(0)->mutable_record_digest());
         });
       },
       {"1 2 ROUND", "1 3 ROUND"}},
      {"place in a round",
       [](TamperedLog& t) {
         t.EditRound(
             [](auto& r) { r.mutable_entries(0)->set_case_id(CaseId(2)); });
       },
       {"1 2 ROUND"}},
      {"sequence in a round",
       [](TamperedLog& t) {
         t.EditRound(
             [](auto& r) { r.mutable_entries(0)->set_sequence(~0ull); });
       },
       {"1 2 ROUND"}},
      {"head of a round",
       [](TamperedLog& t) {
         t.EditRound([](auto& r) {
           EditHead(r, [](auto& h) { h.recorded_time += absl::Seconds(1); });
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"head of a round, signed anew",
       [](TamperedLog& t) {
         t.EditRound([](auto& r) {
           EditHead(r, [](auto& h) { h.recorded_time += absl::Seconds(1); });
           SignRound(r);
         });
       },
       {"1 4 ROUND", "1 2 ROUND", "1 3 ROUND"}},
      {"head of a round that cannot be read",
       [](TamperedLog& t) {
         t.EditRound([](auto& r) { r.mutable_head()->set_head("\xff"); });
       },
       {"AZ-ROUTER 0 ROUND", "1 2 ROUND", "1 3 ROUND"}},
      {"a round",
       [](TamperedLog& t) { t.ledger().EraseRound(5); },
       {"1 4 ROUND", "1 2 ROUND", "1 3 ROUND"}},
      {"case file",
       [](TamperedLog& t) {
         t.EditFile([](auto& f) { f.set_lead("border"); });
       },
       {"1 4 CASE_FILE"}},
      {"older case file",
       [](TamperedLog& t) { t.RollBackFile(); },
       {"1 4 CASE_FILE"}},
      {"no case file",
       [](TamperedLog& t) { t.ledger().EraseCaseFile(CaseId(1)); },
       {"1 1 CASE_FILE"}},
      {"case file that says it is of another case",
       [](TamperedLog& t) {
         t.EditFile([](auto& f) { f.set_case_id(CaseId(7)); });
       },
       {"1 4 CASE_FILE", CaseId(7) + " 0 CASE_FILE"}},
      {"the router's own file",
       [](TamperedLog& t) {
         storage::v1::RouterFile file = *t.ledger().ReadRouterFile();
         file.mutable_deployment()->set_version(7);
         t.ledger().ReplaceRouterFile(file);
       },
       {"AZ-ROUTER 1 CASE_FILE"}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    TamperedLog log;
    c.tamper(log);
    const std::vector<std::string> found = log.Found();
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(c.want));
  }
}

TEST(VerificationTest, TheIndexOfALongCaseIsCheckedToo) {
  TamperedLog log;
  std::vector<SignedLog::Message> messages;
  for (std::uint32_t i = 0; i < 130; ++i) {
    messages.push_back({CaseId(1), 100 + i});
  }
  log.log().Commit(messages);
  EXPECT_THAT(log.Found(), IsEmpty());
  std::vector<storage::v1::MessagePrintsRow> rows =
      *log.ledger().ReadMessagePrints(CaseId(1));
  ASSERT_EQ(rows.size(), 2);
  Flip(*rows[1].mutable_prints());
  log.ledger().ReplaceMessagePrints(CaseId(1), rows);
  EXPECT_THAT(log.Found(), ElementsAre("1 134 CASE_FILE"));
  log.ledger().ReplaceMessagePrints(CaseId(1), {rows[0]});
  EXPECT_THAT(log.Found(), ElementsAre("1 134 CASE_FILE"));
}

TEST(VerificationTest, WithoutTheRecordedKeysNothingIsBelieved) {
  TamperedLog log;
  LogRow row = log.ledger().Row("AZ-ROUTER", 1);
  Flip(*row.mutable_parts(0));
  log.ledger().Replace("AZ-ROUTER", 1, row);
  const std::vector<std::string> found = log.Found();
  EXPECT_THAT(found, Contains("AZ-ROUTER 1 CHANGED"));
  EXPECT_THAT(found, Contains("1 1 SENDER_SIGNATURE"));
  EXPECT_THAT(found, Contains("1 1 ROUTER_SIGNATURE"));
}

TEST(VerificationTest, KeysOfAnEarlierDeploymentStillCount) {
  TamperedLog log;
  log.log().Load(DeploymentWithout("border"));
  EXPECT_THAT(log.Found(), IsEmpty());
}

TEST(VerificationTest, AnInsecureStoreHasNoSignaturesToMiss) {
  TamperedLog log;
  for (std::uint64_t last : {1, 3, 5, 7}) {
    StoredRound round = *log.ledger().ReadRound(last);
    round.mutable_head()->clear_signature();
    round.mutable_head()->clear_key_id();
    log.ledger().ReplaceRound(last, round);
  }
  log.Edit([](LogRow& row) { row.clear_proof(); });
  EXPECT_THAT(log.Found(/*insecure=*/true), IsEmpty());
  // The chain of rounds is there all the same.
  log.EditRound([](StoredRound& round) {
    EditHead(round, [](auto& head) { head.recorded_time += absl::Seconds(1); });
  });
  EXPECT_THAT(
      log.Found(/*insecure=*/true),
      ::testing::UnorderedElementsAre("1 4 ROUND", "1 2 ROUND", "1 3 ROUND"));
}

}  // namespace
}  // namespace referral::router::testing
