// What happened in a case, in codes. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_TIMELINE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_TIMELINE_H_

#include <vector>

#include "common/model/need_to_know.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/router/core/opened_record.h"

namespace referral::router {

// The entries of one record of `file` for `reader`, who has this `view` of it.
// Who gets parts sees the acts among them. Who gets heads only (oversight,
// operators) sees that every step happened: all acts. The service of an act's
// referral shows to those who see it in the referral's row (model::ViewRow).
std::vector<v1::CaseTimeline::Entry> TimelineEntries(
    const OpenedRecord& record, const storage::v1::CaseFile& file,
    const model::View& view, const model::Reader& reader);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_TIMELINE_H_
