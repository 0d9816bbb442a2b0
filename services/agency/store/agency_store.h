// The disk of an agency service: one thread decides and writes, synced, in
// groups; reads see what is on the disk.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_AGENCY_STORE_H_
#define REFERRAL_SERVICES_AGENCY_STORE_AGENCY_STORE_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/store/committer.h"
#include "common/store/database.h"
#include "common/store/fatal.h"
#include "common/store/sync_hook.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Thread-safe.
class AgencyStore {
 public:
  struct Options {
    std::string path;
    std::string agency;
    // Takes callers at their word. A store opened so once can never be opened
    // securely.
    bool insecure = false;
    store::FatalHandler fatal = store::ExitAtOnce();
    store::SyncHook* sync_hook = nullptr;  // not owned
  };

  // Errors: DATA_DIR_UNREADABLE, DATA_DIR_LOCKED, STORE_CORRUPT,
  //         STORE_TOO_NEW   see Database::Open
  //         STORE_INSECURE  was insecure, is to be opened securely
  //         CONFIG_DIFFERS  is the store of another agency
  static absl::StatusOr<std::unique_ptr<AgencyStore>> Open(
      const Options& options);

  // Decides what to change, on the store's thread. If it returns an error,
  // nothing it changed is kept.
  using Body = absl::AnyInvocable<absl::Status(Transaction&)>;
  // Called on the store's thread once what the body decided is on the disk,
  // or with the body's error. Must not block.
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // Bodies run, and are answered, in the order they were given.
  // Errors: QUEUE_FULL, SHUTTING_DOWN: neither is called.
  absl::Status Run(Body body, Done done);

  // Finishes what is queued and refuses more. Idempotent.
  void Stop() { committer_->Stop(); }

  // The store holds what cannot be: ends the process.
  void Fail(const absl::Status& status) { fatal_(status); }

  const store::Database& database() const { return *database_; }

 private:
  AgencyStore(std::unique_ptr<store::Database> database,
              store::FatalHandler fatal);

  const store::FatalHandler fatal_;

  const std::unique_ptr<store::Database> database_;
  Overlay overlay_;  // the committer's thread alone
  const std::unique_ptr<store::GroupCommitter> committer_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_AGENCY_STORE_H_
