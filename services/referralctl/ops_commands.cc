// The router as a whole: status, agencies, inboxes, parked messages.
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/model/timestamps.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/commands.h"
#include "services/referralctl/format.h"
#include "services/referralctl/needs_view.h"
#include "services/referralctl/programme_choice.h"
#include "services/referralctl/report_view.h"

namespace referral::referralctl {
namespace {

using OpsStub = v1::OpsService::Stub;

std::string Since(const google::protobuf::Timestamp& then, absl::Time now) {
  if (then.seconds() == 0) return std::string(kAbsent);
  return Length(now - model::ToTime(then));
}

Cell Number(std::uint64_t number, Tone if_not_zero) {
  return {Count(number), number == 0 ? Tone::kDim : if_not_zero};
}

std::string AgencyTable(
    const google::protobuf::RepeatedPtrField<v1::AgencyStatus>& agencies,
    absl::Time now, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const v1::AgencyStatus& agency : agencies) {
    const bool known = agency.last_contact_time().seconds() != 0;
    rows.push_back(
        {{agency.agency()},
         {agency.connected() ? "now" : Since(agency.last_contact_time(), now),
          agency.connected() ? Tone::kGood
                             : (known ? Tone::kWarn : Tone::kDim)},
         Number(agency.outbox().depth(), Tone::kWarn),
         {Since(agency.outbox().oldest_time(), now)},
         Number(agency.inbox().depth(), Tone::kPlain),
         {Since(agency.inbox().oldest_time(), now)},
         Number(agency.inbox().parked_cases(), Tone::kBad),
         {agency.software_version().empty() ? std::string(kAbsent)
                                            : agency.software_version()}});
  }
  return RenderTable({{"AGENCY"},
                      {"CONTACT"},
                      {"OUTBOX", true},
                      {"OLDEST", true},
                      {"INBOX", true},
                      {"OLDEST", true},
                      {"PARKED", true},
                      {"VERSION"}},
                     rows, style);
}

std::string ClockLine(const v1::RouterStatus& status, const Style& style) {
  if (status.clocks_stopped()) {
    const absl::Duration leap = absl::Seconds(status.clock_leap().seconds());
    return absl::StrCat(
        "Clocks  ",
        Paint(absl::StrCat("stand still: the router's clock leapt ",
                           Length(absl::AbsDuration(leap)),
                           leap < absl::ZeroDuration() ? " back" : " ahead",
                           "; see 'referralctl clock confirm'"),
              Tone::kBad, style),
        "\n");
  }
  return absl::StrCat(
      "Clocks  next ",
      status.has_next_deadline_time() ? Moment(status.next_deadline_time())
                                      : std::string(kAbsent),
      ", ", Count(status.deadlines_passed()), " ran out since the start\n");
}

}  // namespace

absl::Status ShowStatus(const Session& session) {
  OpsStub stub(session.channel());
  ASSIGN_OR_RETURN(
      const v1::RouterStatus status,
      Call(session, stub, &OpsStub::GetStatus, v1::GetStatusRequest()));
  if (session.settings().json) {
    PrintJson(status);
    return absl::OkStatus();
  }
  const Style& style = session.style();
  const absl::Time now = model::ToTime(status.now_time());
  if (status.insecure()) {
    Print(
        Paint("INSECURE: plain text, unsigned, loopback only; never for "
              "real people\n",
              Tone::kBad, style));
  }
  Print(absl::StrCat("Router ", status.home(), "  version ",
                     status.software_version(), "  up ",
                     Since(status.started_time(), now), "\n"));
  Print(absl::StrCat(
      "Log     ", Count(status.last_position()), " records in ",
      Count(status.case_count()), " cases, ", Bytes(status.store_bytes()),
      status.verified_position() == 0
          ? ""
          : absl::StrCat(", read back to ", Count(status.verified_position())),
      "\n"));
  Print(absl::StrCat(
      "Queue   ", Count(status.queued_messages()), " waiting   Parked  ",
      Paint(Count(status.parked_count()),
            status.parked_count() == 0 ? Tone::kPlain : Tone::kBad, style),
      "\n"));
  Print(ClockLine(status, style));
  if (!status.insecure()) {
    Print(absl::StrCat("Keys    signs with ", status.signing_key_id(),
                       ", sealed under master key ", status.master_key_id(),
                       "\n"));
  }
  if (status.unconfirmed_withdrawals() > 0) {
    Print(absl::StrCat(
        "Consent ",
        Paint(absl::StrCat(Count(status.unconfirmed_withdrawals()),
                           " withdrawals not yet confirmed by an agency"),
              Tone::kWarn, style),
        "\n"));
  }
  for (const v1::ConfigStatus& config : status.configs()) {
    Print(
        absl::StrCat("Config  ", config.id(), " version ", config.version(),
                     "  ", config.digest().substr(0, 12),
                     config.differs_on_disk()
                         ? Paint("  differs on disk: see 'referralctl reload'",
                                 Tone::kWarn, style)
                         : "",
                     "\n"));
  }
  Print("\n");
  Print(AgencyTable(status.agencies(), now, style));
  return absl::OkStatus();
}

absl::Status ShowReport(const Session& session, const std::string& programme) {
  v1::RouterService::Stub stub(session.channel());
  v1::GetReportRequest request;
  ASSIGN_OR_RETURN(*request.mutable_programme_id(),
                   ProgrammeOr(session, programme));
  ASSIGN_OR_RETURN(
      const v1::Report report,
      Call(session, stub, &v1::RouterService::Stub::GetReport, request));
  Print(session.settings().json ? absl::StrCat(ReportJson(report), "\n")
                                : ReportText(report, session.style()));
  return absl::OkStatus();
}

absl::Status ExportNeeds(const Session& session, const std::string& programme,
                         NeedsFormat format) {
  v1::RouterService::Stub stub(session.channel());
  v1::ExportNeedsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_programme_id(),
                   ProgrammeOr(session, programme));
  ASSIGN_OR_RETURN(
      const v1::NeedsExport needs,
      Call(session, stub, &v1::RouterService::Stub::ExportNeeds, request));
  if (format == NeedsFormat::kCsv) {
    Print(NeedsCsv(needs));
  } else if (format == NeedsFormat::kJson || session.settings().json) {
    PrintJson(needs);
  } else {
    Print(NeedsText(needs, session.style()));
  }
  return absl::OkStatus();
}

absl::Status ConfirmClock(const Session& session, const std::string& reason) {
  OpsStub stub(session.channel());
  v1::ConfirmClockRequest request;
  request.set_reason(reason);
  ASSIGN_OR_RETURN(const v1::ConfirmClockResponse response,
                   Call(session, stub, &OpsStub::ConfirmClock, request));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  Print(absl::StrCat("Clocks run again; recorded as ",
                     response.router_log_sequence(),
                     " in the router's own log.\n"));
  return absl::OkStatus();
}

absl::Status ListAgencies(const Session& session) {
  OpsStub stub(session.channel());
  ASSIGN_OR_RETURN(
      const v1::ListAgenciesResponse response,
      Call(session, stub, &OpsStub::ListAgencies, v1::ListAgenciesRequest()));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const v1::AgencyStatus& agency : response.agencies()) {
    rows.push_back({{agency.agency()},
                    {ToText(agency.role())},
                    {agency.connected() ? "connected" : "away",
                     agency.connected() ? Tone::kGood : Tone::kDim},
                    {Moment(agency.last_contact_time())},
                    {agency.name()}});
  }
  Print(RenderTable({{"AGENCY"},
                     {"ROLE"},
                     {"STREAM"},
                     {"LAST CONTACT"},
                     {"NAME", false, Fit::kCut}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ListInboxes(const Session& session) {
  OpsStub stub(session.channel());
  ASSIGN_OR_RETURN(
      const v1::ListInboxesResponse response,
      Call(session, stub, &OpsStub::ListInboxes, v1::ListInboxesRequest()));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const v1::InboxStatus& inbox : response.inboxes()) {
    rows.push_back({{inbox.agency()},
                    Number(inbox.depth(), Tone::kPlain),
                    {Moment(inbox.oldest_time())},
                    Number(inbox.out(), Tone::kPlain),
                    Number(inbox.parked_cases(), Tone::kBad),
                    {Count(inbox.cursor_position())}});
  }
  Print(RenderTable({{"AGENCY"},
                     {"DEPTH", true},
                     {"OLDEST"},
                     {"OUT", true},
                     {"PARKED", true},
                     {"CURSOR", true}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ListParked(const Session& session, const std::string& agency) {
  OpsStub stub(session.channel());
  v1::ListParkedRequest request;
  request.set_agency(agency);
  ASSIGN_OR_RETURN(const v1::ListParkedResponse response,
                   Call(session, stub, &OpsStub::ListParked, request));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  if (response.parked().empty()) {
    Print("Nothing is parked.\n");
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const auto& parked : response.parked()) {
    rows.push_back({{parked.agency()},
                    {parked.case_id()},
                    {Count(parked.sequence())},
                    {Count(parked.attempts())},
                    {parked.reason_code(), Tone::kBad},
                    {Count(parked.held_back())},
                    {parked.origin()},
                    {Moment(parked.parked_time())}});
  }
  Print(RenderTable({{"AGENCY"},
                     {"CASE"},
                     {"SEQ", true},
                     {"TRIES", true},
                     {"REASON", false, Fit::kCut},
                     {"BEHIND", true},
                     {"FROM"},
                     {"SINCE", false, Fit::kOptional}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ActOnParked(const Session& session, ParkedAction action,
                         const std::string& agency, const std::string& case_id,
                         const std::string& reason) {
  OpsStub stub(session.channel());
  v1::ParkedRequest request;
  request.set_agency(agency);
  request.set_case_id(case_id);
  request.set_reason(reason);
  const bool replay = action == ParkedAction::kReplay;
  ASSIGN_OR_RETURN(
      const v1::ParkedResponse response,
      Call(session, stub,
           replay ? &OpsStub::ReplayParked : &OpsStub::DropParked, request));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  Print(absl::StrCat(replay ? "Replayed " : "Dropped ", case_id, " in ", agency,
                     "'s inbox; act ", response.router_log_sequence(),
                     " of the router's log.\n"));
  return absl::OkStatus();
}

absl::Status Reload(const Session& session, const std::string& reason) {
  OpsStub stub(session.channel());
  v1::ReloadRequest request;
  request.set_reason(reason);
  ASSIGN_OR_RETURN(const v1::ReloadResponse response,
                   Call(session, stub, &OpsStub::Reload, request));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  for (const v1::ConfigStatus& config : response.configs()) {
    Print(absl::StrCat(config.id(), " version ", config.version(), "\n"));
  }
  return absl::OkStatus();
}

absl::Status RotateMasterKey(const Session& session,
                             const std::string& reason) {
  OpsStub stub(session.channel());
  v1::RotateMasterKeyRequest request;
  request.set_reason(reason);
  // As long as it takes: every frame is a step.
  grpc::ClientContext context;
  session.PrepareStream(context);
  const auto stream = stub.RotateMasterKey(&context, request);
  v1::RotateMasterKeyResponse progress;
  const bool live = session.style().colour && !session.settings().json;
  while (stream->Read(&progress)) {
    if (!live || progress.done()) continue;
    Print(absl::StrCat("\r", Count(progress.keys_wrapped()), " of ",
                       Count(progress.keys_total()), " keys"));
    std::fflush(stdout);
  }
  const grpc::Status status = stream->Finish();
  if (live) Print("\r");
  if (!status.ok()) return rpc::FromGrpc(status);
  if (session.settings().json) {
    PrintJson(progress);
    return absl::OkStatus();
  }
  Print(absl::StrCat("Wrapped ", Count(progress.keys_wrapped()),
                     " keys with master key ", progress.master_key_id(),
                     "; act ", progress.router_log_sequence(),
                     " of the router's log.\nOlder keys may be taken out of "
                     "the master key file.\n"));
  return absl::OkStatus();
}

absl::Status EraseCase(const Session& session, const std::string& case_id,
                       const std::string& approver, const std::string& reason) {
  OpsStub stub(session.channel());
  v1::EraseCaseRequest request;
  ASSIGN_OR_RETURN(*request.mutable_case_id(), CaseIdArgument(case_id));
  request.set_approver(approver);
  request.set_reason(reason);
  ASSIGN_OR_RETURN(const v1::EraseCaseResponse response,
                   Call(session, stub, &OpsStub::EraseCase, request));
  if (session.settings().json) {
    PrintJson(response);
    return absl::OkStatus();
  }
  Print(absl::StrCat("Case ", request.case_id(),
                     " is erased: nobody can read it any more, and its "
                     "records still verify; act ",
                     response.router_log_sequence(),
                     " of the router's log.\nAgencies erase what they hold "
                     "when they next connect.\n"));
  return absl::OkStatus();
}

}  // namespace referral::referralctl
