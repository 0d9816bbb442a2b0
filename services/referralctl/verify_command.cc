// Verification: what the router finds in its records, and whether it still has
// what it gave receipts for.
#include <algorithm>
#include <map>
#include <set>

#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/evidence/key_book.h"
#include "common/evidence/receipt.h"
#include "common/evidence/signature.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/commands.h"
#include "services/referralctl/findings_view.h"
#include "services/referralctl/format.h"
#include "services/referralctl/progress_line.h"
#include "services/referralctl/receipt_check.h"
#include "services/referralctl/receipt_files.h"
#include "services/referralctl/server_stream.h"

namespace referral::referralctl {
namespace {

// Receipts that verify by themselves, by case.
using Receipts = std::map<std::string, std::vector<v1::Receipt>>;

// By itself. No log is longer than all of them together.
absl::Status CheckReceipt(const v1::Receipt& receipt,
                          const evidence::KeyBook& book,
                          const evidence::SignatureCheck& check) {
  RETURN_IF_ERROR(evidence::VerifySignedReceipt(receipt, book, check));
  if (receipt.sequence() > receipt.position()) {
    return MakeError(Reason::kInvalidField,
                     "the sequence is beyond the position", "receipt.sequence");
  }
  return absl::OkStatus();
}

// Reads the receipts; those that prove nothing become findings. Errors: those
// of the files.
absl::StatusOr<Receipts> ReadReceipts(const VerifyQuestion& question,
                                      v1::VerifyCasesResponse& result,
                                      std::uint64_t& count) {
  ASSIGN_OR_RETURN(const config::LoadedDeployment loaded,
                   config::LoadDeployment(question.deployment));
  const evidence::KeyBook book(loaded.deployment);
  const evidence::SignatureCheck check;
  std::vector<absl::Status> unread;
  ASSIGN_OR_RETURN(const std::vector<FiledReceipt> filed,
                   ReadReceiptDir(question.receipts_dir, unread));
  for (const absl::Status& status : unread) {
    *result.add_findings() =
        MakeFinding("", 0, v1::FINDING_KIND_UNSPECIFIED, status);
  }
  Receipts receipts;
  for (const FiledReceipt& one : filed) {
    const std::string& case_id = one.receipt.case_id();
    if (!question.case_id.empty() && case_id != question.case_id) continue;
    ++count;
    const absl::Status status = CheckReceipt(one.receipt, book, check);
    if (status.ok()) {
      receipts[case_id].push_back(one.receipt);
    } else {
      Finding& finding = *result.add_findings();
      finding = MakeFinding(case_id, one.receipt.sequence(),
                            v1::FINDING_KIND_UNSPECIFIED, status);
      finding.set_message(absl::StrCat(finding.message(), " in ", one.file));
    }
  }
  for (auto& [case_id, of_case] : receipts) {
    std::sort(of_case.begin(), of_case.end(),
              [](const v1::Receipt& one, const v1::Receipt& other) {
                return one.sequence() < other.sequence();
              });
  }
  return receipts;
}

absl::Status AskTheServer(const Session& session, const std::string& case_id,
                          const ProgressLine& progress,
                          v1::VerifyCasesResponse& result) {
  v1::OpsService::Stub stub(session.channel());
  v1::VerifyCasesRequest request;
  request.set_case_id(case_id);
  return ReadStream<v1::VerifyCasesResponse>(
      session,
      [&](grpc::ClientContext* context, grpc::CompletionQueue* queue) {
        return stub.PrepareAsyncVerifyCases(context, request, queue);
      },
      [&](const v1::VerifyCasesResponse& frame) {
        for (const Finding& finding : frame.findings()) {
          *result.add_findings() = finding;
        }
        result.set_cases_checked(frame.cases_checked());
        result.set_records_checked(frame.records_checked());
        result.set_cases_total(frame.cases_total());
        result.set_done(frame.done());
        progress.Show(ProgressText(result));
        return true;
      });
}

// Reads heads from `from` on, up to `last` or where the log ends or cannot be
// read. Returns the sequence after the last that was dealt with.
absl::StatusOr<std::uint64_t> ReadHeads(const Session& session,
                                        const std::string& case_id,
                                        std::uint64_t from, std::uint64_t last,
                                        ShownLog& log) {
  v1::RouterService::Stub stub(session.channel());
  v1::ReadCaseLogRequest request;
  request.set_case_id(case_id);
  request.set_from_sequence(from);
  request.set_heads_only(true);
  std::uint64_t next = from;
  absl::Status unread;
  const absl::Status status = ReadStream<v1::ReadCaseLogResponse>(
      session,
      [&](grpc::ClientContext* context, grpc::CompletionQueue* queue) {
        return stub.PrepareAsyncReadCaseLog(context, request, queue);
      },
      [&](const v1::ReadCaseLogResponse& frame) {
        auto shown = Show(frame.record());
        if (shown.ok()) {
          log.insert_or_assign(shown->first, std::move(shown->second));
          next = shown->first < next ? next + 1 : shown->first + 1;
        } else {
          log.insert_or_assign(next++, shown.status());
        }
        return next <= last;
      });
  if (HasReason(status, Reason::kCaseNotFound)) return last + 1;
  if (HasReason(status, Reason::kStoreCorrupt)) {
    log.insert_or_assign(next, status);
    return next + 1;
  }
  RETURN_IF_ERROR(status);
  return next == from ? from + 1 : next;
}

// Of the log of a case, what is needed for its receipts.
absl::StatusOr<ShownLog> ReadLog(const Session& session,
                                 const std::string& case_id,
                                 const std::vector<v1::Receipt>& receipts) {
  std::set<std::uint64_t> needed;
  for (const v1::Receipt& receipt : receipts) {
    needed.insert(receipt.sequence());
  }
  ShownLog log;
  // The server's answer ends where a record is missing: goes on behind it.
  for (auto next = needed.begin(); next != needed.end();) {
    ASSIGN_OR_RETURN(const std::uint64_t read_to,
                     ReadHeads(session, case_id, *next, *needed.rbegin(), log));
    next = needed.lower_bound(read_to);
  }
  return log;
}

absl::Status HoldAgainstServer(const Session& session, const Receipts& receipts,
                               const ProgressLine& progress,
                               v1::VerifyCasesResponse& result) {
  std::uint64_t cases = 0;
  for (const auto& [case_id, of_case] : receipts) {
    progress.Show(absl::StrCat("receipts of ", Count(++cases), " of ",
                               Count(receipts.size()), " cases"));
    ASSIGN_OR_RETURN(const ShownLog log, ReadLog(session, case_id, of_case));
    for (const v1::Receipt& receipt : of_case) {
      const absl::optional<Finding> finding = HoldAgainst(log, receipt);
      if (finding.has_value()) *result.add_findings() = *finding;
    }
  }
  return absl::OkStatus();
}

absl::Status Verify(const Session& session, const VerifyQuestion& question,
                    absl::optional<std::uint64_t>& receipt_count,
                    v1::VerifyCasesResponse& result) {
  Receipts receipts;
  if (!question.receipts_dir.empty()) {
    std::uint64_t count = 0;
    ASSIGN_OR_RETURN(receipts, ReadReceipts(question, result, count));
    receipt_count = count;
  }
  const ProgressLine progress;
  const absl::Status status =
      AskTheServer(session, question.case_id, progress, result);
  // A case that is gone, and that a receipt says there was, is a finding.
  if (HasReason(status, Reason::kCaseNotFound) && !receipts.empty()) {
    result.set_done(true);
  } else {
    RETURN_IF_ERROR(status);
  }
  return HoldAgainstServer(session, receipts, progress, result);
}

}  // namespace

absl::StatusOr<bool> VerifyCases(const Session& session,
                                 const VerifyQuestion& asked) {
  VerifyQuestion question = asked;
  if (!question.case_id.empty() && !IsRouterLogId(question.case_id)) {
    ASSIGN_OR_RETURN(question.case_id, CaseIdArgument(question.case_id));
  }
  v1::VerifyCasesResponse result;
  absl::optional<std::uint64_t> receipts;
  RETURN_IF_ERROR(Verify(session, question, receipts, result));
  if (session.settings().json) {
    PrintJson(result);
  } else {
    Print(FindingsText(result, receipts, session.style()));
  }
  return result.findings().empty() && result.done();
}

}  // namespace referral::referralctl
