#include "services/router/core/timeline.h"

#include <string>

#include "absl/algorithm/container.h"
#include "common/evidence/timestamp.h"
#include "common/model/case_file.h"
#include "common/model/deadlines.h"
#include "common/model/lifecycle.h"

namespace referral::router {
namespace {

bool Shows(const model::View& view, uint32_t part_index) {
  if (view.every_act_named) return true;
  switch (view.extent) {
    case model::View::Extent::kNothing:
      return false;
    case model::View::Extent::kHeadOnly:
      return true;
    case model::View::Extent::kParts:
      return absl::c_linear_search(view.parts, static_cast<int>(part_index));
  }
  return false;
}

std::string ServiceOf(const storage::v1::CaseFile& file,
                      absl::string_view referral_id,
                      const model::Reader& reader) {
  const storage::v1::CaseReferral* referral =
      model::FindReferral(file, referral_id);
  return referral != nullptr && model::ViewRow(file, referral, reader).service
             ? referral->service_code()
             : "";
}

v1::CaseTimeline::Entry EntryOf(const OpenedRecord& record, size_t index) {
  const v1::Act& act = record.message.acts[index].act;
  v1::CaseTimeline::Entry entry;
  entry.set_sequence(record.head.sequence);
  *entry.mutable_recorded_time() =
      evidence::ToTimestamp(record.head.recorded_time);
  *entry.mutable_occurred_date() = act.occurred_date();
  entry.set_sender(record.message.envelope.sender());
  entry.set_act(std::string(model::ActName(act)));
  entry.set_referral_id(std::string(
      act.has_deadline_passed() ? model::ReferralWaiting(act.deadline_passed())
                                : model::ReferralIdOf(act)));
  if (index < static_cast<size_t>(record.effects.acts_size())) {
    const v1::ActEffects& effects =
        record.effects.acts(static_cast<int>(index));
    entry.set_case_status(effects.case_status());
    entry.set_referral_status(effects.referral_status());
  }
  return entry;
}

}  // namespace

std::vector<v1::CaseTimeline::Entry> TimelineEntries(
    const OpenedRecord& record, const storage::v1::CaseFile& file,
    const model::View& view, const model::Reader& reader) {
  std::vector<v1::CaseTimeline::Entry> entries;
  for (size_t i = 0; i < record.message.acts.size(); ++i) {
    if (!Shows(view, record.message.acts[i].part_index)) continue;
    entries.push_back(EntryOf(record, i));
    v1::CaseTimeline::Entry& entry = entries.back();
    entry.set_service_code(ServiceOf(file, entry.referral_id(), reader));
  }
  return entries;
}

}  // namespace referral::router
