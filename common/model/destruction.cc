#include "common/model/destruction.h"

#include <algorithm>
#include <set>

#include "absl/algorithm/container.h"
#include "common/model/case_file.h"
#include "common/model/consent.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;
using v1::PendingDestruction;

template <typename List, typename Value>
bool NamesOrAll(const List& named, const Value& value) {
  return named.empty() || absl::c_linear_search(named, value);
}

// Whether `referral` lets `agency` see, of the person, a category that is
// withdrawn from it and of which `opened` holds.
template <typename Predicate>
bool Loses(const CaseReferral& referral, const v1::ConsentWithdrawn& withdrawn,
           absl::string_view agency, Predicate opened) {
  if (!WasRequested(referral) || !NamesOrAll(withdrawn.recipients(), agency) ||
      !IsParty(referral, agency) || !Serves(referral, withdrawn.person_id())) {
    return false;
  }
  return std::any_of(referral.categories().begin(), referral.categories().end(),
                     [&](int category) {
                       return NamesOrAll(withdrawn.categories(), category) &&
                              opened(static_cast<v1::DataCategory>(category));
                     });
}

bool HasOpened(const storage::v1::Person& person, absl::string_view agency,
               v1::DataCategory category) {
  return std::any_of(person.consents().begin(), person.consents().end(),
                     [&](const storage::v1::Consent& consent) {
                       return IsFor(consent, agency, category);
                     });
}

bool IsOf(const PendingDestruction& pending, absl::string_view agency,
          absl::string_view message_id, absl::string_view person_id) {
  return pending.agency() == agency &&
         pending.withdrawn_message_id() == message_id &&
         pending.person_id() == person_id;
}

// Place of what `agency` owes; -1 if it owes nothing.
int FindPending(const CaseFile& file, absl::string_view agency,
                absl::string_view message_id, absl::string_view person_id) {
  for (int i = 0; i < file.pending_destructions_size(); ++i) {
    if (IsOf(file.pending_destructions(i), agency, message_id, person_id)) {
      return i;
    }
  }
  return -1;
}

}  // namespace

bool MayLoseBy(const CaseFile& file, const v1::ConsentWithdrawn& withdrawn,
               absl::string_view agency) {
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     [&](const CaseReferral& referral) {
                       return Loses(referral, withdrawn, agency,
                                    [](v1::DataCategory) { return true; });
                     });
}

std::vector<std::string> Holders(const CaseFile& file,
                                 const v1::ConsentWithdrawn& withdrawn) {
  const storage::v1::Person* person = FindPerson(file, withdrawn.person_id());
  if (person == nullptr) return {};
  std::set<std::string> holders;
  for (const CaseReferral& referral : file.referrals()) {
    for (const std::string& agency :
         {referral.requester(), referral.receiver()}) {
      if (agency == file.lead()) continue;
      if (Loses(referral, withdrawn, agency, [&](v1::DataCategory category) {
            return HasOpened(*person, agency, category);
          })) {
        holders.insert(agency);
      }
    }
  }
  return {holders.begin(), holders.end()};
}

void ApplyDestructionDue(CaseFile& file, const v1::ConsentWithdrawn& withdrawn,
                         const ActRecord& record) {
  for (const std::string& agency : Holders(file, withdrawn)) {
    if (FindPending(file, agency, record.message_id, withdrawn.person_id()) >=
        0) {
      continue;
    }
    PendingDestruction& pending = *file.add_pending_destructions();
    pending.set_agency(agency);
    pending.set_withdrawn_message_id(std::string(record.message_id));
    pending.set_person_id(withdrawn.person_id());
    SetTime(record.recorded_time, *pending.mutable_withdrawn_time());
  }
}

absl::Status CheckPartsDestroyed(const ActInput& input) {
  const v1::PartsDestroyed& act = input.act.parts_destroyed();
  if (FindPending(input.file, input.sender, act.withdrawn_message_id(),
                  act.person_id()) >= 0) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kNotFound,
                     "the agency has nothing to confirm for this withdrawal "
                     "and person",
                     "withdrawn_message_id");
}

void ApplyPartsDestroyed(CaseFile& file, const v1::Act& act,
                         const ActRecord& record) {
  const v1::PartsDestroyed& destroyed = act.parts_destroyed();
  const int index =
      FindPending(file, record.sender, destroyed.withdrawn_message_id(),
                  destroyed.person_id());
  if (index < 0) return;
  file.mutable_pending_destructions()->DeleteSubrange(index, 1);
}

}  // namespace referral::model
