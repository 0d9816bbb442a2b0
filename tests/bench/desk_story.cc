#include "tests/bench/desk_story.h"

#include "tests/bench/case_ids.h"
#include "tests/bench/case_story.h"
#include "tests/integration/messages.h"

namespace referral::bench {
namespace {

v1::Date Day(int day) {
  v1::Date date;
  date.set_year(2019);
  date.set_month(2);
  date.set_day(day);
  return date;
}

v1::CallHeader Header(const std::string& case_id) {
  v1::CallHeader header;
  header.set_message_id(testing::NewUuid());
  header.set_case_id(case_id);
  header.set_officer("officer-07");
  *header.mutable_occurred_date() = Day(1);
  return header;
}

// A call about one referral.
template <typename Request>
Request About(const std::string& case_id, std::uint64_t number) {
  Request request;
  *request.mutable_call() = Header(case_id);
  request.set_referral_id(ReferralIdOf(number));
  return request;
}

}  // namespace

v1::ReferRequest ReferCall(const std::string& case_id, std::uint64_t number) {
  v1::ReferRequest request;
  *request.mutable_call() = Header(case_id);
  *request.add_referrals() =
      RequestAct(ReferralIdOf(number)).referral_requested();
  return request;
}

v1::AcceptReferralRequest AcceptCall(const std::string& case_id,
                                     std::uint64_t number) {
  return About<v1::AcceptReferralRequest>(case_id, number);
}

v1::ScheduleAppointmentRequest ScheduleCall(const std::string& case_id,
                                            std::uint64_t number) {
  auto request = About<v1::ScheduleAppointmentRequest>(case_id, number);
  *request.mutable_appointment_date() = Day(8);
  return request;
}

v1::RecordAttendanceRequest NoShowCall(const std::string& case_id,
                                       std::uint64_t number) {
  auto request = About<v1::RecordAttendanceRequest>(case_id, number);
  request.set_status(v1::BUSINESS_STATUS_NO_SHOW);
  return request;
}

}  // namespace referral::bench
