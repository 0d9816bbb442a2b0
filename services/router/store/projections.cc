#include "services/router/store/projections.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/key_codec.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/log_row.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "common/model/deadlines.h"
#include "common/model/timestamps.h"
#include "common/store/batch.h"
#include "services/router/core/opened_record.h"
#include "services/router/store/layout.h"
#include "services/router/store/log_check.h"
#include "services/router/store/store_reader.h"

namespace referral::router {
namespace {

// Writes rows in batches of the size of a round.
class RowWriter {
 public:
  explicit RowWriter(store::Database& database) : database_(database) {}

  absl::Status Put(store::FamilyId family, std::string key, std::string value) {
    batch_.Put(family, std::move(key), std::move(value));
    return batch_.bytes() < kMaxRoundBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    if (batch_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(database_.Write(batch_, store::Sync::kNo));
    batch_.Clear();
    return absl::OkStatus();
  }

 private:
  store::Database& database_;
  store::Batch batch_;
};

absl::Status DeleteAll(store::Database& database) {
  store::Batch batch;
  batch.Put(layout::kMeta, std::string(layout::kRebuildingKey), "");
  batch.Delete(layout::kMeta, std::string(layout::kRouterFileKey));
  batch.DeleteRange(layout::kCases, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kInbox, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kDeadlines, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kMessages, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kCaseLog, "", std::string(layout::kEnd));
  return database.Write(batch, store::Sync::kYes);
}

// Folds the records of one case's log after the other.
class Folder {
 public:
  explicit Folder(RowWriter& out) : out_(out) {}

  absl::Status Add(const OpenedRecord& record) {
    RETURN_IF_ERROR(Follow(record.head));
    if (IsRouterLogId(case_id_)) {
      ApplyRecord(record, router_file_);
      return absl::OkStatus();
    }
    return PutPrints(ApplyRecord(record, case_file_));
  }

  // A record of an erased case.
  absl::Status AddErased(const storage::v1::StoredRecord& stored) {
    ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                     evidence::ParseRecordHead(stored.head()));
    RETURN_IF_ERROR(Follow(head));
    ASSIGN_OR_RETURN(const std::optional<storage::v1::MessagePrintsRow> prints,
                     ApplyErasedRecord(stored, case_file_));
    return PutPrints(prints);
  }

  // Writes what was folded since the log before.
  absl::Status End() {
    if (sequence_ == 0) return absl::OkStatus();
    const std::string bytes = IsRouterLogId(case_id_)
                                  ? router_file_.SerializeAsString()
                                  : case_file_.SerializeAsString();
    const bool own = IsRouterLogId(case_id_);
    if (!own) RETURN_IF_ERROR(PutDeadline());
    RETURN_IF_ERROR(
        out_.Put(own ? layout::kMeta : layout::kCases,
                 own ? std::string(layout::kRouterFileKey) : case_id_, bytes));
    case_file_.Clear();
    router_file_.Clear();
    sequence_ = 0;
    return absl::OkStatus();
  }

 private:
  absl::Status PutPrints(
      const std::optional<storage::v1::MessagePrintsRow>& row) {
    if (!row.has_value()) return absl::OkStatus();
    return out_.Put(layout::kMessages,
                    layout::MessagesKey(row->case_id(), row->number()),
                    row->SerializeAsString());
  }

  // The next record is this one.
  absl::Status Follow(const evidence::RecordHeadSpec& head) {
    if (head.case_id != case_id_) {
      RETURN_IF_ERROR(End());
      case_id_ = head.case_id;
    }
    if (head.sequence != ++sequence_) {
      return MakeError(Reason::kStoreCorrupt, "the record is missing",
                       absl::StrCat(case_id_, " sequence ", sequence_));
    }
    const std::string& before = IsRouterLogId(case_id_)
                                    ? router_file_.last_digest()
                                    : case_file_.last_digest();
    if (head.previous_digest ==
        crypto::FromBytes(before).value_or(crypto::kZeroDigest)) {
      return absl::OkStatus();
    }
    return MakeError(Reason::kStoreCorrupt,
                     "the record before is not the one it follows",
                     absl::StrCat(case_id_, " sequence ", sequence_));
  }

  // When the case is looked at next. Cases are fewer than positions: what later
  // rounds set lies elsewhere.
  absl::Status PutDeadline() {
    const absl::Time next = model::NextDueTime(case_file_);
    if (next == absl::InfiniteFuture()) return absl::OkStatus();
    storage::v1::DeadlineRow row;
    row.add_case_ids(case_id_);
    // Not before what was looked at when the case was last recorded.
    const absl::Time due =
        std::max(next, model::ToTime(case_file_.last_recorded_time()));
    model::SetTime(due, *row.mutable_due_time());
    return out_.Put(layout::kDeadlines, layout::DeadlineKey(due, ++deadlines_),
                    row.SerializeAsString());
  }

  RowWriter& out_;
  std::uint64_t deadlines_ = 0;
  std::string case_id_;
  std::uint64_t sequence_ = 0;
  storage::v1::CaseFile case_file_;
  storage::v1::RouterFile router_file_;
};

absl::Status Corrupt(absl::string_view what, std::uint64_t position) {
  return MakeError(Reason::kStoreCorrupt, what,
                   absl::StrCat("position ", position));
}

// Where the records of each case lie.
absl::Status RebuildCaseLogs(const store::Database& database, RowWriter& out) {
  store::Cursor cursor = database.Scan(layout::kLog, "", "");
  for (; cursor.Valid(); cursor.Next()) {
    std::uint64_t position = 0;
    if (!DecodeU64(cursor.key(), position)) {
      return Corrupt("the key is no position", position);
    }
    const absl::StatusOr<evidence::LogRowView> row =
        evidence::ViewLogRow(cursor.value());
    if (!row.ok()) return Corrupt(row.status().message(), position);
    if (row->position != position) {
      return Corrupt("the record says it is of another position", position);
    }
    RETURN_IF_ERROR(
        out.Put(layout::kCaseLog,
                layout::CaseLogKey(evidence::CaseIdOf(*row), row->sequence),
                EncodeU64(position)));
  }
  return cursor.status();
}

absl::StatusOr<storage::v1::StoredRecord> ReadRecord(const StoreReader& reader,
                                                     std::uint64_t position) {
  ASSIGN_OR_RETURN(std::optional<storage::v1::StoredRecord> record,
                   reader.RecordAt(position));
  if (record.has_value()) return *std::move(record);
  return Corrupt("the record is missing", position);
}

// The record that a row of a case's log stands for.
absl::StatusOr<storage::v1::StoredRecord> ReadRecord(
    const StoreReader& reader, const store::Cursor& case_log) {
  std::uint64_t position = 0;
  if (DecodeU64(case_log.value(), position)) {
    return ReadRecord(reader, position);
  }
  return MakeError(Reason::kStoreCorrupt, "a row cannot be read",
                   layout::CaseIdOf(case_log.key()));
}

// The cases that the router's own log says were erased.
absl::StatusOr<absl::flat_hash_set<std::string>> ErasedCases(
    const store::Database& database, const Vault& vault) {
  absl::flat_hash_set<std::string> erased;
  const StoreReader reader(database);
  ASSIGN_OR_RETURN(const std::optional<storage::v1::StoreFormat> format,
                   reader.Format());
  if (!format.has_value()) return erased;
  const std::string prefix = layout::CasePrefix(RouterLogId(format->home()));
  store::Cursor cursor = database.ScanPrefix(layout::kCaseLog, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                     ReadRecord(reader, cursor));
    ASSIGN_OR_RETURN(const OpenedRecord record, OpenRecord(stored, vault));
    for (const evidence::OpenedAct& act : record.message.acts) {
      if (act.act.has_case_erased()) {
        erased.insert(act.act.case_erased().case_id());
      }
    }
  }
  RETURN_IF_ERROR(cursor.status());
  return erased;
}

absl::Status RebuildFiles(const store::Database& database, const Vault& vault,
                          RowWriter& out) {
  ASSIGN_OR_RETURN(const absl::flat_hash_set<std::string> erased,
                   ErasedCases(database, vault));
  Folder folder(out);
  const StoreReader reader(database);
  store::Cursor cursor = database.Scan(layout::kCaseLog, "", "");
  for (; cursor.Valid(); cursor.Next()) {
    ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                     ReadRecord(reader, cursor));
    if (erased.contains(layout::CaseIdOf(cursor.key()))) {
      RETURN_IF_ERROR(folder.AddErased(stored));
      continue;
    }
    ASSIGN_OR_RETURN(const OpenedRecord record, OpenRecord(stored, vault));
    RETURN_IF_ERROR(folder.Add(record));
  }
  RETURN_IF_ERROR(cursor.status());
  return folder.End();
}

absl::Status RebuildInboxes(const StoreReader& reader, const Vault& vault,
                            RowWriter& out) {
  return reader.VisitRounds(
      1, [&](const storage::v1::StoredRound& round) -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const evidence::RoundHeadSpec head,
                         evidence::ParseRoundHead(round.head()));
        std::vector<storage::v1::StoredRecord> records;
        for (std::uint64_t position = head.first_position;
             position <= head.last_position; ++position) {
          ASSIGN_OR_RETURN(records.emplace_back(),
                           ReadRecord(reader, position));
        }
        ASSIGN_OR_RETURN(const std::vector<storage::v1::InboxRow> rows,
                         InboxRowsOf(round, records, reader, vault));
        for (const storage::v1::InboxRow& row : rows) {
          RETURN_IF_ERROR(
              out.Put(layout::kInbox,
                      layout::InboxKey(row.agency(), head.last_position),
                      row.SerializeAsString()));
        }
        return true;
      });
}

}  // namespace

absl::Status RebuildProjections(store::Database& database, const Vault& vault) {
  RETURN_IF_ERROR(DeleteAll(database));
  RowWriter out(database);
  RETURN_IF_ERROR(RebuildCaseLogs(database, out));
  // Files are made from the logs of cases, inboxes look at the files.
  RETURN_IF_ERROR(out.Flush());
  RETURN_IF_ERROR(RebuildFiles(database, vault, out));
  RETURN_IF_ERROR(out.Flush());
  RETURN_IF_ERROR(RebuildInboxes(StoreReader(database), vault, out));
  RETURN_IF_ERROR(out.Flush());
  store::Batch done;
  done.Delete(layout::kMeta, std::string(layout::kRebuildingKey));
  done.Put(layout::kMeta, std::string(layout::kProjectionsKey),
           EncodeU64(layout::kProjectionsVersion));
  return database.Write(done, store::Sync::kYes);
}

}  // namespace referral::router
