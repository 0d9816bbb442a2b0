// The disk of an agency service: one thread decides and writes, synced, in
// groups; reads see what is on the disk. What a group adds to the outbox is
// signed together, and what it keeps of messages is sealed.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_AGENCY_STORE_H_
#define REFERRAL_SERVICES_AGENCY_STORE_AGENCY_STORE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/evidence/signer.h"
#include "common/store/committer.h"
#include "common/store/database.h"
#include "common/store/fatal.h"
#include "common/store/sync_hook.h"
#include "services/agency/store/seals.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Thread-safe.
class AgencyStore {
 public:
  struct Options {
    std::string path;
    std::string agency;
    // Takes callers at their word, and keeps plain bytes. A store opened so
    // once can never be opened securely.
    bool insecure = false;
    // Needed unless insecure.
    std::string master_key_file = "";
    // Signs what goes into the outbox; outlives the store. Null: nobody does.
    const evidence::Signer* signer = nullptr;
    store::FatalHandler fatal = store::ExitAtOnce();
    store::SyncHook* sync_hook = nullptr;  // not owned
  };

  // Finishes what a stop has cut short: keys of a case whose renewal had begun
  // are erased, once what was sealed with them is sealed anew.
  // Errors: DATA_DIR_UNREADABLE, DATA_DIR_LOCKED, STORE_CORRUPT,
  //         STORE_TOO_NEW     see Database::Open
  //         STORE_INSECURE    was insecure, is to be opened securely
  //         INSECURE_REFUSED  is sealed, is to be opened insecurely
  //         CONFIG_DIFFERS    is the store of another agency
  //         KEY_FILE_INVALID  the master key file
  //         KEY_MISSING       the master key is another one, or keys are gone
  static absl::StatusOr<std::unique_ptr<AgencyStore>> Open(
      const Options& options);

  // Called, on the store's thread, with each signature and how many messages
  // it stands for. Set before the first Run.
  void SetOnSigned(std::function<void(size_t messages)> on_signed) {
    on_signed_ = std::move(on_signed);
  }

  // Decides what to change, on the store's thread. If it returns an error,
  // nothing it changed is kept.
  using Body = absl::AnyInvocable<absl::Status(Transaction&)>;
  // Called on the store's thread once what the body decided is on the disk,
  // or with the body's error. Must not block.
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // Bodies run, and are answered, in the order they were given.
  // Errors: QUEUE_FULL, SHUTTING_DOWN: neither is called.
  absl::Status Run(Body body, Done done);

  // Reads the master key file again; see Seals::AdoptMasterKeys.
  absl::StatusOr<bool> AdoptMasterKeys() { return seals_->AdoptMasterKeys(); }
  // Id of the master key that wraps; empty if insecure.
  std::string master_key_id() const { return seals_->master_key_id(); }

  // Wraps every key anew that is not wrapped with that one, a few at a time
  // between other work, and calls `done` on the store's thread with how many
  // there were. Errors of `done`: KEY_MISSING, STORE_CORRUPT, DISK_FAILED,
  // QUEUE_FULL, SHUTTING_DOWN.
  using Rewrapped = absl::AnyInvocable<void(absl::StatusOr<size_t>)>;
  void RewrapKeys(Rewrapped done);

  // Opens what Transaction::Seal made; see Seals::Open.
  absl::StatusOr<std::string> OpenSealed(absl::string_view case_id,
                                         absl::string_view context,
                                         absl::string_view bytes) const {
    return seals_->Open(case_id, context, bytes);
  }

  // Where the index of people has `text`; see Seals::Blind.
  absl::StatusOr<std::string> Blind(absl::string_view text) const {
    absl::StatusOr<Seals::Sealed> blind = seals_->Blind(text);
    if (!blind.ok()) return blind.status();
    return std::move(blind->bytes);
  }

  // Finishes what is queued and refuses more. Idempotent.
  void Stop() { committer_->Stop(); }

  // The store holds what cannot be: ends the process.
  void Fail(const absl::Status& status) { fatal_(status); }

  const store::Database& database() const { return *database_; }

 private:
  struct Rewrapping;

  AgencyStore(const Options& options, std::unique_ptr<store::Database> database,
              std::unique_ptr<Seals> seals);

  // Both on the store's thread, for what a group has decided.
  absl::Status PrepareGroup(store::Batch& batch);
  absl::Status OnGroupWritten();
  void SignEntries();
  void RewrapSome(std::shared_ptr<Rewrapping> work);

  const store::FatalHandler fatal_;
  const evidence::Signer* const signer_;
  std::function<void(size_t)> on_signed_;

  const std::unique_ptr<store::Database> database_;
  const std::unique_ptr<Seals> seals_;

  // The store's thread alone.
  Decided group_;
  bool erased_ = false;  // kErasingKey is to be deleted

  const std::unique_ptr<store::GroupCommitter> committer_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_AGENCY_STORE_H_
