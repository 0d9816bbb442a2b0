// What an agency service's outbox holds.
#include "common/base/status_macros.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/commands.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using DeskStub = v1::ReferralDesk::Stub;

// The reason code of a refusal, else its message.
std::string WhyRefused(const google::rpc::Status& refusal) {
  const std::string reason = ReasonCode(rpc::FromProto(refusal));
  return reason.empty() ? refusal.message() : reason;
}

Tone ToneOf(v1::Submission::State state) {
  switch (state) {
    case v1::Submission::STATE_RECORDED:
      return Tone::kGood;
    case v1::Submission::STATE_REFUSED:
      return Tone::kBad;
    default:
      return Tone::kWarn;
  }
}

}  // namespace

absl::Status ListSubmissions(const Session& session, const std::string& state,
                             unsigned limit) {
  DeskStub stub(session.channel());
  v1::ListSubmissionsRequest request;
  if (!state.empty()) {
    ASSIGN_OR_RETURN(const auto parsed, ParseEnum<v1::Submission::State>(
                                            state, "--state", "STATE_",
                                            &v1::Submission::State_Parse));
    request.set_state(parsed);
  }
  ASSIGN_OR_RETURN(std::vector<v1::Submission> submissions,
                   AllPages<v1::Submission>(
                       request, limit,
                       [&](const v1::ListSubmissionsRequest& page) {
                         return Call(session, stub, &DeskStub::ListSubmissions,
                                     page);
                       },
                       [](v1::ListSubmissionsResponse& page) {
                         return page.mutable_submissions();
                       }));
  if (session.settings().json) {
    v1::ListSubmissionsResponse all;
    for (auto& row : submissions) *all.add_submissions() = std::move(row);
    PrintJson(all);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const v1::Submission& row : submissions) {
    const bool recorded = row.state() == v1::Submission::STATE_RECORDED;
    rows.push_back(
        {{row.case_id()},
         {row.message_id()},
         {Words(v1::Submission::State_Name(row.state()), "STATE_"),
          ToneOf(row.state())},
         {recorded ? absl::StrCat("position ", Count(row.receipt().position()))
          : row.has_refusal() ? WhyRefused(row.refusal())
                              : std::string(kAbsent)},
         {Moment(row.accepted_time())}});
  }
  Print(RenderTable({{"CASE"},
                     {"MESSAGE"},
                     {"STATE"},
                     {"VERDICT", false, Fit::kCut},
                     {"ACCEPTED", false, Fit::kOptional}},
                    rows, session.style()));
  return absl::OkStatus();
}

}  // namespace referral::referralctl
