// Takes new keys into use while the service runs.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_KEY_WATCH_H_
#define REFERRAL_SERVICES_AGENCY_RPC_KEY_WATCH_H_

#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/evidence/signer.h"
#include "services/agency/rpc/trust.h"
#include "services/agency/rpc/wakeup.h"
#include "services/agency/store/agency_store.h"

namespace referral::agency {

// How often the key files are looked at.
inline constexpr absl::Duration kKeyFileInterval = absl::Seconds(10);

// Thread-safe. One thread of its own.
class KeyWatch {
 public:
  // All outlive it.
  KeyWatch(AgencyStore& store, evidence::Signer& signer, Trust& trust,
           const Clock& clock, absl::Duration interval = kKeyFileInterval)
      : store_(store),
        signer_(signer),
        trust_(trust),
        clock_(clock),
        interval_(interval) {}
  // Stops, as Stop() does.
  ~KeyWatch() { Stop(); }

  // Looks at once, and then every `interval`. At once also because the master
  // key may have changed, or a rotation been cut short, while nobody served.
  void Start();
  // Ends the thread. Idempotent.
  void Stop();

  // Id of the key that signs.
  std::string signing_key_id() const { return signer_.key_id(); }

  // Takes the signing key that the file holds now into use. Whatever is wrong
  // is logged, once, and the key before stays. True if it is another one now.
  bool LookAtSigningKey();
  // Takes the master keys that the file holds now into use; if the first is
  // another one, every case key is wrapped anew, and one line of the log says
  // when that is done.
  void LookAtMasterKeys();

 private:
  void Run();
  void Rewrap();
  absl::Status RefreshSigner();
  // Logs `status` if it is not what was logged last.
  void Log(const char* what, const absl::Status& status, std::string& last);

  AgencyStore& store_;
  evidence::Signer& signer_;
  Trust& trust_;
  const Clock& clock_;
  const absl::Duration interval_;
  Wakeup wakeup_;

  Mutex mutex_;  // one look at a time
  std::string signing_problem_ ABSL_GUARDED_BY(mutex_);
  std::string master_problem_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_KEY_WATCH_H_
