#include "services/router/store/log_check.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/log_row.h"

namespace referral::router {
namespace {

std::string PlaceOf(absl::string_view case_id, std::uint64_t sequence) {
  return absl::StrCat(case_id, " sequence ", sequence);
}

absl::Status Unreadable(const storage::v1::RoundEntry& entry) {
  return MakeError(Reason::kStoreCorrupt, "a record cannot be read",
                   PlaceOf(entry.case_id(), entry.sequence()));
}

// Names the place in the log where a check of the evidence failed.
absl::Status At(const absl::Status& cause, absl::string_view place) {
  return MakeError(
      Reason::kStoreCorrupt, cause.message(),
      Where(cause).empty() || HasReason(cause, Reason::kStoreCorrupt)
          ? std::string(place)
          : absl::StrCat(place, " ", Where(cause)));
}

absl::StatusOr<std::vector<crypto::Digest>> DigestsOf(
    const storage::v1::StoredRound& round) {
  std::vector<crypto::Digest> digests;
  digests.reserve(static_cast<size_t>(round.entries_size()));
  for (const storage::v1::RoundEntry& entry : round.entries()) {
    ASSIGN_OR_RETURN(
        const crypto::Digest digest,
        evidence::ParseDigest(entry.record_digest(), "record_digest"));
    digests.push_back(digest);
  }
  return digests;
}

}  // namespace

LogCheck::LogCheck(const StoreReader& reader, std::string home)
    : reader_(reader), home_(std::move(home)) {
  end_.home = home_;
}

absl::Status LogCheck::StartAfter(std::uint64_t position) {
  cases_.clear();
  older_cases_.clear();
  end_ = evidence::RoundLink();
  end_.home = home_;
  if (position == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<storage::v1::StoredRound> round,
                   reader_.RoundFrom(position));
  if (!round.has_value()) {
    return MakeError(
        Reason::kStoreCorrupt,
        absl::StrCat("position ", position,
                     " was verified before, and no round holds it now"),
        absl::StrCat("position ", position));
  }
  const absl::StatusOr<evidence::RoundHeadSpec> head =
      evidence::ParseRoundHead(round->head());
  if (!head.ok() || head->last_position != position) {
    return MakeError(Reason::kStoreCorrupt,
                     absl::StrCat("the round that ends at position ", position,
                                  " was verified before and is missing"),
                     absl::StrCat("position ", position));
  }
  end_ = {home_, position, head->recorded_time,
          evidence::RoundDigest(round->head().head())};
  return absl::OkStatus();
}

void LogCheck::ForgetQuietCases() {
  older_cases_ = std::move(cases_);
  cases_.clear();
}

absl::Status LogCheck::Check(const storage::v1::StoredRound& round,
                             std::vector<storage::v1::StoredRecord>* records) {
  const std::string place =
      absl::StrCat("round after position ", end_.last_position);
  absl::StatusOr<evidence::RoundHeadSpec> head =
      evidence::ParseRoundHead(round.head());
  if (!head.ok()) return At(head.status(), place);
  if (head->first_position > end_.last_position + 1) {
    return MakeError(Reason::kStoreCorrupt,
                     absl::StrCat("positions ", end_.last_position + 1, " to ",
                                  head->first_position - 1,
                                  " are missing: no round holds them"),
                     place);
  }
  const absl::StatusOr<std::vector<crypto::Digest>> digests = DigestsOf(round);
  if (!digests.ok()) return At(digests.status(), place);
  const absl::StatusOr<evidence::RoundLink> link =
      evidence::VerifyRound(round.head(), *digests, end_);
  if (!link.ok()) return At(link.status(), place);

  std::uint64_t position = head->first_position;
  for (const storage::v1::RoundEntry& entry : round.entries()) {
    RETURN_IF_ERROR(CheckRecord(entry, position++, records));
  }
  end_ = *link;
  return absl::OkStatus();
}

absl::Status LogCheck::CheckRecord(
    const storage::v1::RoundEntry& entry, std::uint64_t position,
    std::vector<storage::v1::StoredRecord>* records) {
  absl::Status status;
  ASSIGN_OR_RETURN(const bool found,
                   reader_.ReadLogRow(position, [&](absl::string_view bytes) {
                     status = CheckBytes(entry, position, bytes);
                     if (!status.ok() || records == nullptr) return;
                     absl::StatusOr<storage::v1::StoredRecord> record =
                         evidence::ReadLogRow(bytes);
                     if (record.ok()) {
                       records->push_back(*std::move(record));
                     } else {
                       status = Unreadable(entry);
                     }
                   }));
  if (found) return status;
  return MakeError(
      Reason::kStoreCorrupt,
      absl::StrCat("the record of position ", position, " is missing"),
      PlaceOf(entry.case_id(), entry.sequence()));
}

absl::Status LogCheck::CheckBytes(const storage::v1::RoundEntry& entry,
                                  std::uint64_t position,
                                  absl::string_view bytes) {
  const auto corrupt = [&](absl::string_view what) {
    return MakeError(Reason::kStoreCorrupt,
                     absl::StrCat("the record of position ", position, what),
                     PlaceOf(entry.case_id(), entry.sequence()));
  };
  const auto located = [&](const absl::Status& cause) {
    return At(cause, PlaceOf(entry.case_id(), entry.sequence()));
  };
  const absl::StatusOr<evidence::LogRowView> row = evidence::ViewLogRow(bytes);
  if (!row.ok()) return Unreadable(entry);
  const absl::StatusOr<evidence::RecordHeadSpec> head = evidence::HeadOf(*row);
  if (!head.ok()) return located(head.status());
  const crypto::Digest digest =
      evidence::RecordDigest(evidence::MakeRecordHead(*head));
  if (crypto::AsBytes(digest) != entry.record_digest()) {
    return corrupt(" is not the one the round holds");
  }
  if (head->position != position || head->case_id != entry.case_id() ||
      head->sequence != entry.sequence()) {
    return corrupt(" says it is of another place");
  }
  ASSIGN_OR_RETURN(const evidence::ChainLink before,
                   Before(entry.case_id(), entry.sequence()));
  absl::StatusOr<evidence::ChainLink> link =
      evidence::VerifyLink(*head, digest, before);
  if (!link.ok()) return located(link.status());
  cases_.insert_or_assign(entry.case_id(), *link);
  return absl::OkStatus();
}

absl::StatusOr<evidence::ChainLink> LogCheck::Before(
    absl::string_view case_id, std::uint64_t sequence) const {
  for (const auto* cases : {&cases_, &older_cases_}) {
    const auto known = cases->find(case_id);
    if (known != cases->end()) return known->second;
  }
  if (sequence == 1) return evidence::ChainLink();
  const std::string place = PlaceOf(case_id, sequence - 1);
  ASSIGN_OR_RETURN(const std::optional<std::uint64_t> position,
                   reader_.PositionOf(case_id, sequence - 1));
  if (!position.has_value()) return NotDerived("the log of the case", place);
  ASSIGN_OR_RETURN(const std::optional<storage::v1::StoredRecord> record,
                   reader_.RecordAt(*position));
  if (!record.has_value()) {
    return MakeError(Reason::kStoreCorrupt, "the record is missing", place);
  }
  const absl::StatusOr<evidence::RecordHeadSpec> head =
      evidence::ParseRecordHead(record->head());
  if (!head.ok()) return At(head.status(), place);
  if (head->case_id != case_id || head->sequence != sequence - 1) {
    return NotDerived("the log of the case", place);
  }
  return evidence::ChainLink{head->position, head->sequence,
                             head->recorded_time,
                             evidence::RecordDigest(record->head())};
}

absl::Status NotDerived(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kStoreCorrupt,
                   absl::StrCat(what,
                                " is not what follows from the log; "
                                "start with --rebuild to derive it "
                                "again"),
                   where);
}

absl::StatusOr<std::vector<storage::v1::InboxRow>> InboxRowsOf(
    const storage::v1::StoredRound& round,
    const std::vector<storage::v1::StoredRecord>& records,
    const StoreReader& reader, const Vault& vault) {
  ASSIGN_OR_RETURN(const evidence::RoundHeadSpec head,
                   evidence::ParseRoundHead(round.head()));
  std::map<std::string, storage::v1::InboxRow> rows;
  for (size_t i = 0; i < records.size(); ++i) {
    const storage::v1::RoundEntry& entry = round.entries(static_cast<int>(i));
    const absl::StatusOr<v1::Effects> effects = vault.OpenEffects(records[i]);
    if (HasReason(effects.status(), Reason::kKeyMissing)) {
      ASSIGN_OR_RETURN(const bool erased, reader.IsErased(entry.case_id()));
      if (erased) continue;
    }
    RETURN_IF_ERROR(effects.status());
    for (const std::string& agency : effects->recipients()) {
      storage::v1::InboxItem& item = *rows[agency].add_items();
      item.set_position(head.first_position + i);
      item.set_case_id(entry.case_id());
      item.set_sequence(entry.sequence());
    }
  }
  std::vector<storage::v1::InboxRow> out;
  for (auto& [agency, row] : rows) {
    row.set_agency(agency);
    row.set_first_position(head.first_position);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace referral::router
