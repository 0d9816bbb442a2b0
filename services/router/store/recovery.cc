#include "services/router/store/recovery.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "services/router/store/layout.h"
#include "services/router/store/log_check.h"

namespace referral::router {
namespace {

// A copy of the data directory of a stopped router is a backup.
std::string HowToRestore(absl::string_view data_dir) {
  return absl::StrCat("; restore with: cp -a BACKUP ", data_dir,
                      ".restored && referral-router --data-dir ", data_dir,
                      ".restored");
}

absl::Status WithRestore(const absl::Status& cause, Reason reason,
                         absl::string_view data_dir) {
  return MakeError(reason,
                   absl::StrCat(cause.message(), HowToRestore(data_dir)),
                   Where(cause));
}

// What of `row` can be derived from the log.
absl::StatusOr<storage::v1::InboxRow> WithoutErased(
    const StoreReader& reader, const storage::v1::InboxRow& row) {
  storage::v1::InboxRow left = row;
  left.clear_items();
  for (const storage::v1::InboxItem& item : row.items()) {
    ASSIGN_OR_RETURN(const bool erased, reader.IsErased(item.case_id()));
    if (!erased) *left.add_items() = item;
  }
  return left;
}

absl::Status CheckInboxRows(const StoreReader& reader,
                            const std::vector<storage::v1::InboxRow>& want,
                            std::uint64_t last_position) {
  for (const storage::v1::InboxRow& row : want) {
    ASSIGN_OR_RETURN(const std::optional<storage::v1::InboxRow> got,
                     reader.InboxRowOf(row.agency(), last_position));
    const absl::Status wrong =
        NotDerived(absl::StrCat("the inbox of ", row.agency()),
                   absl::StrCat("position ", last_position));
    if (!got.has_value()) return wrong;
    if (got->SerializeAsString() == row.SerializeAsString()) continue;
    ASSIGN_OR_RETURN(const storage::v1::InboxRow left,
                     WithoutErased(reader, *got));
    if (left.SerializeAsString() != row.SerializeAsString()) return wrong;
  }
  return absl::OkStatus();
}

// The log of each case says where the records of `round`, which ends at
// `last_position`, lie.
absl::Status CheckCaseLogs(const StoreReader& reader,
                           const storage::v1::StoredRound& round,
                           std::uint64_t last_position) {
  std::uint64_t position =
      last_position - static_cast<std::uint64_t>(round.entries_size());
  for (const storage::v1::RoundEntry& entry : round.entries()) {
    ASSIGN_OR_RETURN(const std::optional<std::uint64_t> said,
                     reader.PositionOf(entry.case_id(), entry.sequence()));
    if (said != ++position) {
      return NotDerived(
          "the log of the case",
          absl::StrCat(entry.case_id(), " sequence ", entry.sequence()));
    }
  }
  return absl::OkStatus();
}

// The files of the logs that were checked stand where the logs end.
absl::Status CheckFiles(const StoreReader& reader, const LogCheck& check) {
  for (const auto& [case_id, link] : check.cases()) {
    std::uint64_t sequence = 0;
    std::string digest;
    if (IsRouterLogId(case_id)) {
      ASSIGN_OR_RETURN(const storage::v1::RouterFile file, reader.RouterFile());
      sequence = file.last_sequence();
      digest = file.last_digest();
    } else {
      ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                       reader.CaseFile(case_id));
      sequence = file.has_value() ? file->last_sequence() : 0;
      digest = file.has_value() ? file->last_digest() : "";
    }
    if (sequence != link.sequence || digest != crypto::AsBytes(link.digest)) {
      return NotDerived("the case file", case_id);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLog(const StoreReader& reader, const Vault& vault,
                      LogCheck& check) {
  ASSIGN_OR_RETURN(const std::uint64_t verified, reader.VerifiedPosition());
  RETURN_IF_ERROR(check.StartAfter(verified));
  const auto visit =
      [&](const storage::v1::StoredRound& round) -> absl::StatusOr<bool> {
    std::vector<storage::v1::StoredRecord> records;
    RETURN_IF_ERROR(check.Check(round, &records));
    RETURN_IF_ERROR(CheckCaseLogs(reader, round, check.end().last_position));
    ASSIGN_OR_RETURN(const std::vector<storage::v1::InboxRow> rows,
                     InboxRowsOf(round, records, reader, vault));
    RETURN_IF_ERROR(CheckInboxRows(reader, rows, check.end().last_position));
    return true;
  };
  RETURN_IF_ERROR(reader.VisitRounds(verified + 1, visit));
  return CheckFiles(reader, check);
}

// The watermark was written after the round that it names was synced.
absl::Status CheckWatermark(const StoreReader& reader,
                            const store::WatermarkFile& file,
                            const evidence::RoundLink& end) {
  const store::Watermark& mark = file.loaded();
  if (mark.position > end.last_position) {
    return MakeError(
        Reason::kStoreBehind,
        absl::StrCat("positions ", end.last_position + 1, " to ", mark.position,
                     " are missing: they were on this disk and receipts were "
                     "given for them"),
        absl::StrCat("position ", end.last_position + 1));
  }
  if (mark.position == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<storage::v1::StoredRound> round,
                   reader.RoundFrom(mark.position));
  if (!round.has_value() || crypto::AsBytes(evidence::RoundDigest(
                                round->head().head())) != mark.digest) {
    return MakeError(
        Reason::kStoreBehind,
        absl::StrCat("the round that ended at position ", mark.position,
                     " is missing: another one stands in its place"),
        absl::StrCat("position ", mark.position));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckFormat(store::Database& database, const std::string& home,
                         bool insecure) {
  const StoreReader reader(database);
  ASSIGN_OR_RETURN(const std::optional<storage::v1::StoreFormat> found,
                   reader.Format());
  storage::v1::StoreFormat format;
  if (found.has_value()) {
    format = *found;
  } else {
    ASSIGN_OR_RETURN(const auto round, reader.LastRound());
    if (round.has_value()) {
      return MakeError(Reason::kStoreCorrupt, "the store's format is missing",
                       database.path());
    }
    format.set_version(layout::kFormatVersion);
    format.set_home(home);
  }
  if (format.version() > layout::kFormatVersion) {
    return MakeError(
        Reason::kStoreTooNew,
        absl::StrCat("format ", format.version(), ", this program knows ",
                     layout::kFormatVersion),
        database.path());
  }
  if (format.home() != home) {
    return MakeError(Reason::kConfigDiffers,
                     absl::StrCat("the store belongs to home ", format.home(),
                                  ", the deployment to ", home),
                     database.path());
  }
  if (format.insecure() && !insecure) {
    return MakeError(Reason::kStoreInsecure,
                     "the store took unauthenticated messages once",
                     database.path());
  }
  if (found.has_value() && !format.insecure() && insecure) {
    return MakeError(Reason::kInsecureRefused,
                     "the store is sealed: it is opened with its keys alone",
                     database.path());
  }
  if (found.has_value()) return absl::OkStatus();
  format.set_insecure(insecure);
  store::Batch batch;
  batch.Put(layout::kMeta, std::string(layout::kFormatKey),
            format.SerializeAsString());
  return database.Write(batch, store::Sync::kYes);
}

absl::Status CheckWatermarkFile(const StoreReader& reader,
                                const std::string& path,
                                const std::string& data_dir) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto round, reader.LastRound());
  if (!round.has_value()) return absl::OkStatus();
  return WithRestore(
      MakeError(Reason::kStoreCorrupt,
                "the watermark file is missing: nothing tells whether the "
                "newest rounds are there",
                path),
      Reason::kStoreCorrupt, data_dir);
}

absl::StatusOr<evidence::RoundLink> CheckStore(
    const StoreReader& reader, const std::string& home, const Vault& vault,
    const store::WatermarkFile& watermark, const std::string& data_dir) {
  // The watermark first: when the newest rounds are gone, everything else
  // looks wrong too.
  evidence::RoundLink end;
  ASSIGN_OR_RETURN(const std::optional<storage::v1::StoredRound> last,
                   reader.LastRound());
  if (last.has_value()) {
    ASSIGN_OR_RETURN(const evidence::RoundHeadSpec head,
                     evidence::ParseRoundHead(last->head()));
    end.last_position = head.last_position;
  }
  if (const absl::Status status = CheckWatermark(reader, watermark, end);
      !status.ok()) {
    return WithRestore(status,
                       HasReason(status, Reason::kStoreBehind)
                           ? Reason::kStoreBehind
                           : Reason::kStoreCorrupt,
                       data_dir);
  }
  LogCheck check(reader, home);
  if (const absl::Status status = CheckLog(reader, vault, check);
      !status.ok()) {
    if (!HasReason(status, Reason::kStoreCorrupt)) return status;
    return WithRestore(status, Reason::kStoreCorrupt, data_dir);
  }
  return check.end();
}

}  // namespace referral::router
