// What clients say at desks in the cases that benchmarks are made of.
#ifndef REFERRAL_TESTS_BENCH_DESK_STORY_H_
#define REFERRAL_TESTS_BENCH_DESK_STORY_H_

#include <cstdint>
#include <string>

#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/sms_intake_service.pb.h"

namespace referral::bench {

// About the referral `number` of the case `case_id`, each under a message id of
// its own: the lead asks for it, the provider accepts, makes an appointment,
// and says that nobody came.
v1::ReferRequest ReferCall(const std::string& case_id, std::uint64_t number);
v1::AcceptReferralRequest AcceptCall(const std::string& case_id,
                                     std::uint64_t number);
v1::ScheduleAppointmentRequest ScheduleCall(const std::string& case_id,
                                            std::uint64_t number);
v1::RecordAttendanceRequest NoShowCall(const std::string& case_id,
                                       std::uint64_t number);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_DESK_STORY_H_
