#include "services/router/rpc/case_calls.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/evidence/timestamp.h"
#include "common/model/report.h"
#include "services/router/core/lists.h"

namespace referral::router {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

absl::StatusOr<int> PageSize(std::uint32_t asked) {
  if (asked > kMaxListPage) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("a page has 1 to ", kMaxListPage, " rows"),
                     "page_size");
  }
  return static_cast<int>(asked == 0 ? kDefaultListPage : asked);
}

absl::Status BadToken() {
  return MakeError(Reason::kInvalidField, "not a token of an earlier page",
                   "page_token");
}

template <typename List, typename Value>
bool IsWanted(const List& wanted, Value value) {
  return wanted.empty() ||
         std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Where a page of referrals begins: after referral `index` of a case.
struct ReferralPlace {
  std::string case_id;
  int index = -1;
};

absl::StatusOr<ReferralPlace> ParsePlace(const std::string& token) {
  ReferralPlace place;
  if (token.empty()) return place;
  const std::vector<std::string> pieces = absl::StrSplit(token, '.');
  if (pieces.size() != 2 || !CheckCaseId(pieces[0]).ok() ||
      !absl::SimpleAtoi(pieces[1], &place.index) || place.index < 0) {
    return BadToken();
  }
  place.case_id = pieces[0];
  return place;
}

// Looks at the row as the reader sees it.
bool IsWanted(const v1::ListReferralsRequest& request,
              const v1::ReferralSummary& row) {
  return IsWanted(request.statuses(), static_cast<int>(row.status())) &&
         (request.agency().empty() || request.agency() == row.requester() ||
          request.agency() == row.receiver()) &&
         (request.service_code().empty() ||
          request.service_code() == row.service_code());
}

// A page of referrals under way.
class ReferralPage {
 public:
  ReferralPage(const v1::ListReferralsRequest& request,
               const model::Reader& reader, absl::Time now, int size,
               ReferralPlace after)
      : request_(request),
        reader_(reader),
        now_(now),
        size_(size),
        after_(std::move(after)) {}

  // False once the page is full and there is more.
  bool Add(const CaseFile& file) {
    const int first = file.case_id() == after_.case_id ? after_.index + 1 : 0;
    for (int i = first; i < file.referrals_size(); ++i) {
      const CaseReferral& referral = file.referrals(i);
      if (!model::MaySeeReferral(file, referral, reader_)) continue;
      v1::ReferralSummary row =
          SummariseReferral(file, referral, reader_, now_);
      if (!IsWanted(request_, row)) continue;
      if (page_.referrals_size() == size_) {
        page_.set_next_page_token(last_);
        return false;
      }
      *page_.add_referrals() = std::move(row);
      last_ = absl::StrCat(file.case_id(), ".", i);
    }
    return true;
  }

  v1::ListReferralsResponse Take() { return std::move(page_); }

 private:
  const v1::ListReferralsRequest& request_;
  const model::Reader& reader_;
  const absl::Time now_;
  const int size_;
  const ReferralPlace after_;
  v1::ListReferralsResponse page_;
  std::string last_;
};

v1::LookUpServicesResponse::Offer OfferOf(const config::v1::Service& service) {
  v1::LookUpServicesResponse::Offer offer;
  offer.set_service_code(service.code());
  offer.set_title(service.title());
  *offer.mutable_providers() = service.providers();
  offer.set_response_working_days(service.response_working_days());
  *offer.mutable_categories() = service.categories();
  offer.set_unit(service.unit());
  return offer;
}

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
  if (!after.empty() && !CheckCaseId(after).ok()) return BadToken();
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
  ASSIGN_OR_RETURN(const ReferralPlace after, ParsePlace(request.page_token()));
  ReferralPage page(request, reader, context.clock.Now(), size, after);
  if (!request.case_id().empty()) {
    RETURN_IF_ERROR(CheckCaseId(request.case_id()));
    ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                     context.ledger.ReadCaseFile(request.case_id()));
    if (file.has_value()) page.Add(*file);
    return page.Take();
  }
  if (!after.case_id.empty()) {
    ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                     context.ledger.ReadCaseFile(after.case_id));
    if (file.has_value() && !page.Add(*file)) return page.Take();
  }
  RETURN_IF_ERROR(context.ledger.VisitCaseFiles(
      after.case_id, [&](const CaseFile& file) { return page.Add(file); }));
  return page.Take();
}

absl::StatusOr<v1::LookUpServicesResponse> LookUpServices(
    const RouterContext& context, const v1::LookUpServicesRequest& request) {
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(const model::Programme* programme,
                   ProgrammeOf(policy, request.programme_id()));
  v1::LookUpServicesResponse response;
  if (request.need_code().empty()) {
    for (const config::v1::Service& service : programme->config().services()) {
      *response.add_offers() = OfferOf(service);
    }
    return response;
  }
  const config::v1::Pathway* need = programme->FindNeed(request.need_code());
  if (need == nullptr) {
    return MakeError(Reason::kInvalidField, "the programme has no such need",
                     "need_code");
  }
  for (const std::string& code : need->service_codes()) {
    *response.add_offers() = OfferOf(*programme->FindService(code));
  }
  return response;
}

absl::StatusOr<v1::Report> GetReport(const RouterContext& context,
                                     const v1::GetReportRequest& request) {
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(const model::Programme* programme,
                   ProgrammeOf(policy, request.programme_id()));
  const LedgerHead head = context.ledger.Head();
  model::ReportBuilder builder(*programme);
  RETURN_IF_ERROR(context.ledger.VisitCaseFiles("", [&](const CaseFile& file) {
    builder.Add(file);
    return true;
  }));
  v1::Report report = builder.Finish();
  *report.mutable_as_of_time() = evidence::ToTimestamp(context.clock.Now());
  report.set_as_of_position(head.position);
  return report;
}

}  // namespace referral::router
