#include "services/referralctl/findings_view.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

std::string Counted(std::uint64_t number, absl::string_view one) {
  return absl::StrCat(Count(number), " ", one, number == 1 ? "" : "s");
}

std::string KindText(v1::FindingKind kind) {
  return kind == v1::FINDING_KIND_UNSPECIFIED
             ? "bad receipt"
             : Words(v1::FindingKind_Name(kind), "FINDING_KIND_");
}

std::string Table(const v1::VerifyCasesResponse& result, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& finding : result.findings()) {
    rows.push_back(
        {{finding.case_id().empty() ? std::string(kAbsent) : finding.case_id()},
         {finding.sequence() == 0 ? std::string(kAbsent)
                                  : Count(finding.sequence())},
         {KindText(finding.kind()), Tone::kBad},
         {finding.message()},
         {finding.reason_code(), Tone::kDim}});
  }
  return RenderTable({{"CASE"},
                      {"SEQ", true},
                      {"KIND"},
                      {"FOUND", false, Fit::kCut},
                      {"REASON", false, Fit::kOptional}},
                     rows, style);
}

}  // namespace

std::string FindingsText(const v1::VerifyCasesResponse& result,
                         absl::optional<std::uint64_t> receipts,
                         const Style& style) {
  std::string text;
  if (!result.findings().empty()) {
    absl::StrAppend(&text, Table(result, style), "\n");
  }
  absl::StrAppend(&text, Counted(result.cases_checked(), "log"), " with ",
                  Counted(result.records_checked(), "record"));
  absl::StrAppend(&text, " checked");
  if (receipts.has_value()) {
    absl::StrAppend(&text, ",\n", Counted(*receipts, "receipt"),
                    " held against them");
  }
  absl::StrAppend(&text, ": ");
  if (result.findings().empty()) {
    absl::StrAppend(&text, "every record is as it was written");
  } else {
    absl::StrAppend(
        &text, Paint(Counted(static_cast<std::uint64_t>(result.findings_size()),
                             "finding"),
                     Tone::kBad, style));
  }
  absl::StrAppend(&text, "\n");
  return text;
}

std::string ProgressText(const v1::VerifyCasesResponse& so_far) {
  if (so_far.cases_total() == 0) return "reading the chain of rounds";
  std::string text = absl::StrCat(Count(so_far.cases_checked()), " of ",
                                  Counted(so_far.cases_total(), "log"), ", ",
                                  Counted(so_far.records_checked(), "record"));
  if (!so_far.findings().empty()) {
    absl::StrAppend(
        &text, ", ",
        Counted(static_cast<std::uint64_t>(so_far.findings_size()), "finding"));
  }
  return text;
}

}  // namespace referral::referralctl
