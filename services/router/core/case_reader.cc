#include "services/router/core/case_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/record.h"
#include "common/model/after_care.h"
#include "common/model/case_file.h"
#include "common/model/erasure.h"
#include "common/model/reroute.h"
#include "common/model/shown_effects.h"
#include "google/protobuf/arena.h"
#include "services/router/core/erased_case.h"
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

bool Contains(const v1::Effects& effects, absl::string_view agency) {
  const auto& to = effects.recipients();
  return absl::c_linear_search(to, agency);
}

// Whether the record of `stored` went to `reader`; looked up only where it
// matters.
absl::StatusOr<bool> WasSentTo(const storage::v1::StoredRecord& stored,
                               absl::Span<const v1::Disclosure> disclosures,
                               const model::Reader& reader) {
  const bool matters =
      std::any_of(disclosures.begin(), disclosures.end(),
                  [](const v1::Disclosure& disclosure) {
                    return model::IsOfAfterCare(disclosure.act()) ||
                           disclosure.act().has_deadline_passed();
                  });
  if (!matters) return false;
  ASSIGN_OR_RETURN(const v1::Effects effects, EffectsOf(stored));
  return Contains(effects, reader.agency);
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
  if (!Contains(effects, reader.agency)) return view;
  view.extent = model::View::Extent::kParts;
  for (int i = 0; i < stored.parts_size(); ++i) view.parts.push_back(i);
  view.effects = true;
  return view;
}

// The re-routing among what `sender` says that hands a request on to `agency`;
// nullptr if there is none. Only the router itself re-routes.
const v1::ReferralRerouted* ReroutingTo(
    absl::string_view agency, absl::string_view case_id,
    absl::string_view sender, absl::Span<const v1::Disclosure> disclosures,
    const model::View& view) {
  if (IsRouterLogId(case_id) || sender != HomeOf(case_id)) return nullptr;
  for (const int index : view.parts) {
    const v1::Act& act = disclosures[static_cast<size_t>(index)].act();
    if (act.referral_rerouted().receiver() == agency) {
      return &act.referral_rerouted();
    }
  }
  return nullptr;
}

// Takes every request out of `view` but the one that became `referral_id`.
void KeepRequestOf(const storage::v1::CaseFile& file,
                   absl::string_view referral_id,
                   absl::Span<const v1::Disclosure> disclosures,
                   model::View& view) {
  const storage::v1::CaseReferral* referral =
      model::FindReferral(file, referral_id);
  const auto is_other = [&](int index) {
    const v1::Act& act = disclosures[static_cast<size_t>(index)].act();
    return act.has_referral_requested() &&
           (referral == nullptr ||
            !model::IsReroutedFrom(file, *referral,
                                   act.referral_requested().referral_id()));
  };
  const auto end =
      std::remove_if(view.parts.begin(), view.parts.end(), is_other);
  if (end != view.parts.end()) view.effects = false;
  view.parts.erase(end, view.parts.end());
}

}  // namespace

CaseReader::CaseReader(const Ledger& ledger, const Clock& clock,
                       std::function<Policy()> policy)
    : ledger_(ledger),
      clock_(clock),
      policy_(std::move(policy)),
      prover_(ledger) {}

absl::StatusOr<CaseReader::Plain> CaseReader::Open(
    absl::string_view case_id, storage::v1::StoredRecord sealed) const {
  Plain plain;
  plain.stored = std::move(sealed);
  ASSIGN_OR_RETURN(plain.envelope, EnvelopeOf(plain.stored));
  // Who may see it, the case says.
  if (plain.envelope.case_id() != case_id) {
    return MakeError(Reason::kStoreCorrupt,
                     "a record of another case lies in its place", case_id);
  }
  RETURN_IF_ERROR(ledger_.vault().Open(plain.envelope, plain.stored));
  ASSIGN_OR_RETURN(plain.disclosures, DisclosuresOf(plain.stored));
  return plain;
}

absl::StatusOr<CaseReader::Plain> CaseReader::ReadPlain(
    absl::string_view case_id, std::uint64_t sequence) const {
  ASSIGN_OR_RETURN(storage::v1::StoredRecord sealed,
                   ledger_.ReadRecord(case_id, sequence));
  return Open(case_id, std::move(sealed));
}

absl::StatusOr<CaseReader::Plain> CaseReader::ReadPlainAt(
    absl::string_view case_id, std::uint64_t position) const {
  ASSIGN_OR_RETURN(storage::v1::StoredRecord sealed,
                   ledger_.ReadRecordAt(position));
  return Open(case_id, std::move(sealed));
}

absl::StatusOr<std::optional<v1::Record>> CaseReader::Read(
    absl::string_view case_id, std::uint64_t sequence,
    const model::Reader& reader, bool heads_only) const {
  absl::StatusOr<Plain> plain = ReadPlain(case_id, sequence);
  ASSIGN_OR_RETURN(const bool erased,
                   IsOfErasedCase(ledger_, case_id, plain.status()));
  if (erased) {
    if (reader.kind != model::Reader::Kind::kOperator) return std::nullopt;
    ASSIGN_OR_RETURN(storage::v1::StoredRecord sealed,
                     ledger_.ReadRecord(case_id, sequence));
    return BuildHead(std::move(sealed));
  }
  ASSIGN_OR_RETURN(model::View view, ViewOf(*plain, case_id, reader));
  if (view.extent == model::View::Extent::kNothing) return std::nullopt;
  if (heads_only) {
    view = model::View();
    view.extent = model::View::Extent::kHeadOnly;
  }
  return Build(*std::move(plain), view);
}

absl::StatusOr<DeliveredRecord> CaseReader::ReadDelivery(
    absl::string_view case_id, std::uint64_t position,
    const model::Reader& reader) const {
  DeliveredRecord delivered;
  absl::StatusOr<Plain> plain = ReadPlainAt(case_id, position);
  ASSIGN_OR_RETURN(const bool erased,
                   IsOfErasedCase(ledger_, case_id, plain.status()));
  if (erased) {
    ASSIGN_OR_RETURN(storage::v1::StoredRecord sealed,
                     ledger_.ReadRecordAt(position));
    ASSIGN_OR_RETURN(delivered.record, BuildHead(std::move(sealed)));
    return delivered;
  }
  ASSIGN_OR_RETURN(const model::View view, ViewOf(*plain, case_id, reader));
  if (const v1::ReferralRerouted* rerouting =
          ReroutingTo(reader.agency, case_id, plain->envelope.sender(),
                      plain->disclosures, view);
      rerouting != nullptr) {
    ASSIGN_OR_RETURN(delivered.original,
                     ReadOriginal(case_id, *rerouting, reader));
  }
  ASSIGN_OR_RETURN(delivered.record, Build(*std::move(plain), view));
  return delivered;
}

absl::StatusOr<v1::Record> CaseReader::BuildHead(
    storage::v1::StoredRecord sealed) const {
  Plain plain;
  plain.stored = std::move(sealed);
  model::View view;
  view.extent = model::View::Extent::kHeadOnly;
  return Build(std::move(plain), view);
}

absl::StatusOr<v1::Record> CaseReader::ReadOriginal(
    absl::string_view case_id, const v1::ReferralRerouted& rerouting,
    const model::Reader& reader) const {
  ASSIGN_OR_RETURN(Plain plain,
                   ReadPlain(case_id, rerouting.original_sequence()));
  ASSIGN_OR_RETURN(model::View view, ViewOf(plain, case_id, reader));
  if (view.extent == model::View::Extent::kParts) {
    ASSIGN_OR_RETURN(const std::optional<storage::v1::CaseFile> file,
                     ledger_.ReadCaseFile(case_id));
    if (file.has_value()) {
      KeepRequestOf(*file, rerouting.referral_id(), plain.disclosures, view);
    }
  }
  return Build(std::move(plain), view);
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
  if (model::IsErased(*file)) return timeline;
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
    ASSIGN_OR_RETURN(const bool addressed,
                     WasSentTo(opened, disclosures, reader));
    const model::View view =
        model::NeedToKnow(*file,
                          {record.message.envelope.sender(),
                           record.message.envelope.message_id()},
                          disclosures, reader, today, addressed);
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
    const Plain& plain, absl::string_view case_id,
    const model::Reader& reader) const {
  if (IsRouterLogId(case_id)) {
    ASSIGN_OR_RETURN(const v1::Effects effects, EffectsOf(plain.stored));
    return RouterLogView(plain.stored, effects, reader);
  }
  google::protobuf::Arena arena;
  auto& file =
      *google::protobuf::Arena::CreateMessage<storage::v1::CaseFile>(&arena);
  ASSIGN_OR_RETURN(const bool found, ledger_.LoadCaseFile(case_id, file));
  if (!found) {
    return MakeError(Reason::kStoreCorrupt, "a record has no case file",
                     case_id);
  }
  ASSIGN_OR_RETURN(const bool addressed,
                   WasSentTo(plain.stored, plain.disclosures, reader));
  return model::NeedToKnow(
      file, {plain.envelope.sender(), plain.envelope.message_id()},
      plain.disclosures, reader, TodayOf(file), addressed);
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

absl::StatusOr<v1::Record> CaseReader::Build(Plain plain,
                                             const model::View& view) const {
  storage::v1::StoredRecord& stored = plain.stored;
  v1::Record record;
  ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                   evidence::ParseRecordHead(stored.head()));
  ASSIGN_OR_RETURN(*record.mutable_proof(), prover_.Prove(head.position));
  record.set_allocated_head(stored.release_head());
  if (view.extent != model::View::Extent::kParts) return record;

  v1::SignedMessage& message = *record.mutable_message();
  message.set_allocated_envelope(stored.release_envelope());
  if (stored.has_proof()) message.set_allocated_proof(stored.release_proof());
  for (const int index : view.parts) {
    v1::Part& part = *message.add_parts();
    part.set_index(stored.parts(index).index());
    part.set_allocated_disclosure(
        stored.mutable_parts(index)->release_content());
  }
  ASSIGN_OR_RETURN(v1::Effects effects, EffectsOf(stored));
  std::optional<v1::Effects> shown =
      model::ShownEffects(std::move(effects), plain.disclosures, view);
  if (shown.has_value()) *record.mutable_effects() = *std::move(shown);
  return record;
}

}  // namespace referral::router
