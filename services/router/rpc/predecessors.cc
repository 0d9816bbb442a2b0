#include "services/router/rpc/predecessors.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::router {
namespace {

// The first that has yet to be sent again; end if there is none.
template <typename List>
auto FirstWaiting(List& failed) {
  return std::find_if(failed.begin(), failed.end(),
                      [](const auto& one) { return !one.sent_again; });
}

template <typename List>
auto Find(List& failed, absl::string_view message_id) {
  return std::find_if(
      failed.begin(), failed.end(),
      [message_id](const auto& one) { return one.message_id == message_id; });
}

}  // namespace

absl::Status Predecessors::Check(absl::string_view case_id,
                                 absl::string_view message_id) const {
  const auto found = failed_.find(case_id);
  if (found == failed_.end()) return absl::OkStatus();
  const auto first = FirstWaiting(found->second);
  if (first == found->second.end() || first->message_id == message_id) {
    return absl::OkStatus();
  }
  return MakeError(
      Reason::kPredecessorPending,
      absl::StrCat("message ", first->message_id, " of the case comes first"),
      case_id);
}

absl::Status Predecessors::Admit(absl::string_view case_id,
                                 absl::string_view message_id) {
  RETURN_IF_ERROR(Check(case_id, message_id));
  const auto found = failed_.find(case_id);
  if (found == failed_.end()) return absl::OkStatus();
  const auto failed = Find(found->second, message_id);
  if (failed != found->second.end()) failed->sent_again = true;
  return absl::OkStatus();
}

void Predecessors::OnRetryable(absl::string_view case_id,
                               absl::string_view message_id) {
  std::vector<Failed>& failed = failed_[case_id];
  const auto found = Find(failed, message_id);
  if (found != failed.end()) {
    found->sent_again = false;
    return;
  }
  failed.push_back({std::string(message_id)});
  ++size_;
}

void Predecessors::OnSettled(absl::string_view case_id,
                             absl::string_view message_id) {
  const auto of_case = failed_.find(case_id);
  if (of_case == failed_.end()) return;
  const auto found = Find(of_case->second, message_id);
  if (found == of_case->second.end()) return;
  of_case->second.erase(found);
  --size_;
  if (of_case->second.empty()) failed_.erase(of_case);
}

}  // namespace referral::router
