// What an officer should look at, from what a record says. Notices hold codes
// and ids alone. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_NOTICES_H_
#define REFERRAL_SERVICES_AGENCY_CORE_NOTICES_H_

#include <vector>

#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/received.h"

namespace referral::agency {

// The notices that `received` gives the agency of `catalogue`, in the order of
// its acts; without numbers. A record of which only the head may be seen gives
// none.
//   OVERDUE        a clock ran out [26, 29]: `agency` was silent
//   DRAFT          the router drafted a referral for this agency as its
//                  requester [30]: `agency` declined or was silent
//   REROUTED       a referral goes to another provider, `agency` [32]; not for
//                  that provider, which got a referral
//   NOT_DELIVERED  an operator gave up a message to `agency` [29]
//   COMPLAINT      with a due time: to be answered, `agency` lodged it;
//                  without: `agency` answered
//   CONTINUATION   with a due time: this agency looks after a continuing need
//                  from now on, `agency` said so [18]; without: `agency` does
//                  so in its place
//   ERASED         the case was erased [31]
std::vector<v1::Notice> NoticesOf(const Received& received,
                                  const Catalogue& catalogue);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_NOTICES_H_
