#include "tests/services/router/core/tampered_log.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

// "1 3 CHANGED": case, sequence and kind.
std::string Shown(const CaseFinding& finding) {
  const std::string name = finding.case_id == CaseId(1)   ? "1"
                           : finding.case_id == CaseId(2) ? "2"
                                                          : finding.case_id;
  return absl::StrCat(
      name, " ", finding.sequence, " ",
      absl::StripPrefix(v1::FindingKind_Name(finding.kind), "FINDING_KIND_"));
}

}  // namespace

void Flip(std::string& bytes) {
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
}

std::vector<CaseFinding> TamperedLog::Verify(bool insecure, Unseal unseal) {
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

std::vector<std::string> TamperedLog::Found(bool insecure, Unseal unseal) {
  std::vector<std::string> found;
  for (const CaseFinding& finding : Verify(insecure, std::move(unseal))) {
    EXPECT_NE(finding.reason_code, "") << finding.message;
    EXPECT_NE(finding.message, "");
    found.push_back(Shown(finding));
  }
  return found;
}

}  // namespace referral::router::testing
