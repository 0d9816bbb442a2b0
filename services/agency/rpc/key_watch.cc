#include "services/agency/rpc/key_watch.h"

#include "absl/status/statusor.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "spdlog/spdlog.h"

namespace referral::agency {

void KeyWatch::Start() {
  thread_ = std::thread([this] { Run(); });
}

void KeyWatch::Stop() {
  wakeup_.Stop();
  if (thread_.joinable()) thread_.join();
}

void KeyWatch::Run() {
  Rewrap();
  while (!wakeup_.stopped()) {
    LookAtSigningKey();
    LookAtMasterKeys();
    wakeup_.WaitForStop(interval_);
  }
}

absl::Status KeyWatch::RefreshSigner() {
  const absl::Status status = signer_.Refresh(*trust_.book(), clock_.Now());
  if (!HasReason(status, Reason::kSigningKeyUnknown)) return status;
  // Registered since, perhaps.
  ASSIGN_OR_RETURN(const auto book, trust_.ReadAgain());
  return signer_.Refresh(*book, clock_.Now());
}

bool KeyWatch::LookAtSigningKey() {
  MutexLock lock(mutex_);
  const std::string before = signer_.key_id();
  Log("signing key", RefreshSigner(), signing_problem_);
  const std::string now = signer_.key_id();
  if (now == before) return false;
  spdlog::warn("signs with key {} from now on, no longer with {}", now, before);
  return true;
}

void KeyWatch::LookAtMasterKeys() {
  MutexLock lock(mutex_);
  const absl::StatusOr<bool> changed = store_.AdoptMasterKeys();
  Log("master key", changed.status(), master_problem_);
  if (changed.ok() && *changed) Rewrap();
}

void KeyWatch::Rewrap() {
  const std::string id = store_.master_key_id();
  store_.RewrapKeys([id](absl::StatusOr<size_t> count) {
    if (!count.ok()) {
      spdlog::error("case keys are not all wrapped with master key {}: {}", id,
                    Describe(count.status()));
    } else if (*count > 0) {
      spdlog::warn(
          "master key {} wraps every case key now, {} of them anew: the other "
          "keys of the file may be removed",
          id, *count);
    }
  });
}

void KeyWatch::Log(const char* what, const absl::Status& status,
                   std::string& last) {
  const std::string problem = status.ok() ? "" : Describe(status);
  if (problem != last && !problem.empty()) {
    spdlog::error("the {} in force stays in force: {}", what, problem);
  }
  last = problem;
}

}  // namespace referral::agency
