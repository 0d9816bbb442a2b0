#include "services/router/rpc/case_calls.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/timestamp.h"
#include "common/model/needs_export.h"
#include "common/model/report.h"
#include "common/model/response_times.h"
#include "services/router/core/lists.h"
#include "services/router/core/offers.h"
#include "services/router/rpc/paging.h"

namespace referral::router {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

template <typename List, typename Value>
bool IsWanted(const List& wanted, Value value) {
  return wanted.empty() || absl::c_linear_search(wanted, value);
}

bool IsDroppedDraft(const v1::ReferralSummary& row) {
  return row.draft_reason() != v1::DRAFT_REASON_UNSPECIFIED &&
         row.status() != v1::REFERRAL_STATUS_DRAFT;
}

// Looks at the row as the reader sees it.
bool IsWanted(const v1::ListReferralsRequest& request,
              const v1::ReferralSummary& row) {
  // A proposal that came to nothing is shown to whoever asks for its status.
  if (request.statuses().empty() && IsDroppedDraft(row)) return false;
  return IsWanted(request.statuses(), static_cast<int>(row.status())) &&
         (request.agency().empty() || request.agency() == row.requester() ||
          request.agency() == row.receiver()) &&
         (request.service_code().empty() ||
          request.service_code() == row.service_code()) &&
         (!request.overdue() || row.overdue()) &&
         (!request.lodging_missing() || row.lodging_missing());
}

// A page of referrals under way.
class ReferralPage {
 public:
  ReferralPage(const v1::ListReferralsRequest& request,
               const model::Reader& reader, absl::Time now, int size)
      : request_(request), reader_(reader), now_(now), size_(size) {}

  // Referrals of the case from number `first` on. False once the page is full
  // and there is more.
  bool Add(const CaseFile& file, int first) {
    for (int i = first; i < file.referrals_size(); ++i) {
      const CaseReferral& referral = file.referrals(i);
      if (!model::MaySeeReferral(file, referral, reader_)) continue;
      v1::ReferralSummary row =
          SummariseReferral(file, referral, reader_, now_);
      if (!IsWanted(request_, row)) continue;
      if (page_.referrals_size() == size_) {
        page_.set_next_page_token(TokenOf(last_));
        return false;
      }
      *page_.add_referrals() = std::move(row);
      last_ = {file.case_id(), i};
    }
    return true;
  }

  v1::ListReferralsResponse Take() { return std::move(page_); }

 private:
  const v1::ListReferralsRequest& request_;
  const model::Reader& reader_;
  const absl::Time now_;
  const int size_;
  v1::ListReferralsResponse page_;
  PlaceInCase last_;
};

// The newest version; `policy` keeps it alive.
absl::StatusOr<const model::Programme*> ProgrammeOf(const Policy& policy,
                                                    const std::string& id) {
  const model::Programme* programme = policy.programmes->Newest(id);
  if (programme == nullptr) {
    return MakeError(Reason::kUnknownProgramme,
                     absl::StrCat("no programme \"", id, "\" is loaded"),
                     "programme_id");
  }
  return programme;
}

}  // namespace

absl::StatusOr<v1::Case> GetCase(const RouterContext& context,
                                 const model::Reader& reader,
                                 const v1::GetCaseRequest& request) {
  RETURN_IF_ERROR(CheckCaseId(request.case_id()));
  ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                   context.ledger.ReadCaseFile(request.case_id()));
  if (!file.has_value() || !model::MaySeeCase(*file, reader)) {
    return MakeError(Reason::kCaseNotFound, "there is no such case",
                     request.case_id());
  }
  return DescribeCase(*file, reader, context.clock.Now());
}

absl::StatusOr<v1::ListCasesResponse> ListCases(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListCasesRequest& request) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  const std::string& after = request.page_token();
  if (!after.empty() && !CheckCaseId(after).ok()) return BadPageToken();
  v1::ListCasesResponse page;
  const auto add = [&](const CaseFile& file) {
    if (!IsWanted(request.statuses(), static_cast<int>(file.status())) ||
        (!request.programme_id().empty() &&
         request.programme_id() != file.programme_id()) ||
        !model::MaySeeCase(file, reader)) {
      return true;
    }
    if (page.cases_size() == size) {
      page.set_next_page_token(page.cases(size - 1).case_id());
      return false;
    }
    *page.add_cases() = SummariseCase(file, reader);
    return true;
  };
  RETURN_IF_ERROR(context.ledger.VisitCaseFiles(after, add));
  return page;
}

absl::StatusOr<v1::ListReferralsResponse> ListReferrals(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListReferralsRequest& request) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const PlaceInCase after, ParsePlace(request.page_token()));
  ReferralPage page(request, reader, context.clock.Now(), size);
  if (!request.case_id().empty()) {
    RETURN_IF_ERROR(CheckCaseId(request.case_id()));
    ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                     context.ledger.ReadCaseFile(request.case_id()));
    const bool begun = request.case_id() == after.case_id;
    if (file.has_value()) page.Add(*file, begun ? after.index + 1 : 0);
    return page.Take();
  }
  RETURN_IF_ERROR(VisitAfter(
      context.ledger, after,
      [&](const CaseFile& file, int first) { return page.Add(file, first); }));
  return page.Take();
}

absl::StatusOr<v1::LookUpServicesResponse> LookUpServices(
    const RouterContext& context, const v1::LookUpServicesRequest& request) {
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(const model::Programme* programme,
                   ProgrammeOf(policy, request.programme_id()));
  return FindOffers(request, *programme, *policy.directory, *policy.capacity);
}

absl::StatusOr<v1::Report> GetReport(const RouterContext& context,
                                     const v1::GetReportRequest& request) {
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(const model::Programme* programme,
                   ProgrammeOf(policy, request.programme_id()));
  const LedgerHead head = context.ledger.Head();
  const absl::Time now = context.clock.Now();
  model::ReportBuilder builder(*programme);
  model::ResponseTimes times(now);
  RETURN_IF_ERROR(context.ledger.VisitCaseFiles("", [&](const CaseFile& file) {
    builder.Add(file);
    if (file.programme_id() == request.programme_id()) times.Add(file);
    return true;
  }));
  ASSIGN_OR_RETURN(const storage::v1::RouterFile router_file,
                   context.ledger.ReadRouterFile());
  v1::Report report = builder.Finish();
  report.set_erased_cases(
      static_cast<std::uint32_t>(router_file.erased_case_count()));
  for (v1::Report::ResponseTimes& row : times.Rows()) {
    *report.add_response_times() = std::move(row);
  }
  *report.mutable_as_of_time() = evidence::ToTimestamp(now);
  report.set_as_of_position(head.position);
  return report;
}

absl::StatusOr<v1::NeedsExport> ExportNeeds(
    const RouterContext& context, const v1::ExportNeedsRequest& request) {
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(const model::Programme* programme,
                   ProgrammeOf(policy, request.programme_id()));
  const absl::Time now = context.clock.Now();
  model::NeedsExporter exporter(*programme,
                                absl::ToCivilDay(now, programme->time_zone()));
  RETURN_IF_ERROR(context.ledger.VisitCaseFiles("", [&](const CaseFile& file) {
    exporter.Add(file);
    return true;
  }));
  v1::NeedsExport needs = exporter.Finish();
  *needs.mutable_as_of_time() = evidence::ToTimestamp(now);
  return needs;
}

}  // namespace referral::router
