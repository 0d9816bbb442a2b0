// What a verification says of what it cannot open, or opens to something else.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/verification.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/services/router/core/tampered_log.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

using storage::v1::StoredRecord;

// What is sealed opens to something else.
TEST(SealedVerificationTest, WhatIsSealedIsHeldAgainstTheEnvelope) {
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
    TamperedLog log;
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

TEST(SealedVerificationTest, ACaseWhoseKeyIsGoneIsUnreadableAndElseSound) {
  TamperedLog log;
  log.ledger().EraseKey(CaseId(2));
  EXPECT_THAT(log.Found(),
              ElementsAreArray({"2 1 UNREADABLE", "2 2 UNREADABLE"}));
}

TEST(SealedVerificationTest, ADiskThatFailsIsNoFinding) {
  TamperedLog log;
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
