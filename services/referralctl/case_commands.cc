// Cases and referrals, in codes.
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/case_view.h"
#include "services/referralctl/commands.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using RouterStub = v1::RouterService::Stub;

// Referral ids are long; the first eight characters tell them apart in a case.
std::string Short(const std::string& referral_id) {
  return referral_id.substr(0, 8);
}

Tone ToneOf(v1::CaseStatus status) {
  switch (status) {
    case v1::CASE_STATUS_CLOSED:
    case v1::CASE_STATUS_FOLLOW_UP:
    case v1::CASE_STATUS_ARCHIVED:
    case v1::CASE_STATUS_ERASED:
    case v1::CASE_STATUS_REJECTED:
      return Tone::kDim;
    case v1::CASE_STATUS_SUSPENDED:
      return Tone::kWarn;
    default:
      return Tone::kPlain;
  }
}

Tone ToneOf(v1::ReferralStatus status) {
  switch (status) {
    case v1::REFERRAL_STATUS_COMPLETED:
      return Tone::kGood;
    case v1::REFERRAL_STATUS_FAILED:
    case v1::REFERRAL_STATUS_REJECTED:
      return Tone::kBad;
    case v1::REFERRAL_STATUS_ON_HOLD:
      return Tone::kWarn;
    default:
      return Tone::kPlain;
  }
}

// `with_case`: of several cases; the case takes the place of the short id.
std::string ReferralTable(const std::vector<v1::ReferralSummary>& referrals,
                          bool with_case, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const v1::ReferralSummary& referral : referrals) {
    const bool overdue = referral.overdue() && !referral.outcome_settled();
    rows.push_back(
        {{with_case ? referral.case_id() : Short(referral.referral_id())},
         {referral.service_code()},
         {referral.requester()},
         {referral.receiver()},
         {Count(referral.people_count())},
         {ToText(referral.status()), ToneOf(referral.status())},
         {referral.outcome_settled() ? "closed"
          : overdue                  ? "overdue"
                                     : "open",
          overdue ? Tone::kBad : Tone::kDim},
         {referral.referral_id(), Tone::kDim}});
  }
  return RenderTable({{with_case ? "CASE" : "REFERRAL"},
                      {"SERVICE", false, Fit::kCut},
                      {"FROM"},
                      {"TO"},
                      {"PEOPLE", true},
                      {"STATUS"},
                      {"LOOP"},
                      {"REFERRAL ID", false, Fit::kOptional}},
                     rows, style);
}

// "referral accepted" is "accepted": the row names the referral.
std::string ActText(const v1::CaseTimeline::Entry& entry) {
  const std::string words = Words(entry.act(), "");
  return entry.referral_id().empty()
             ? words
             : std::string(absl::StripPrefix(words, "referral "));
}

// The status that the act led to, where the act's name does not say it.
std::string StatusText(const v1::CaseTimeline::Entry& entry) {
  if (entry.case_status() != v1::CASE_STATUS_UNSPECIFIED) {
    return absl::StrCat("case ", ToText(entry.case_status()));
  }
  if (entry.referral_status() == v1::REFERRAL_STATUS_UNSPECIFIED) return "";
  const std::string status = ToText(entry.referral_status());
  return status == ActText(entry) ? "" : status;
}

}  // namespace

absl::Status ListCases(const Session& session, const CaseFilter& filter) {
  RouterStub stub(session.channel());
  v1::ListCasesRequest request;
  request.set_programme_id(filter.programme);
  for (const std::string& status : filter.statuses) {
    ASSIGN_OR_RETURN(
        const v1::CaseStatus parsed,
        ParseEnum<v1::CaseStatus>(status, "--status", "CASE_STATUS_",
                                  &v1::CaseStatus_Parse));
    request.add_statuses(parsed);
  }
  ASSIGN_OR_RETURN(
      std::vector<v1::CaseSummary> cases,
      AllPages<v1::CaseSummary>(
          request, filter.limit,
          [&](const v1::ListCasesRequest& page) {
            return Call(session, stub, &RouterStub::ListCases, page);
          },
          [](v1::ListCasesResponse& page) { return page.mutable_cases(); }));
  if (session.settings().json) {
    v1::ListCasesResponse all;
    for (auto& row : cases) *all.add_cases() = std::move(row);
    PrintJson(all);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const v1::CaseSummary& row : cases) {
    rows.push_back(
        {{row.case_id()},
         {ToText(row.status()), ToneOf(row.status())},
         {Count(row.people_count())},
         {Count(row.referral_count())},
         {Count(row.open_referral_count())},
         {ToText(row.applied_date())},
         {ToText(row.closed_date())},
         {absl::StrCat(row.programme_id(), " v", row.programme_version())}});
  }
  Print(RenderTable({{"CASE"},
                     {"STATUS"},
                     {"PEOPLE", true},
                     {"REFERRED", true},
                     {"OPEN", true},
                     {"APPLIED"},
                     {"CLOSED"},
                     {"PROGRAMME", false, Fit::kOptional}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ShowCase(const Session& session, const std::string& case_id) {
  RouterStub stub(session.channel());
  v1::GetCaseRequest request;
  ASSIGN_OR_RETURN(*request.mutable_case_id(), CaseIdArgument(case_id));
  ASSIGN_OR_RETURN(const v1::Case shown,
                   Call(session, stub, &RouterStub::GetCase, request));
  if (session.settings().json) {
    PrintJson(shown);
    return absl::OkStatus();
  }
  Print(CaseText(shown));
  if (!shown.referrals().empty()) {
    Print("\n");
    Print(ReferralTable({shown.referrals().begin(), shown.referrals().end()},
                        false, session.style()));
  }
  return absl::OkStatus();
}

absl::Status ShowTimeline(const Session& session, const std::string& case_id) {
  RouterStub stub(session.channel());
  v1::GetCaseTimelineRequest request;
  ASSIGN_OR_RETURN(*request.mutable_case_id(), CaseIdArgument(case_id));
  ASSIGN_OR_RETURN(const v1::CaseTimeline timeline,
                   Call(session, stub, &RouterStub::GetCaseTimeline, request));
  if (session.settings().json) {
    PrintJson(timeline);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const auto& entry : timeline.entries()) {
    rows.push_back({{Count(entry.sequence()), Tone::kDim},
                    {ToText(entry.occurred_date())},
                    {entry.sender()},
                    {ActText(entry)},
                    {StatusText(entry), Tone::kGood},
                    {Short(entry.referral_id()), Tone::kDim},
                    {Moment(entry.recorded_time()), Tone::kDim}});
  }
  Print(absl::StrCat("Case ", timeline.summary().case_id(), ", ",
                     ToText(timeline.summary().status()), "\n\n"));
  Print(RenderTable({{"SEQ", true},
                     {"DATE"},
                     {"FROM"},
                     {"ACT", false, Fit::kCut},
                     {"STATUS"},
                     {"REFERRAL"},
                     {"RECORDED", false, Fit::kOptional}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ListReferrals(const Session& session,
                           const ReferralFilter& filter) {
  RouterStub stub(session.channel());
  v1::ListReferralsRequest request;
  for (const std::string& status : filter.statuses) {
    ASSIGN_OR_RETURN(
        const v1::ReferralStatus parsed,
        ParseEnum<v1::ReferralStatus>(status, "--status", "REFERRAL_STATUS_",
                                      &v1::ReferralStatus_Parse));
    request.add_statuses(parsed);
  }
  if (!filter.case_id.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_case_id(),
                     CaseIdArgument(filter.case_id));
  }
  request.set_agency(filter.agency);
  request.set_service_code(filter.service);
  request.set_overdue(filter.overdue);
  request.set_lodging_missing(filter.lodging_missing);
  ASSIGN_OR_RETURN(std::vector<v1::ReferralSummary> referrals,
                   AllPages<v1::ReferralSummary>(
                       request, filter.limit,
                       [&](const v1::ListReferralsRequest& page) {
                         return Call(session, stub, &RouterStub::ListReferrals,
                                     page);
                       },
                       [](v1::ListReferralsResponse& page) {
                         return page.mutable_referrals();
                       }));
  if (session.settings().json) {
    v1::ListReferralsResponse all;
    for (auto& row : referrals) *all.add_referrals() = std::move(row);
    PrintJson(all);
    return absl::OkStatus();
  }
  Print(ReferralTable(referrals, true, session.style()));
  return absl::OkStatus();
}

}  // namespace referral::referralctl
