#include "services/agency/core/destruction.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/types/span.h"
#include "common/base/ids.h"
#include "common/crypto/digest.h"
#include "common/model/sections.h"

namespace referral::agency {
namespace {

// The router takes nothing from a sender whose clock is further ahead.
constexpr absl::Duration kMostAhead = absl::Minutes(5);

template <typename List, typename Value>
bool NamesOrAll(const List& named, const Value& value) {
  return named.empty() || absl::c_linear_search(named, value);
}

// A UUID made of a digest. Lengths go first, so that no two lists of fields
// are the same bytes.
std::string ConfirmationId(const Heeded& heeded, absl::string_view self) {
  std::string fields;
  for (const absl::string_view field :
       {absl::string_view(heeded.case_id),
        absl::string_view(heeded.withdrawn_message_id),
        absl::string_view(heeded.person_id), self}) {
    fields.push_back(static_cast<char>(field.size()));
    fields.append(field.data(), field.size());
  }
  return UuidV4(crypto::Blake2b256("referral.v1.parts_destroyed", fields));
}

}  // namespace

std::vector<v1::ConsentWithdrawn> WithdrawalsFor(
    absl::string_view self, const evidence::OpenedMessage& message) {
  std::vector<v1::ConsentWithdrawn> found;
  for (const evidence::OpenedAct& act : message.acts) {
    if (!act.act.has_consent_withdrawn()) continue;
    const v1::ConsentWithdrawn& withdrawn = act.act.consent_withdrawn();
    if (NamesOrAll(withdrawn.recipients(), self)) found.push_back(withdrawn);
  }
  return found;
}

std::vector<uint32_t> PartsToDestroy(absl::string_view self,
                                     const v1::ConsentWithdrawn& withdrawn,
                                     const evidence::OpenedMessage& message) {
  std::vector<uint32_t> indexes;
  if (message.envelope.sender() == self) return indexes;
  for (const evidence::OpenedSection& section : message.sections) {
    if (section.section.person_id() == withdrawn.person_id() &&
        NamesOrAll(withdrawn.categories(),
                   model::CategoryOf(section.section))) {
      indexes.push_back(section.part_index);
    }
  }
  return indexes;
}

void RemoveParts(const std::vector<uint32_t>& indexes,
                 v1::SignedMessage& message) {
  auto& parts = *message.mutable_parts();
  parts.erase(std::remove_if(parts.begin(), parts.end(),
                             [&](const v1::Part& part) {
                               return std::binary_search(indexes.begin(),
                                                         indexes.end(),
                                                         part.index());
                             }),
              parts.end());
}

evidence::BuildSpec Confirmation(const Heeded& heeded, absl::string_view self,
                                 absl::Time now, absl::CivilDay occurred) {
  evidence::BuildSpec spec;
  spec.message_id = ConfirmationId(heeded, self);
  spec.case_id = heeded.case_id;
  spec.sender = std::string(self);
  spec.sent_time = now;
  v1::Act& act = spec.acts.emplace_back();
  act.set_officer(std::string(kServiceOfficer));
  act.mutable_occurred_date()->set_year(static_cast<int>(occurred.year()));
  act.mutable_occurred_date()->set_month(occurred.month());
  act.mutable_occurred_date()->set_day(occurred.day());
  v1::PartsDestroyed& destroyed = *act.mutable_parts_destroyed();
  destroyed.set_withdrawn_message_id(heeded.withdrawn_message_id);
  destroyed.set_person_id(heeded.person_id);
  destroyed.set_parts_count(heeded.parts);
  return spec;
}

absl::CivilDay DayOfDestruction(absl::Time recorded, absl::Time now) {
  return absl::ToCivilDay(std::max(recorded, now - kMostAhead),
                          absl::UTCTimeZone());
}

}  // namespace referral::agency
