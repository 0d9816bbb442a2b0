#include "services/referralctl/case_view.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/model/complaints.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

constexpr size_t kNameColumns = 16;

// Lines of a name and a value; what is absent has none.
class Lines {
 public:
  void Add(absl::string_view name, absl::string_view value) {
    if (value.empty() || value == kAbsent) return;
    absl::StrAppend(&text_, name, std::string(kNameColumns - name.size(), ' '),
                    value, "\n");
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string ProgrammeText(const v1::CaseSummary& summary) {
  if (summary.programme_id().empty()) return "";  // erased
  return absl::StrCat(summary.programme_id(), ", version ",
                      summary.programme_version());
}

std::string BudgetText(const v1::Case& shown) {
  if (!shown.has_budget_threshold()) return "";
  std::string text;
  const auto add = [&text](const v1::Money& money, absl::string_view what) {
    if (money.minor_units() == 0) return;
    absl::StrAppend(&text, ToText(money), " ", what, ", ");
  };
  add(shown.budget_spent(), "spent");
  add(shown.budget_reserved(), "reserved");
  return absl::StrCat(text, "of ", ToText(shown.budget_threshold()));
}

std::string FundingText(const v1::Case& shown) {
  if (!shown.has_funding_end_date()) return shown.funding_source_code();
  return absl::StrCat(shown.funding_source_code(), ", until ",
                      ToText(shown.funding_end_date()));
}

std::string ComplaintsText(const v1::Case& shown) {
  if (shown.complaints().empty()) return "";
  const auto unanswered =
      std::count_if(shown.complaints().begin(), shown.complaints().end(),
                    model::IsUnanswered);
  const std::string all =
      Count(static_cast<std::uint64_t>(shown.complaints_size()));
  if (unanswered == 0) return absl::StrCat(all, ", all answered");
  return absl::StrCat(all, ", ", Count(static_cast<std::uint64_t>(unanswered)),
                      " unanswered");
}

}  // namespace

std::string CaseText(const v1::Case& shown) {
  const v1::CaseSummary& summary = shown.summary();
  Lines lines;
  lines.Add("Case", summary.case_id());
  lines.Add("Status", ToText(summary.status()));
  lines.Add("Programme", ProgrammeText(summary));
  lines.Add("Lead", summary.lead());
  if (summary.status() != v1::CASE_STATUS_ERASED) {
    lines.Add("People", Count(summary.people_count()));
  }
  if (shown.returned_again_count() > 0) {
    lines.Add("Returned again", Count(shown.returned_again_count()));
  }
  lines.Add("Vulnerability", ToText(shown.vulnerability_level()));
  lines.Add("Applied", ToText(summary.applied_date()));
  lines.Add("Support until", ToText(shown.support_end_date()));
  lines.Add("Closed", ToText(summary.closed_date()));
  lines.Add("Goes on with", shown.continuation().owner());
  lines.Add("Follow-up", ToText(shown.continuation().follow_up_date()));
  for (const int reason : shown.rejection_reasons()) {
    lines.Add("Rejected", ToText(static_cast<v1::RejectionReason>(reason)));
  }
  lines.Add("Budget", BudgetText(shown));
  lines.Add("Funding", FundingText(shown));
  lines.Add("Complaints", ComplaintsText(shown));
  lines.Add("Last record", absl::StrCat(summary.last_sequence(), ", ",
                                        Moment(summary.last_recorded_time())));
  return lines.Take();
}

}  // namespace referral::referralctl
