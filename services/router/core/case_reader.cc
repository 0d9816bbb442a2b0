#include "services/router/core/case_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/record.h"
#include "services/router/core/lists.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/timeline.h"

namespace referral::router {
namespace {

absl::StatusOr<v1::Envelope> EnvelopeOf(
    const storage::v1::StoredRecord& stored) {
  v1::Envelope envelope;
  if (!envelope.ParseFromString(stored.envelope())) {
    return MakeError(Reason::kStoreCorrupt, "an envelope cannot be read");
  }
  return envelope;
}

absl::StatusOr<v1::Effects> EffectsOf(const storage::v1::StoredRecord& opened) {
  v1::Effects effects;
  if (!effects.ParseFromString(opened.effects())) {
    return MakeError(Reason::kStoreCorrupt, "effects cannot be read");
  }
  return effects;
}

// The router's own log: whole to the agencies it was sent to, its heads to
// operators, nothing to others.
model::View RouterLogView(const storage::v1::StoredRecord& stored,
                          const v1::Effects& effects,
                          const model::Reader& reader) {
  model::View view;
  if (reader.kind == model::Reader::Kind::kOperator) {
    view.extent = model::View::Extent::kHeadOnly;
    return view;
  }
  const auto& to = effects.recipients();
  if (std::find(to.begin(), to.end(), reader.agency) == to.end()) return view;
  view.extent = model::View::Extent::kParts;
  for (int i = 0; i < stored.parts_size(); ++i) view.parts.push_back(i);
  view.effects = true;
  return view;
}

}  // namespace

CaseReader::CaseReader(const Ledger& ledger, const Clock& clock,
                       std::function<Policy()> policy)
    : ledger_(ledger),
      clock_(clock),
      policy_(std::move(policy)),
      prover_(ledger) {}

absl::StatusOr<storage::v1::StoredRecord> CaseReader::ReadOpened(
    absl::string_view case_id, std::uint64_t sequence) const {
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                   ledger_.ReadRecord(case_id, sequence));
  return ledger_.vault().Open(stored);
}

absl::StatusOr<std::optional<v1::Record>> CaseReader::Read(
    absl::string_view case_id, std::uint64_t sequence,
    const model::Reader& reader, bool heads_only) const {
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                   ReadOpened(case_id, sequence));
  ASSIGN_OR_RETURN(model::View view, ViewOf(stored, case_id, reader));
  if (view.extent == model::View::Extent::kNothing) return std::nullopt;
  if (heads_only) view = {model::View::Extent::kHeadOnly, {}, false};
  return Build(stored, view);
}

absl::StatusOr<v1::Record> CaseReader::ReadDelivery(
    absl::string_view case_id, std::uint64_t sequence,
    const model::Reader& reader) const {
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                   ReadOpened(case_id, sequence));
  ASSIGN_OR_RETURN(const model::View view, ViewOf(stored, case_id, reader));
  return Build(stored, view);
}

absl::StatusOr<v1::CaseTimeline> CaseReader::ReadTimeline(
    absl::string_view case_id, const model::Reader& reader) const {
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   ledger_.ReadCaseFile(case_id));
  if (!file.has_value() || !model::MaySeeCase(*file, reader)) {
    return MakeError(Reason::kCaseNotFound, "there is no such case for you",
                     case_id);
  }
  v1::CaseTimeline timeline;
  *timeline.mutable_summary() = SummariseCase(*file, reader);
  const v1::Date today = TodayOf(*file);
  for (std::uint64_t sequence = 1; sequence <= file->last_sequence();
       ++sequence) {
    ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                     ledger_.ReadRecord(case_id, sequence));
    ASSIGN_OR_RETURN(const OpenedRecord record,
                     OpenRecord(stored, ledger_.vault()));
    ASSIGN_OR_RETURN(const storage::v1::StoredRecord opened,
                     ledger_.vault().Open(stored));
    ASSIGN_OR_RETURN(const std::vector<v1::Disclosure> disclosures,
                     DisclosuresOf(opened));
    const model::View view = model::NeedToKnow(
        *file, record.message.envelope.sender(), disclosures, reader, today);
    for (v1::CaseTimeline::Entry& entry :
         TimelineEntries(record, *file, view, reader)) {
      *timeline.add_entries() = std::move(entry);
    }
  }
  return timeline;
}

absl::StatusOr<v1::Receipt> CaseReader::ReadReceipt(
    absl::string_view case_id, std::uint64_t sequence) const {
  return prover_.ReadReceipt(case_id, sequence);
}

absl::StatusOr<model::View> CaseReader::ViewOf(
    const storage::v1::StoredRecord& stored, absl::string_view case_id,
    const model::Reader& reader) const {
  if (IsRouterLogId(case_id)) {
    ASSIGN_OR_RETURN(const v1::Effects effects, EffectsOf(stored));
    return RouterLogView(stored, effects, reader);
  }
  ASSIGN_OR_RETURN(const v1::Envelope envelope, EnvelopeOf(stored));
  ASSIGN_OR_RETURN(const std::vector<v1::Disclosure> disclosures,
                   DisclosuresOf(stored));
  ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                   ledger_.ReadCaseFile(case_id));
  if (!file.has_value()) {
    return MakeError(Reason::kStoreCorrupt, "a record has no case file",
                     case_id);
  }
  return model::NeedToKnow(*file, envelope.sender(), disclosures, reader,
                           TodayOf(*file));
}

// The day where the programme is; consents end with its midnight.
v1::Date CaseReader::TodayOf(const storage::v1::CaseFile& file) const {
  const Policy policy = policy_();
  const model::Programme* programme =
      policy.programmes->Find(file.programme_id(), file.programme_version());
  const absl::TimeZone zone =
      programme == nullptr ? absl::UTCTimeZone() : programme->time_zone();
  const absl::CivilDay day = absl::ToCivilDay(clock_.Now(), zone);
  v1::Date today;
  today.set_year(static_cast<int>(day.year()));
  today.set_month(day.month());
  today.set_day(day.day());
  return today;
}

absl::StatusOr<v1::Record> CaseReader::Build(
    const storage::v1::StoredRecord& stored, const model::View& view) const {
  v1::Record record;
  ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                   evidence::ParseRecordHead(stored.head()));
  ASSIGN_OR_RETURN(*record.mutable_proof(), prover_.Prove(head.position));
  record.set_head(stored.head());
  if (view.extent == model::View::Extent::kParts) {
    v1::SignedMessage& message = *record.mutable_message();
    message.set_envelope(stored.envelope());
    if (stored.has_proof()) *message.mutable_proof() = stored.proof();
    for (const int index : view.parts) {
      v1::Part& part = *message.add_parts();
      part.set_index(stored.parts(index).index());
      part.set_disclosure(stored.parts(index).content());
    }
    if (view.effects) {
      ASSIGN_OR_RETURN(*record.mutable_effects(), EffectsOf(stored));
    }
  }
  return record;
}

}  // namespace referral::router
