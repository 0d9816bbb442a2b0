#include "common/model/erasure.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"

namespace referral::model {

absl::Status CheckErasable(const storage::v1::CaseFile& file) {
  if (file.last_sequence() == 0) {
    return MakeError(Reason::kCaseNotFound, "there is no such case", "case_id");
  }
  if (IsErased(file)) {
    return MakeError(Reason::kCaseErased, "the case is erased already",
                     "case_id");
  }
  if (file.status() == v1::CASE_STATUS_ARCHIVED) return absl::OkStatus();
  return MakeError(
      Reason::kCaseNotArchived,
      absl::StrCat("the case is ", v1::CaseStatus_Name(file.status())),
      "case_id");
}

std::vector<std::string> AgenciesThatHold(const storage::v1::CaseFile& file) {
  std::set<std::string> agencies(file.senders().begin(), file.senders().end());
  agencies.insert({file.lead(), file.continuation().owner()});
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    agencies.insert(referral.requester());
    agencies.insert(referral.receiver());
  }
  for (const v1::Complaint& complaint : file.complaints()) {
    agencies.insert(complaint.addressee());
  }
  agencies.erase("");
  agencies.erase(HomeOf(file.case_id()));  // the router itself
  return {agencies.begin(), agencies.end()};
}

storage::v1::CaseFile Tombstone(const storage::v1::CaseFile& file) {
  storage::v1::CaseFile left;
  left.set_case_id(file.case_id());
  left.set_status(v1::CASE_STATUS_ERASED);
  left.set_last_sequence(file.last_sequence());
  left.set_last_digest(file.last_digest());
  *left.mutable_opened_time() = file.opened_time();
  *left.mutable_last_recorded_time() = file.last_recorded_time();
  left.set_message_prints(file.message_prints());
  return left;
}

}  // namespace referral::model
