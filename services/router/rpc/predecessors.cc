#include "services/router/rpc/predecessors.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::router {

absl::Status Predecessors::Admit(absl::string_view case_id,
                                 absl::string_view message_id) {
  const auto found = failed_.find(case_id);
  if (found == failed_.end()) return absl::OkStatus();
  std::deque<std::string>& failed = found->second;
  if (failed.front() != message_id) {
    return MakeError(
        Reason::kPredecessorPending,
        absl::StrCat("message ", failed.front(), " of the case comes first"),
        case_id);
  }
  failed.pop_front();
  --size_;
  if (failed.empty()) failed_.erase(found);
  return absl::OkStatus();
}

void Predecessors::OnRetryable(absl::string_view case_id,
                               absl::string_view message_id) {
  failed_[case_id].emplace_back(message_id);
  ++size_;
}

}  // namespace referral::router
