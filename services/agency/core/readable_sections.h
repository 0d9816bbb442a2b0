// The sections of a case that belong to a referral. Pure, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_READABLE_SECTIONS_H_
#define REFERRAL_SERVICES_AGENCY_CORE_READABLE_SECTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::agency {

// The sections of one message of a case.
struct MessageSections {
  uint64_t sequence = 0;
  std::string message_id;
  std::vector<v1::Section> sections;
};

// The sections about the people of `item`, oldest first, without those that a
// later one corrects. `messages` are of its case, in any order.
std::vector<v1::Section> SectionsFor(const v1::WorklistItem& item,
                                     std::vector<MessageSections> messages);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_READABLE_SECTIONS_H_
