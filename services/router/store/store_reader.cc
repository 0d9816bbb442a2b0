#include "services/router/store/store_reader.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/log_row.h"
#include "common/model/erasure.h"
#include "common/model/timestamps.h"
#include "services/router/store/layout.h"

namespace referral::router {
namespace {

absl::Status Unreadable(store::FamilyId family, absl::string_view key) {
  return MakeError(
      Reason::kStoreCorrupt, "a row cannot be read",
      absl::StrCat(layout::FamilyNames()[family], " ", absl::CHexEscape(key)));
}

template <typename Message>
absl::Status Parse(store::FamilyId family, absl::string_view key,
                   absl::string_view bytes, Message& message) {
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return Unreadable(family, key);
}

}  // namespace

template <typename Message>
absl::StatusOr<bool> StoreReader::Load(store::FamilyId family,
                                       absl::string_view key,
                                       Message& message) const {
  absl::Status parsed;
  ASSIGN_OR_RETURN(const bool found,
                   database_.Read(family, key, [&](absl::string_view bytes) {
                     parsed = Parse(family, key, bytes, message);
                   }));
  RETURN_IF_ERROR(parsed);
  return found;
}

template <typename Message>
absl::StatusOr<std::optional<Message>> StoreReader::Get(
    store::FamilyId family, absl::string_view key) const {
  std::optional<Message> message(std::in_place);
  ASSIGN_OR_RETURN(const bool found, Load(family, key, *message));
  if (!found) message.reset();
  return message;
}

absl::StatusOr<std::optional<std::uint64_t>> StoreReader::Number(
    store::FamilyId family, absl::string_view key) const {
  std::uint64_t number = 0;
  bool valid = true;
  ASSIGN_OR_RETURN(const bool found,
                   database_.Read(family, key, [&](absl::string_view bytes) {
                     valid = DecodeU64(bytes, number);
                   }));
  if (!valid) return Unreadable(family, key);
  return found ? std::optional(number) : std::nullopt;
}

absl::StatusOr<bool> StoreReader::ReadLogRow(
    std::uint64_t position,
    absl::FunctionRef<void(absl::string_view bytes)> use) const {
  return database_.Read(layout::kLog, layout::LogKey(position), use);
}

absl::StatusOr<std::optional<storage::v1::StoredRecord>> StoreReader::RecordAt(
    std::uint64_t position) const {
  absl::StatusOr<storage::v1::StoredRecord> record;
  ASSIGN_OR_RETURN(const bool found,
                   ReadLogRow(position, [&](absl::string_view bytes) {
                     record = evidence::ReadLogRow(bytes);
                   }));
  if (!found) return std::optional<storage::v1::StoredRecord>();
  if (record.ok()) return std::optional(*std::move(record));
  return MakeError(Reason::kStoreCorrupt, record.status().message(),
                   absl::StrCat("position ", position));
}

absl::StatusOr<std::optional<std::uint64_t>> StoreReader::PositionOf(
    absl::string_view case_id, std::uint64_t sequence) const {
  return Number(layout::kCaseLog, layout::CaseLogKey(case_id, sequence));
}

absl::StatusOr<std::optional<storage::v1::StoredRecord>> StoreReader::Record(
    absl::string_view case_id, std::uint64_t sequence) const {
  ASSIGN_OR_RETURN(const std::optional<std::uint64_t> position,
                   PositionOf(case_id, sequence));
  if (!position.has_value()) return std::optional<storage::v1::StoredRecord>();
  return RecordAt(*position);
}

absl::StatusOr<std::optional<storage::v1::StoredRound>> StoreReader::RoundFrom(
    std::uint64_t position) const {
  std::optional<storage::v1::StoredRound> found;
  RETURN_IF_ERROR(VisitRounds(
      position,
      [&](const storage::v1::StoredRound& round) -> absl::StatusOr<bool> {
        found = round;
        return false;
      }));
  return found;
}

absl::StatusOr<std::optional<storage::v1::StoredRound>> StoreReader::LastRound()
    const {
  ASSIGN_OR_RETURN(const auto row, database_.Last(layout::kRounds, ""));
  if (!row.has_value()) return std::optional<storage::v1::StoredRound>();
  std::optional<storage::v1::StoredRound> round(std::in_place);
  RETURN_IF_ERROR(Parse(layout::kRounds, row->first, row->second, *round));
  return round;
}

absl::Status StoreReader::VisitRounds(
    std::uint64_t position,
    const std::function<absl::StatusOr<bool>(const storage::v1::StoredRound&)>&
        visit) const {
  store::Cursor cursor =
      database_.Scan(layout::kRounds, layout::RoundKey(position), "");
  for (; cursor.Valid(); cursor.Next()) {
    storage::v1::StoredRound round;
    RETURN_IF_ERROR(
        Parse(layout::kRounds, cursor.key(), cursor.value(), round));
    ASSIGN_OR_RETURN(const bool more, visit(round));
    if (!more) return absl::OkStatus();
  }
  return cursor.status();
}

absl::StatusOr<std::optional<storage::v1::CaseFile>> StoreReader::CaseFile(
    absl::string_view case_id) const {
  return Get<storage::v1::CaseFile>(layout::kCases, case_id);
}

absl::StatusOr<bool> StoreReader::LoadCaseFile(
    absl::string_view case_id, storage::v1::CaseFile& file) const {
  return Load(layout::kCases, case_id, file);
}

absl::StatusOr<std::vector<storage::v1::MessagePrintsRow>>
StoreReader::MessagePrints(absl::string_view case_id) const {
  std::vector<storage::v1::MessagePrintsRow> rows;
  const std::string prefix = layout::CasePrefix(case_id);
  store::Cursor cursor =
      database_.ScanPrefix(layout::kMessages, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    RETURN_IF_ERROR(Parse(layout::kMessages, cursor.key(), cursor.value(),
                          rows.emplace_back()));
  }
  RETURN_IF_ERROR(cursor.status());
  return rows;
}

absl::StatusOr<storage::v1::RouterFile> StoreReader::RouterFile() const {
  ASSIGN_OR_RETURN(
      std::optional<storage::v1::RouterFile> file,
      Get<storage::v1::RouterFile>(layout::kMeta, layout::kRouterFileKey));
  return std::move(file).value_or(storage::v1::RouterFile());
}

absl::StatusOr<std::vector<storage::v1::InboxRow>> StoreReader::Inbox(
    absl::string_view agency, std::uint64_t first_position,
    int max_rows) const {
  std::vector<storage::v1::InboxRow> rows;
  store::Cursor cursor =
      database_.ScanPrefix(layout::kInbox, layout::InboxPrefix(agency),
                           layout::InboxKey(agency, first_position));
  for (; cursor.Valid() && max_rows > 0; cursor.Next(), --max_rows) {
    RETURN_IF_ERROR(Parse(layout::kInbox, cursor.key(), cursor.value(),
                          rows.emplace_back()));
  }
  RETURN_IF_ERROR(cursor.status());
  return rows;
}

absl::StatusOr<std::optional<storage::v1::InboxRow>> StoreReader::InboxRowOf(
    absl::string_view agency, std::uint64_t last_position) const {
  return Get<storage::v1::InboxRow>(layout::kInbox,
                                    layout::InboxKey(agency, last_position));
}

absl::StatusOr<storage::v1::DeliveryCursor> StoreReader::Cursor(
    absl::string_view agency) const {
  ASSIGN_OR_RETURN(std::optional<storage::v1::DeliveryCursor> cursor,
                   Get<storage::v1::DeliveryCursor>(layout::kDelivery,
                                                    layout::CursorKey(agency)));
  if (cursor.has_value()) return *std::move(cursor);
  storage::v1::DeliveryCursor none;
  none.set_agency(std::string(agency));
  return none;
}

absl::StatusOr<std::vector<storage::v1::CaseDelivery>>
StoreReader::CaseDeliveries(absl::string_view agency) const {
  std::vector<storage::v1::CaseDelivery> deliveries;
  const std::string prefix = layout::CaseDeliveryPrefix(agency);
  store::Cursor cursor =
      database_.ScanPrefix(layout::kDelivery, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    RETURN_IF_ERROR(Parse(layout::kDelivery, cursor.key(), cursor.value(),
                          deliveries.emplace_back()));
  }
  RETURN_IF_ERROR(cursor.status());
  return deliveries;
}

absl::StatusOr<std::vector<DeadlineEntry>> StoreReader::Deadlines(
    const DeadlinePlace& after, absl::Time until, int max_entries) const {
  std::vector<DeadlineEntry> entries;
  std::string start = layout::DeadlineKey(after.due, after.position);
  start.push_back('\0');
  store::Cursor cursor = database_.Scan(layout::kDeadlines, start, "");
  for (; cursor.Valid() && max_entries > 0; cursor.Next(), --max_entries) {
    storage::v1::DeadlineRow row;
    RETURN_IF_ERROR(
        Parse(layout::kDeadlines, cursor.key(), cursor.value(), row));
    DeadlineEntry entry;
    entry.place.due = model::ToTime(row.due_time());
    if (entry.place.due > until) break;
    absl::string_view position = cursor.key();
    position.remove_prefix(position.size() - sizeof(std::uint64_t));
    DecodeU64(position, entry.place.position);
    entry.case_ids.assign(row.case_ids().begin(), row.case_ids().end());
    entries.push_back(std::move(entry));
  }
  RETURN_IF_ERROR(cursor.status());
  return entries;
}

absl::StatusOr<absl::Time> StoreReader::DeadlineCursor() const {
  ASSIGN_OR_RETURN(const std::optional<storage::v1::DeadlineCursor> cursor,
                   Get<storage::v1::DeadlineCursor>(
                       layout::kDelivery, layout::kDeadlineCursorKey));
  return cursor.has_value() ? model::ToTime(cursor->time())
                            : absl::InfinitePast();
}

absl::Status StoreReader::VisitCaseFiles(
    absl::string_view after_case_id,
    const std::function<bool(const storage::v1::CaseFile&)>& visit) const {
  // The next key after a case id is the id and a zero byte.
  const std::string start =
      after_case_id.empty() ? "" : layout::CasePrefix(after_case_id);
  store::Cursor cursor = database_.Scan(layout::kCases, start, "");
  for (; cursor.Valid(); cursor.Next()) {
    storage::v1::CaseFile file;
    RETURN_IF_ERROR(Parse(layout::kCases, cursor.key(), cursor.value(), file));
    if (!visit(file)) return absl::OkStatus();
  }
  return cursor.status();
}

absl::StatusOr<std::optional<storage::v1::StoreFormat>> StoreReader::Format()
    const {
  return Get<storage::v1::StoreFormat>(layout::kMeta, layout::kFormatKey);
}

absl::StatusOr<std::uint64_t> StoreReader::VerifiedPosition() const {
  ASSIGN_OR_RETURN(const std::optional<std::uint64_t> position,
                   Number(layout::kMeta, layout::kVerifiedKey));
  return position.value_or(0);
}

absl::StatusOr<std::vector<std::string>> StoreReader::CasesBeingErased() const {
  std::vector<std::string> cases;
  const std::string prefix = layout::ErasingPrefix();
  store::Cursor cursor = database_.ScanPrefix(layout::kMeta, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    cases.emplace_back(cursor.key().substr(prefix.size()));
  }
  RETURN_IF_ERROR(cursor.status());
  return cases;
}

absl::StatusOr<bool> StoreReader::IsErased(absl::string_view case_id) const {
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   CaseFile(case_id));
  return file.has_value() && model::IsErased(*file);
}

absl::StatusOr<bool> StoreReader::IsRebuilding() const {
  ASSIGN_OR_RETURN(const std::optional<std::string> mark,
                   database_.Get(layout::kMeta, layout::kRebuildingKey));
  return mark.has_value();
}

absl::StatusOr<bool> StoreReader::HasNewestProjections() const {
  ASSIGN_OR_RETURN(const std::optional<std::string> version,
                   database_.Get(layout::kMeta, layout::kProjectionsKey));
  return version == EncodeU64(layout::kProjectionsVersion);
}

}  // namespace referral::router
