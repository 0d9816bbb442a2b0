// What a withdrawn consent had let this agency see has to go, and the agency
// says so by itself [27]. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_DESTRUCTION_H_
#define REFERRAL_SERVICES_AGENCY_CORE_DESTRUCTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/evidence/message.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/message.pb.h"

namespace referral::agency {

// Officer of the acts that a service says by itself.
inline constexpr absl::string_view kServiceOfficer = "service";

// The withdrawals in `message` that concern agency `self`: those that name it,
// or nobody, as recipient.
std::vector<v1::ConsentWithdrawn> WithdrawalsFor(
    absl::string_view self, const evidence::OpenedMessage& message);

// The parts of `message`, as agency `self` holds it, that go with `withdrawn`:
// the sections of the person in the categories it names, in all if it names
// none. What `self` wrote is its own record and stays. Ascending indexes.
std::vector<uint32_t> PartsToDestroy(absl::string_view self,
                                     const v1::ConsentWithdrawn& withdrawn,
                                     const evidence::OpenedMessage& message);

// Takes the parts with these indexes out of `message`. It still verifies: a
// part that is gone is as one that was withheld.
void RemoveParts(const std::vector<uint32_t>& indexes,
                 v1::SignedMessage& message);

// A withdrawal that agency `self` has heeded.
struct Heeded {
  std::string case_id;
  std::string withdrawn_message_id;
  std::string person_id;
  uint32_t parts = 0;  // destroyed
};

// The message by which `self` confirms it, sent at `now`. Its id is always the
// same for the same withdrawal and person, so that it is sent once.
// `occurred` is its day, see DayOfDestruction.
evidence::BuildSpec Confirmation(const Heeded& heeded, absl::string_view self,
                                 absl::Time now, absl::CivilDay occurred);

// The day of a destruction at `now` by the service's clock, of a withdrawal
// that the router recorded at `recorded`: today in UTC, but never a day that
// has not come at the router, whose clock may be a little behind.
absl::CivilDay DayOfDestruction(absl::Time recorded, absl::Time now);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_DESTRUCTION_H_
