// Receipts: checked without a connection, and kept.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/escaping.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/evidence/key_book.h"
#include "common/evidence/receipt.h"
#include "common/evidence/signature.h"
#include "common/model/timestamps.h"
#include "nlohmann/json.hpp"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/commands.h"
#include "services/referralctl/format.h"
#include "services/referralctl/receipt_files.h"

namespace referral::referralctl {
namespace {

using DeskStub = v1::ReferralDesk::Stub;

// What a receipt proves by itself, and what only its record does.
constexpr char kProves[] =
    "The signature proves that the router had recorded, at this position and\n"
    "time, a record with this digest. Case, sequence and message are what the\n"
    "receipt says; the record itself proves them: --record, or case verify\n"
    "--receipts.\n";
constexpr char kProvesAll[] =
    "The signature proves that the router had recorded, at this position and\n"
    "time, a record with this digest; the record proves case, sequence and,\n"
    "if it carries the message, the message.\n";

constexpr char kProvesNothing[] =
    "A receipt that does not verify proves nothing. Check that --deployment "
    "is\n"
    "the file of that router, and have the agency's service give the receipt\n"
    "again.\n";

struct Checked {
  std::string file;
  v1::Receipt receipt;  // empty if the file holds none
  absl::Status status;
};

std::string DigestText(const v1::Receipt& receipt) {
  return absl::BytesToHexString(receipt.record_digest());
}

std::string ResultText(const Checked& checked) {
  return checked.status.ok() ? "verifies" : ReasonCode(checked.status);
}

// Without the remedy, which is for who sends messages.
std::string WrongText(const Checked& checked) {
  const std::string where = Where(checked.status);
  return absl::StrCat(checked.file, ": ", ReasonCode(checked.status), "\n  ",
                      std::string(checked.status.message()),
                      where.empty() || where == checked.file ? "" : ": ",
                      where == checked.file ? "" : where);
}

std::string OneText(const Checked& checked, const Style& style) {
  const v1::Receipt& receipt = checked.receipt;
  std::string text;
  const auto line = [&](absl::string_view name, const std::string& value) {
    absl::StrAppend(&text, name, std::string(12 - name.size(), ' '), value,
                    "\n");
  };
  line("Receipt", checked.file);
  line("Result", Paint("verifies", Tone::kGood, style));
  line("Signed by", absl::StrCat("router ", HomeOf(receipt.case_id()), ", key ",
                                 receipt.proof().round_head().key_id()));
  line("Position", Count(receipt.position()));
  line("Recorded", Moment(receipt.recorded_time()));
  line("Digest", DigestText(receipt));
  line("Case", receipt.case_id());
  line("Sequence", Count(receipt.sequence()));
  line("Message", receipt.message_id());
  return text;
}

std::string TableOf(const std::vector<Checked>& all, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const Checked& checked : all) {
    const v1::Receipt& receipt = checked.receipt;
    if (receipt.case_id().empty()) {
      rows.push_back({{std::string(kAbsent)},
                      {std::string(kAbsent)},
                      {std::string(kAbsent)},
                      {ResultText(checked), Tone::kBad}});
      continue;
    }
    rows.push_back(
        {{receipt.case_id()},
         {Count(receipt.sequence())},
         {Count(receipt.position())},
         {ResultText(checked), checked.status.ok() ? Tone::kGood : Tone::kBad},
         {Moment(receipt.recorded_time())},
         {receipt.proof().round_head().key_id()},
         {receipt.message_id()}});
  }
  return RenderTable({{"CASE"},
                      {"SEQ", true},
                      {"POSITION", true},
                      {"RESULT"},
                      {"RECORDED", false, Fit::kOptional},
                      {"KEY", false, Fit::kOptional},
                      {"MESSAGE", false, Fit::kOptional}},
                     rows, style);
}

void PrintTexts(const std::vector<Checked>& all, bool with_record) {
  const Style style = StyleOfStdout();
  const bool one = all.size() == 1;
  std::uint64_t good = 0;
  std::string wrong;
  for (const Checked& checked : all) {
    if (checked.status.ok()) {
      ++good;
    } else {
      absl::StrAppend(&wrong, WrongText(checked), "\n");
    }
  }
  if (one && good == 1) Print(OneText(all[0], style));
  if (!one) Print(absl::StrCat(TableOf(all, style), "\n"));
  if (!wrong.empty()) Print(absl::StrCat(wrong, one ? "" : "\n"));
  if (!one) {
    Print(absl::StrCat(Count(good), " of ", Count(all.size()),
                       " receipts verify\n"));
  }
  if (good < all.size()) Print(absl::StrCat(one ? "\n" : "", kProvesNothing));
  if (good > 0) Print(absl::StrCat("\n", with_record ? kProvesAll : kProves));
}

void PrintAsJson(const std::vector<Checked>& all) {
  auto rows = nlohmann::ordered_json::array();
  for (const Checked& checked : all) {
    nlohmann::ordered_json row;
    row["file"] = checked.file;
    row["verifies"] = checked.status.ok();
    row["reason_code"] = ReasonCode(checked.status);
    row["message"] = std::string(checked.status.message());
    const v1::Receipt& receipt = checked.receipt;
    row["case_id"] = receipt.case_id();
    row["sequence"] = receipt.sequence();
    row["position"] = receipt.position();
    row["message_id"] = receipt.message_id();
    row["recorded_time"] = absl::FormatTime(
        "%Y-%m-%dT%H:%M:%E*SZ", model::ToTime(receipt.recorded_time()),
        absl::UTCTimeZone());
    row["record_digest"] = DigestText(receipt);
    row["key_id"] = receipt.proof().round_head().key_id();
    rows.push_back(std::move(row));
  }
  nlohmann::ordered_json out;
  out["receipts"] = std::move(rows);
  Print(absl::StrCat(
      out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace), "\n"));
}

}  // namespace

absl::StatusOr<bool> VerifyReceipts(const ReceiptQuestion& question,
                                    bool json) {
  ASSIGN_OR_RETURN(const config::LoadedDeployment loaded,
                   config::LoadDeployment(question.deployment));
  const evidence::KeyBook book(loaded.deployment);
  const evidence::SignatureCheck check;
  absl::optional<v1::Record> record;
  if (!question.record.empty()) {
    ASSIGN_OR_RETURN(record, ReadRecordFile(question.record));
  }
  std::vector<Checked> all;
  for (const std::string& file : question.files) {
    absl::StatusOr<std::vector<FiledReceipt>> filed = ReadReceiptFile(file);
    if (HasReason(filed.status(), Reason::kInvalidArgumentFile)) {
      return filed.status();
    }
    if (!filed.ok()) {
      all.push_back({file, {}, filed.status()});
      continue;
    }
    for (FiledReceipt& one : *filed) {
      absl::Status status =
          evidence::VerifySignedReceipt(one.receipt, book, check);
      if (status.ok() && record.has_value()) {
        status = evidence::VerifyReceiptOf(one.receipt, *record);
      }
      all.push_back({file, std::move(one.receipt), std::move(status)});
    }
  }
  if (json) {
    PrintAsJson(all);
  } else {
    PrintTexts(all, record.has_value());
  }
  return std::all_of(all.begin(), all.end(),
                     [](const Checked& one) { return one.status.ok(); });
}

absl::StatusOr<bool> SaveReceipts(const Session& session,
                                  const std::string& dir) {
  DeskStub stub(session.channel());
  v1::ListSubmissionsRequest request;
  request.set_state(v1::Submission::STATE_RECORDED);
  ASSIGN_OR_RETURN(const std::vector<v1::Submission> submissions,
                   AllPages<v1::Submission>(
                       request, std::numeric_limits<unsigned>::max(),
                       [&](const v1::ListSubmissionsRequest& page) {
                         return Call(session, stub, &DeskStub::ListSubmissions,
                                     page);
                       },
                       [](v1::ListSubmissionsResponse& page) {
                         return page.mutable_submissions();
                       }));
  RETURN_IF_ERROR(MakeReceiptDir(dir));
  std::uint64_t fresh = 0;
  std::uint64_t kept = 0;
  std::vector<absl::Status> wrong;
  for (const v1::Submission& submission : submissions) {
    if (!submission.has_receipt()) continue;
    const absl::StatusOr<bool> saved = SaveReceipt(dir, submission.receipt());
    if (saved.ok()) {
      ++(*saved ? fresh : kept);
    } else if (HasReason(saved.status(), Reason::kInvalidArgumentFile)) {
      return saved.status();
    } else {
      wrong.push_back(saved.status());
    }
  }
  RETURN_IF_ERROR(SyncReceiptDir(dir));
  if (session.settings().json) {
    nlohmann::ordered_json out;
    out["new"] = fresh;
    out["kept"] = kept;
    out["wrong"] = nlohmann::ordered_json::array();
    for (const absl::Status& status : wrong) {
      out["wrong"].push_back(Describe(status));
    }
    Print(absl::StrCat(out.dump(2), "\n"));
  } else {
    for (const absl::Status& status : wrong) {
      Print(absl::StrCat(Paint("differs", Tone::kBad, session.style()), "  ",
                         Describe(status), "\n"));
    }
    Print(absl::StrCat(Count(fresh), " new, ", Count(kept), " kept in ", dir,
                       "\n"));
  }
  return wrong.empty();
}

}  // namespace referral::referralctl
