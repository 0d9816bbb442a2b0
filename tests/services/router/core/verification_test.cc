#include "services/router/core/verification.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/crypto/signing.h"
#include "common/evidence/digests.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "common/evidence/signature.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/services/router/core/signed_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

using referral::testing::TestKeyId;
using referral::testing::TestSigningKey;
using storage::v1::StoredRecord;
using storage::v1::StoredRound;

void Flip(std::string& bytes) {
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
}

// "1 3 CHANGED": case, sequence and kind.
std::string Shown(const CaseFinding& finding) {
  const std::string name = finding.case_id == CaseId(1)   ? "1"
                           : finding.case_id == CaseId(2) ? "2"
                                                          : finding.case_id;
  return absl::StrCat(
      name, " ", finding.sequence, " ",
      absl::StripPrefix(v1::FindingKind_Name(finding.kind), "FINDING_KIND_"));
}

// A log as SignedLog fills it, and what is done to it.
class Tampered {
 public:
  Tampered() { log_.Fill(); }

  FakeLedger& ledger() { return ledger_; }
  SignedLog& log() { return log_; }

  StoredRecord Record(std::uint32_t number, std::uint64_t sequence) {
    return *ledger_.ReadRecord(CaseId(number), sequence);
  }
  void Put(std::uint32_t number, std::uint64_t sequence,
           const StoredRecord& record) {
    ledger_.Replace(CaseId(number), sequence, record);
  }
  // Of case 1, sequence 2.
  void Edit(const std::function<void(StoredRecord&)>& edit) {
    StoredRecord record = Record(1, 2);
    edit(record);
    Put(1, 2, record);
  }
  // Of positions 4 and 5: case 1, sequences 2 and 3.
  void EditRound(const std::function<void(StoredRound&)>& edit) {
    StoredRound round = *ledger_.ReadRound(5);
    edit(round);
    ledger_.ReplaceRound(5, round);
  }
  void EditFile(const std::function<void(storage::v1::CaseFile&)>& edit) {
    storage::v1::CaseFile file = **ledger_.ReadCaseFile(CaseId(1));
    edit(file);
    ledger_.ReplaceCaseFile(CaseId(1), file);
  }
  // The file as it was before the last round.
  void RollBackFile() {
    storage::v1::CaseFile file;
    const storage::v1::CommitBatch before = ledger_.commits()[2];
    file.ParseFromString(before.case_files().rbegin()->case_file());
    ledger_.ReplaceCaseFile(CaseId(1), file);
  }

  std::vector<CaseFinding> Verify(bool insecure = false,
                                  Unseal unseal = nullptr) {
    Verification::Options options;
    options.home = kHome;
    options.insecure = insecure;
    options.unseal = std::move(unseal);
    const auto verification = Verification::Begin(ledger_, options);
    EXPECT_OK(verification);
    std::vector<CaseFinding> findings;
    while (!(*verification)->done()) {
      const absl::Status status = (*verification)->Step(findings);
      EXPECT_OK(status);
      if (!status.ok()) break;
    }
    records_ = (*verification)->records_checked();
    return findings;
  }
  std::vector<std::string> Found(bool insecure = false,
                                 Unseal unseal = nullptr) {
    std::vector<std::string> found;
    for (const CaseFinding& finding : Verify(insecure, std::move(unseal))) {
      EXPECT_NE(finding.reason_code, "") << finding.message;
      EXPECT_NE(finding.message, "");
      found.push_back(Shown(finding));
    }
    return found;
  }
  std::uint64_t records() const { return records_; }

 private:
  FakeLedger ledger_;
  SignedLog log_{ledger_};
  std::uint64_t records_ = 0;
};

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
  Tampered log;
  EXPECT_THAT(log.Found(), IsEmpty());
  EXPECT_EQ(log.records(), 7u);
}

TEST(VerificationTest, WhatWasDoneToTheLogIsNamed) {
  const crypto::SigningKey stranger = crypto::SigningKey::Generate();
  struct Case {
    const char* name;
    std::function<void(Tampered&)> tamper;
    std::vector<std::string> want;
  };
  const Case kCases[] = {
      {"head",
       [](Tampered& t) { t.Edit([](auto& r) { Flip(*r.mutable_head()); }); },
       {"1 2 CHANGED"}},
      {"head that cannot be read",
       [](Tampered& t) { t.Edit([](auto& r) { r.set_head("\xff"); }); },
       {"1 2 CHANGED"}},
      {"head that says another sequence",
       [](Tampered& t) {
         t.Edit([](auto& r) {
           v1::RecordHead head;
           head.ParseFromString(r.head());
           head.set_sequence(3);
           r.set_head(head.SerializeAsString());
         });
       },
       {"1 2 CHANGED"}},
      {"position beyond the log",
       [](Tampered& t) {
         t.Edit([](auto& r) {
           v1::RecordHead head;
           head.ParseFromString(r.head());
           head.set_position(99);
           r.set_head(head.SerializeAsString());
         });
       },
       {"1 2 ROUND", "1 2 CHANGED"}},
      {"envelope",
       [](Tampered& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_envelope()); });
       },
       {"1 2 CHANGED"}},
      {"part",
       [](Tampered& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_parts(1)->mutable_content()); });
       },
       {"1 2 CHANGED"}},
      {"one part less",
       [](Tampered& t) {
         t.Edit([](auto& r) { r.mutable_parts()->RemoveLast(); });
       },
       {"1 2 CHANGED"}},
      {"effects",
       [](Tampered& t) { t.Edit([](auto& r) { Flip(*r.mutable_effects()); }); },
       {"1 2 CHANGED"}},
      {"part and head after it",
       [](Tampered& t) {
         t.Edit([](auto& r) {
           Flip(*r.mutable_parts(0)->mutable_content());
           evidence::RecordHeadSpec head = *evidence::ParseRecordHead(r.head());
           head.stored_part_digests[0] =
               evidence::StoredPartDigest(r.parts(0).content());
           r.set_head(evidence::MakeRecordHead(head));
         });
       },
       {"1 2 CHANGED"}},
      {"record",
       [](Tampered& t) { t.ledger().Erase(CaseId(1), 2); },
       {"1 2 MISSING"}},
      {"last record",
       [](Tampered& t) { t.ledger().Erase(CaseId(1), 4); },
       {"1 4 MISSING"}},
      {"last record and what the case file knows of it",
       [](Tampered& t) {
         t.ledger().Erase(CaseId(1), 4);
         t.RollBackFile();
       },
       {"1 4 MISSING"}},
      {"a whole case",
       [](Tampered& t) {
         t.ledger().Erase(CaseId(2), 1);
         t.ledger().Erase(CaseId(2), 2);
         t.ledger().EraseCaseFile(CaseId(2));
       },
       {"2 1 MISSING"}},
      {"two records of a case",
       [](Tampered& t) {
         const StoredRecord two = t.Record(1, 2);
         t.Put(1, 2, t.Record(1, 3));
         t.Put(1, 3, two);
       },
       {"1 2 REORDERED", "1 3 REORDERED"}},
      {"another case's record",
       [](Tampered& t) { t.Put(1, 2, t.Record(2, 2)); },
       {"1 2 SWAPPED"}},
      {"another record's part",
       [](Tampered& t) {
         t.Edit([&](auto& r) {
           r.mutable_parts(0)->set_content(t.Record(1, 3).parts(0).content());
         });
       },
       {"1 2 SWAPPED"}},
      {"another case's part",
       [](Tampered& t) {
         t.Edit([&](auto& r) {
           r.mutable_parts(0)->set_content(t.Record(2, 1).parts(1).content());
         });
       },
       {"1 2 SWAPPED"}},
      {"two parts of a record",
       [](Tampered& t) {
         t.Edit([](auto& r) {
           r.mutable_parts(0)->mutable_content()->swap(
               *r.mutable_parts(1)->mutable_content());
         });
       },
       {"1 2 SWAPPED", "1 2 SWAPPED"}},
      {"another record's effects",
       [](Tampered& t) {
         t.Edit([&](auto& r) { r.set_effects(t.Record(2, 1).effects()); });
       },
       {"1 2 SWAPPED"}},
      {"another record's envelope",
       [](Tampered& t) {
         t.Edit([&](auto& r) { r.set_envelope(t.Record(1, 3).envelope()); });
       },
       {"1 2 SWAPPED"}},
      {"no sender's signature",
       [](Tampered& t) { t.Edit([](auto& r) { r.clear_proof(); }); },
       {"1 2 SENDER_SIGNATURE"}},
      {"sender's signature",
       [](Tampered& t) {
         t.Edit([](auto& r) { Flip(*r.mutable_proof()->mutable_signature()); });
       },
       {"1 2 SENDER_SIGNATURE"}},
      {"path of the sender's signature",
       [](Tampered& t) {
         t.Edit([](auto& r) {
           Flip(*r.mutable_proof()->mutable_path()->mutable_siblings(0));
         });
       },
       {"1 2 SENDER_SIGNATURE"}},
      {"sender's signature by a stranger",
       [&](Tampered& t) {
         t.Edit([&](auto& r) {
           *r.mutable_proof() =
               evidence::SignEnvelopes({evidence::EnvelopeDigest(r.envelope())},
                                       stranger, TestKeyId("border"))[0];
         });
       },
       {"1 2 SENDER_SIGNATURE"}},
      {"no router's signature",
       [](Tampered& t) {
         t.EditRound([](auto& r) {
           r.mutable_head()->clear_signature();
           r.mutable_head()->clear_key_id();
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"router's signature by a stranger",
       [&](Tampered& t) {
         t.EditRound([&](auto& r) {
           evidence::SignRoundHead(stranger, TestKeyId("router"),
                                   *r.mutable_head());
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"router's signature by a sender",
       [&](Tampered& t) {
         t.EditRound([&](auto& r) {
           evidence::SignRoundHead(TestSigningKey("border"),
                                   TestKeyId("border"), *r.mutable_head());
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"digest in a round",
       [](Tampered& t) {
         t.EditRound([](auto& r) {
           Flip(*r.mutable_entries(0)->mutable_record_digest());
         });
       },
       {"1 2 ROUND", "1 3 ROUND"}},
      {"place in a round",
       [](Tampered& t) {
         t.EditRound(
             [](auto& r) { r.mutable_entries(0)->set_case_id(CaseId(2)); });
       },
       {"1 2 ROUND"}},
      {"sequence in a round",
       [](Tampered& t) {
         t.EditRound(
             [](auto& r) { r.mutable_entries(0)->set_sequence(~0ull); });
       },
       {"1 2 ROUND"}},
      {"head of a round",
       [](Tampered& t) {
         t.EditRound([](auto& r) {
           EditHead(r, [](auto& h) { h.recorded_time += absl::Seconds(1); });
         });
       },
       {"1 2 ROUTER_SIGNATURE", "1 3 ROUTER_SIGNATURE"}},
      {"head of a round, signed anew",
       [](Tampered& t) {
         t.EditRound([](auto& r) {
           EditHead(r, [](auto& h) { h.recorded_time += absl::Seconds(1); });
           SignRound(r);
         });
       },
       {"1 4 ROUND", "1 2 ROUND", "1 3 ROUND"}},
      {"head of a round that cannot be read",
       [](Tampered& t) {
         t.EditRound([](auto& r) { r.mutable_head()->set_head("\xff"); });
       },
       {"AZ-ROUTER 0 ROUND", "1 2 ROUND", "1 3 ROUND"}},
      {"a round",
       [](Tampered& t) { t.ledger().EraseRound(5); },
       {"1 4 ROUND", "1 2 ROUND", "1 3 ROUND"}},
      {"case file",
       [](Tampered& t) { t.EditFile([](auto& f) { f.set_lead("border"); }); },
       {"1 4 CASE_FILE"}},
      {"older case file",
       [](Tampered& t) { t.RollBackFile(); },
       {"1 4 CASE_FILE"}},
      {"no case file",
       [](Tampered& t) { t.ledger().EraseCaseFile(CaseId(1)); },
       {"1 1 CASE_FILE"}},
      {"case file that says it is of another case",
       [](Tampered& t) {
         t.EditFile([](auto& f) { f.set_case_id(CaseId(7)); });
       },
       {"1 4 CASE_FILE", CaseId(7) + " 0 CASE_FILE"}},
      {"the router's own file",
       [](Tampered& t) {
         storage::v1::RouterFile file = *t.ledger().ReadRouterFile();
         file.mutable_deployment()->set_version(7);
         t.ledger().ReplaceRouterFile(file);
       },
       {"AZ-ROUTER 1 CASE_FILE"}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Tampered log;
    c.tamper(log);
    const std::vector<std::string> found = log.Found();
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(c.want));
  }
}

TEST(VerificationTest, WithoutTheRecordedKeysNothingIsBelieved) {
  Tampered log;
  StoredRecord record = *log.ledger().ReadRecord("AZ-ROUTER", 1);
  Flip(*record.mutable_parts(0)->mutable_content());
  log.ledger().Replace("AZ-ROUTER", 1, record);
  const std::vector<std::string> found = log.Found();
  EXPECT_THAT(found, Contains("AZ-ROUTER 1 CHANGED"));
  EXPECT_THAT(found, Contains("1 1 SENDER_SIGNATURE"));
  EXPECT_THAT(found, Contains("1 1 ROUTER_SIGNATURE"));
}

TEST(VerificationTest, KeysOfAnEarlierDeploymentStillCount) {
  Tampered log;
  log.log().Load(DeploymentWithout("border"));
  EXPECT_THAT(log.Found(), IsEmpty());
}

TEST(VerificationTest, AnInsecureStoreHasNoSignaturesToMiss) {
  Tampered log;
  for (std::uint64_t last : {1, 3, 5, 7}) {
    StoredRound round = *log.ledger().ReadRound(last);
    round.mutable_head()->clear_signature();
    round.mutable_head()->clear_key_id();
    log.ledger().ReplaceRound(last, round);
  }
  log.Edit([](StoredRecord& record) { record.clear_proof(); });
  EXPECT_THAT(log.Found(/*insecure=*/true), IsEmpty());
  // The chain of rounds is there all the same.
  log.EditRound([](StoredRound& round) {
    EditHead(round, [](auto& head) { head.recorded_time += absl::Seconds(1); });
  });
  EXPECT_THAT(
      log.Found(/*insecure=*/true),
      ::testing::UnorderedElementsAre("1 4 ROUND", "1 2 ROUND", "1 3 ROUND"));
}

// What is sealed opens to something else.
TEST(VerificationTest, WhatIsSealedIsHeldAgainstTheEnvelope) {
  struct Case {
    const char* name;
    Unseal how;
    std::vector<std::string> want;
  };
  const Case kCases[] = {
      {"does not open",
       [](const StoredRecord&) -> absl::StatusOr<StoredRecord> {
         return MakeError(Reason::kKeyMissing, "there is no key");
       },
       {"1 2 UNREADABLE"}},
      {"another part",
       [](StoredRecord r) -> absl::StatusOr<StoredRecord> {
         Flip(*r.mutable_parts(0)->mutable_content());
         return r;
       },
       {"1 2 CHANGED"}},
      {"parts exchanged before they were sealed",
       [](StoredRecord r) -> absl::StatusOr<StoredRecord> {
         r.mutable_parts(0)->mutable_content()->swap(
             *r.mutable_parts(1)->mutable_content());
         return r;
       },
       {"1 2 SWAPPED", "1 2 SWAPPED"}},
      {"effects that cannot be read",
       [](StoredRecord r) -> absl::StatusOr<StoredRecord> {
         r.set_effects("\xff");
         return r;
       },
       {"1 2 UNREADABLE"}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Tampered log;
    const std::string head = log.Record(1, 2).head();
    EXPECT_THAT(log.Found(false,
                          [&](const StoredRecord& record) {
                            auto opened = log.ledger().vault().Open(record);
                            return opened.ok() && record.head() == head
                                       ? c.how(*opened)
                                       : opened;
                          }),
                ElementsAreArray(c.want));
  }
}

TEST(VerificationTest, ACaseWhoseKeyIsGoneIsUnreadableAndElseSound) {
  Tampered log;
  log.ledger().EraseKey(CaseId(2));
  EXPECT_THAT(log.Found(),
              ElementsAreArray({"2 1 UNREADABLE", "2 2 UNREADABLE"}));
}

TEST(VerificationTest, ADiskThatFailsIsNoFinding) {
  Tampered log;
  Verification::Options options;
  options.home = kHome;
  options.case_id = CaseId(1);
  options.insecure = true;
  options.unseal = [](const StoredRecord&) -> absl::StatusOr<StoredRecord> {
    return MakeError(Reason::kDiskFailed, "told to fail");
  };
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Verification> verification,
                       Verification::Begin(log.ledger(), options));
  std::vector<CaseFinding> findings;
  EXPECT_THAT(verification->Step(findings),
              referral::testing::IsReason(Reason::kDiskFailed));
  EXPECT_THAT(findings, IsEmpty());
}

}  // namespace
}  // namespace referral::router::testing
