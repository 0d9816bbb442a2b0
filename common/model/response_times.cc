#include "common/model/response_times.h"

#include <algorithm>

#include "common/model/report.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::CaseReferral;

bool IsOpenQuestion(const CaseReferral& referral) {
  return referral.status() == v1::REFERRAL_STATUS_REQUESTED ||
         referral.status() == v1::REFERRAL_STATUS_RECEIVED;
}

void SetDuration(absl::Duration duration, google::protobuf::Duration& out) {
  // Whole seconds: nobody answers faster.
  out.set_seconds(absl::ToInt64Seconds(duration));
}

}  // namespace

absl::Duration NearestRank(const std::vector<absl::Duration>& sorted,
                           int percent) {
  const size_t rank = (sorted.size() * static_cast<size_t>(percent) + 99) / 100;
  return sorted[std::max<size_t>(rank, 1) - 1];
}

void ResponseTimes::Add(const storage::v1::CaseFile& file) {
  for (const CaseReferral& referral : file.referrals()) {
    if (referral.has_decided_time() || IsOpenQuestion(referral)) Add(referral);
  }
}

void ResponseTimes::Add(const CaseReferral& referral) {
  Tally& tally = tallies_[{referral.receiver(), referral.service_code()}];
  const absl::Time due = referral.has_respond_by_time()
                             ? ToTime(referral.respond_by_time())
                             : absl::InfiniteFuture();
  if (!referral.has_decided_time()) {
    ++(due <= now_ ? tally.overdue : tally.waiting);
    return;
  }
  const absl::Time decided = ToTime(referral.decided_time());
  tally.answered.push_back(decided - ToTime(referral.requested_time()));
  if (decided <= due) ++tally.in_time;
  if (referral.status() != v1::REFERRAL_STATUS_COMPLETED) return;
  ++tally.completed;
  if (referral.has_ended_time() && referral.has_complete_by_time() &&
      ToTime(referral.ended_time()) > ToTime(referral.complete_by_time())) {
    ++tally.completed_late;
  }
}

std::vector<v1::Report::ResponseTimes> ResponseTimes::Rows() const {
  std::vector<v1::Report::ResponseTimes> rows;
  for (const auto& [key, tally] : tallies_) {
    v1::Report::ResponseTimes& row = rows.emplace_back();
    const auto answered = static_cast<std::uint32_t>(tally.answered.size());
    row.set_agency(key.first);
    row.set_service_code(key.second);
    row.set_referrals(answered + tally.waiting + tally.overdue);
    row.set_answered(answered);
    row.set_waiting(tally.waiting);
    row.set_overdue(tally.overdue);
    row.set_in_time_basis_points(
        BasisPointsHalfEven(tally.in_time, answered + tally.overdue));
    row.set_completed(tally.completed);
    row.set_completed_late(tally.completed_late);
    if (answered == 0) continue;
    std::vector<absl::Duration> sorted = tally.answered;
    std::sort(sorted.begin(), sorted.end());
    SetDuration(NearestRank(sorted, 50), *row.mutable_median_duration());
    SetDuration(NearestRank(sorted, 90), *row.mutable_p90_duration());
  }
  return rows;
}

}  // namespace referral::model
